import type { ValueChange } from './compare-values'

function Value({ text, gone }: { text: string | undefined; gone: boolean }) {
  if (text === undefined) return <span className="font-sans text-muted">not set</span>
  return gone ? <del className="bg-broken-soft text-broken no-underline">{text}</del> : <ins className="bg-healthy-soft text-healthy no-underline">{text}</ins>
}

/** Before and after, member by member. Words and marks say which is which, not colour alone. */
export function ValueDiff({ changes }: { changes: readonly ValueChange[] }) {
  if (changes.length === 0) return <p className="text-muted">Nothing that is kept differs.</p>
  return (
    <dl className="figures grid grid-cols-1 gap-x-4 gap-y-1 text-xs sm:grid-cols-[minmax(8rem,auto)_minmax(0,1fr)]">
      {changes.map((change) => (
        <div key={change.path} className="contents">
          <dt className="break-all text-muted">{change.path || 'value'}</dt>
          <dd className="flex min-w-0 flex-wrap items-baseline gap-x-2 break-all">
            {change.before !== undefined && <span><span className="sr-only">before: </span><span aria-hidden>− </span><Value text={change.before} gone /></span>}
            {change.after !== undefined && <span><span className="sr-only">after: </span><span aria-hidden>+ </span><Value text={change.after} gone={false} /></span>}
          </dd>
        </div>
      ))}
    </dl>
  )
}
