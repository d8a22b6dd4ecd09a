interface SparklineProps {
  /** oldest first; null is a gap, never a zero */
  values: readonly (number | null)[]
  /** what it shows, in words: "Lag in the last hour, at most 4.2 s" */
  label: string
  width?: number
  height?: number
  /** top of the scale at least, so that noise near zero looks like nothing */
  minimumScale?: number
}

/** Path of the line; begins anew after each gap. */
export function sparklinePath(values: readonly (number | null)[], width: number, height: number, minimumScale: number): string {
  const top = Math.max(minimumScale, ...values.map((value) => value ?? 0))
  const step = values.length > 1 ? width / (values.length - 1) : 0
  let path = ''
  let previous: number | null = null
  values.forEach((value, index) => {
    if (value !== null) {
      const x = (index * step).toFixed(1)
      const y = (height - 1 - (value / top) * (height - 2)).toFixed(1)
      path += `${previous === null ? 'M' : 'L'}${x} ${y}`
    }
    previous = value
  })
  return path
}

/** A line without axes. Always as big as it will be, so that arriving data moves nothing. */
export function Sparkline({ values, label, width = 64, height = 18, minimumScale = 1 }: SparklineProps) {
  return (
    <svg role="img" aria-label={label} width={width} height={height} viewBox={`0 0 ${width} ${height}`} className="shrink-0 overflow-visible text-muted">
      <path d={`M0 ${height - 0.5}H${width}`} className="stroke-line" strokeWidth={1} />
      <path d={sparklinePath(values, width, height, minimumScale)} fill="none" stroke="currentColor" strokeWidth={1.25} strokeLinejoin="round" strokeLinecap="round" />
    </svg>
  )
}
