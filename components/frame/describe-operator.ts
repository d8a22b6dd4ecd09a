import type { HealthLevel } from '@/server/contracts/cluster-status'
import type { OperatorView } from '@/server/contracts/operator'
import { formatAge } from '@/components/lib/format'

/** The lease is renewed every 2 s and pushed; this much older and nobody leads, whatever the last push said. */
const LEASE_LOST_MS = 20_000

/** The operator's state in words. */
export function describeOperator(operator: OperatorView, nowMs: number): { level: HealthLevel; words: string } {
  if (operator.renewedAt === null) return { level: 'broken', words: 'none has started yet' }
  const ageMs = nowMs - Date.parse(operator.renewedAt)
  if (operator.state === 'absent' || ageMs > LEASE_LOST_MS) return { level: 'broken', words: `none leads since ${formatAge(ageMs / 1000)}` }
  if (operator.pause !== null && (operator.pause.until === null || Date.parse(operator.pause.until) > nowMs)) return { level: 'attention', words: `stopped by ${operator.pause.by}` }
  const late = operator.report?.late ?? []
  const first = late[0]
  if (first === undefined) return { level: 'healthy', words: operator.report?.clusters === 0 ? 'leads; no clusters yet' : 'all well' }
  return { level: 'attention', words: late.length === 1 ? `${first.name} is late` : `${late.length} clusters are late` }
}
