import type { AnalysisContext, InstanceView } from '../analysis/context'
import { electPrimary } from '../analysis/elect-primary'
import { formatCount, joinWords } from '../format-words'
import { containsGtidSet, countGtids, subtractGtidSets, type GtidSet } from '../gtid'
import { isCandidate } from './check-failover'
import { heldBy } from './survivors'

export type Succession =
  | { outcome: 'elected'; instance: InstanceView; held: GtidSet; because: string }
  | { outcome: 'refused'; code: 'IncomparableData' | 'NoCandidate'; because: string; advice: string }

/**
 * The replica that holds everything that any of `replicas` holds, executed or received. Among equals the one with the least left to
 * apply, then the lowest ordinal. Callers answer for the replicas being fenced and enough.
 */
export function electSuccessor(context: AnalysisContext, replicas: readonly InstanceView[]): Succession {
  const held = new Map(replicas.map((instance) => [instance.name, heldBy(instance)] as const))
  const of = (instance: InstanceView): GtidSet => held.get(instance.name) ?? new Map()
  const election = electPrimary(replicas.map((instance) => ({ name: instance.name, ordinal: instance.ordinal, executed: of(instance) })))
  if (election.outcome === 'nobody') return { outcome: 'refused', code: 'NoCandidate', because: 'no replica answers', advice: 'It goes on when one does' }
  if (election.outcome === 'incomparable') {
    const [a, b] = election.between
    return { outcome: 'refused', code: 'IncomparableData', because: `${a} and ${b} each have transactions that the other lacks`, advice: 'Only a person can say which may be lost: fence the one whose transactions may go' }
  }
  const best = held.get(election.name) ?? new Map()
  const equals = replicas.filter((instance) => containsGtidSet(of(instance), best))
  const able = equals.filter(isCandidate)
  const left = (instance: InstanceView) => countGtids(subtractGtidSets(of(instance), instance.executed))
  const chosen = able.sort((a, b) => left(a) - left(b) || a.ordinal - b.ordinal)[0]
  if (!chosen) {
    return { outcome: 'refused', code: 'NoCandidate', because: `only ${joinWords(equals.map(({ name }) => name))} ${equals.length === 1 ? 'has' : 'have'} everything, and cannot take over`, advice: `It goes on when ${equals.length === 1 ? 'it' : 'one of them'} can apply what it received` }
  }
  const others = replicas.filter((instance) => instance !== chosen)
  const because = others.length === 0 ? 'it is the only replica that answers' : equals.length > 1 ? `it has everything that ${joinWords(others.map(({ name }) => name))} ${others.length === 1 ? 'has' : 'have'}, and the least left to apply` : `it has transactions that ${joinWords(others.map(({ name }) => name))} ${others.length === 1 ? 'lacks' : 'lack'}`
  return { outcome: 'elected', instance: chosen, held: best, because: `${because}${left(chosen) > 0 ? ` (${formatCount(left(chosen), 'transaction')} still to be applied)` : ''}` }
}
