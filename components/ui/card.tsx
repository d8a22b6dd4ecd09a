import { clsx } from 'clsx'
import type { ReactNode } from 'react'

interface CardProps {
  title?: ReactNode
  description?: ReactNode
  /** at the right of the title */
  actions?: ReactNode
  /** no padding: for tables and charts */
  flush?: boolean
  /** id of the heading, for links to it */
  id?: string
  className?: string
  children: ReactNode
}

/** A bordered part of a page, a section with its heading when it has a title. */
export function Card({ title, description, actions, flush = false, id, className, children }: CardProps) {
  return (
    <section id={id} className={clsx('min-w-0 rounded-md border bg-surface', className)}>
      {title && (
        <header className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b px-4 py-2.5">
          <div className="min-w-0 grow">
            <h2 className="text-base font-semibold">{title}</h2>
            {description && <p className="text-xs text-muted">{description}</p>}
          </div>
          {actions}
        </header>
      )}
      <div className={clsx(!flush && 'p-4')}>{children}</div>
    </section>
  )
}

/** Title, what it is about and the one primary action of a page. */
export function PageHeader({ title, description, actions }: { title: ReactNode; description?: ReactNode; actions?: ReactNode }) {
  return (
    <header className="mb-4 flex flex-wrap items-center gap-3">
      <div className="min-w-0 grow">
        <h1 className="text-xl font-semibold break-words">{title}</h1>
        {description && <p className="text-muted">{description}</p>}
      </div>
      {actions}
    </header>
  )
}

/** Names and values; values line up. */
export function Facts({ children, className }: { children: ReactNode; className?: string }) {
  return <dl className={clsx('grid grid-cols-[minmax(7rem,auto)_minmax(0,1fr)] gap-x-4 gap-y-1.5', className)}>{children}</dl>
}

export function Fact({ label, children }: { label: ReactNode; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{label}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </>
  )
}
