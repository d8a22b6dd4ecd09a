import { Lock } from 'lucide-react'
import type { ReactNode } from 'react'

/** Says under a control why it cannot be used; nothing when it can. */
export function DisabledReason({ reason, children }: { reason: string | null | undefined; children: ReactNode }) {
  if (!reason) return children
  return (
    <div className="flex flex-col items-start gap-1">
      {children}
      <p className="flex items-start gap-1 text-xs text-muted"><Lock aria-hidden className="mt-0.5 size-3 shrink-0" />{reason}</p>
    </div>
  )
}
