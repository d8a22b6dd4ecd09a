/** Podkeeper's sign: three instances, one of them in front. */
export function Mark() {
  return (
    <svg aria-hidden viewBox="0 0 20 20" className="size-5 shrink-0">
      <rect x="1" y="5" width="10" height="10" rx="2.5" className="fill-accent-solid" />
      <rect x="12.75" y="2.75" width="5.5" height="5.5" rx="1.5" fill="none" stroke="currentColor" strokeWidth="1.5" />
      <rect x="12.75" y="11.75" width="5.5" height="5.5" rx="1.5" fill="none" stroke="currentColor" strokeWidth="1.5" />
    </svg>
  )
}
