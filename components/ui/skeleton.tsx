import { clsx } from 'clsx'

/** The shape of what is being loaded; appears after 150 ms, so that quick answers do not flash. */
export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden className={clsx('block animate-appear rounded-sm bg-line', className)} />
}

/** Says once to screen readers what the skeletons stand for. */
export function LoadingStatus({ children }: { children: string }) {
  return <p role="status" className="sr-only">{children}</p>
}

/** Rows of a table to come. */
export function TableSkeleton({ rows = 5, what }: { rows?: number; what: string }) {
  return (
    <div className="rounded-md border bg-surface">
      <LoadingStatus>{`Loading ${what}`}</LoadingStatus>
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className="flex h-10 items-center gap-4 border-b px-4 last:border-b-0">
          <Skeleton className="h-3 w-24" />
          <Skeleton className="h-3 w-40" />
          <Skeleton className="h-3 grow" />
        </div>
      ))}
    </div>
  )
}
