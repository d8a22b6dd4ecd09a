import { clsx } from 'clsx'
import type { InstanceRole } from '@/server/contracts/cluster-status'

const SHAPES: Record<InstanceRole, string> = {
  primary: 'border-ink bg-ink text-surface',
  replica: 'border-line-strong text-ink',
  joining: 'border-dashed border-line-strong text-muted',
  unknown: 'border-dotted border-line-strong text-muted',
}

/** Primary filled, replica outlined, joining dashed: told by shape and word, not by colour. */
export function RoleBadge({ role }: { role: InstanceRole }) {
  return <span className={clsx('inline-flex items-center rounded-sm border px-1.5 text-xs/4.5 font-medium', SHAPES[role])}>{role}</span>
}
