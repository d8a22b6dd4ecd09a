import { clsx } from 'clsx'
import type { InstanceRole, InstanceStatus } from '@/server/contracts/cluster-status'

const SHAPES: Record<InstanceRole, string> = {
  primary: 'border-ink bg-ink text-surface',
  replica: 'border-line-strong text-ink',
  joining: 'border-dashed border-line-strong text-muted',
  unknown: 'border-dotted border-line-strong text-muted',
}
const ISOLATED: Record<NonNullable<InstanceStatus['isolation']>, string> = {
  fenced: 'border-line-strong text-muted line-through',
  quarantined: 'border-line-strong bg-[repeating-linear-gradient(135deg,var(--color-line)_0_2px,transparent_2px_6px)] text-ink',
}

/** Primary filled, replica outlined, joining dashed, quarantined hatched, fenced struck through: told by shape and word, not by colour. */
export function RoleBadge({ role, isolation = null }: { role: InstanceRole; isolation?: InstanceStatus['isolation'] }) {
  const word = isolation ?? role
  return <span className={clsx('inline-flex items-center rounded-sm border px-1.5 text-xs/4.5 font-medium', isolation === null ? SHAPES[role] : ISOLATED[isolation])}>{word}</span>
}
