import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'

interface EmptyStateProps {
  icon?: LucideIcon
  title: ReactNode
  /** what this is for */
  children?: ReactNode
  /** the one thing to do next */
  action?: ReactNode
}

/** Nothing here yet: what it is for and the one thing to do next. */
export function EmptyState({ icon: Icon, title, children, action }: EmptyStateProps) {
  return (
    <div className="flex flex-col items-center gap-2 rounded-md border border-dashed bg-surface px-6 py-12 text-center">
      {Icon && <Icon aria-hidden className="size-8 text-muted" strokeWidth={1.5} />}
      <h2 className="text-base font-semibold">{title}</h2>
      {children && <div className="max-w-prose text-muted">{children}</div>}
      {action && <div className="mt-2">{action}</div>}
    </div>
  )
}
