import { containsGtidSet, type GtidSet } from '../gtid'

/** What an election compares. */
export interface Candidate {
  name: string
  ordinal: number
  executed: GtidSet
}

export type Election =
  /** holds every transaction that any candidate holds */
  | { outcome: 'elected'; name: string }
  /** at least two hold transactions that the other lacks: only a person can say which may be lost */
  | { outcome: 'incomparable'; between: [string, string] }
  | { outcome: 'nobody' }

/**
 * The instance that has all transactions of all others; the lowest ordinal among equals. Callers answer for the candidates
 * being all that matter: at the first start every instance, in a failover a quorum whose I/O threads were stopped before.
 */
export function electPrimary(candidates: readonly Candidate[]): Election {
  const [first, ...others] = [...candidates].sort((a, b) => a.ordinal - b.ordinal)
  if (!first) return { outcome: 'nobody' }
  let best = first
  for (const other of others) if (!containsGtidSet(best.executed, other.executed) && containsGtidSet(other.executed, best.executed)) best = other
  const rival = candidates.find((other) => !containsGtidSet(best.executed, other.executed))
  return rival ? { outcome: 'incomparable', between: [best.name, rival.name] } : { outcome: 'elected', name: best.name }
}
