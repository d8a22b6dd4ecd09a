import { acknowledgementsOf, explainTolerance } from '@/server/contracts/tolerance'
import type { ClusterSpec } from '@/server/contracts/cluster-spec'
import type { Consequence } from './describe-consequences'

/** What a change means for writes that clients see committed, and for who takes over when the primary is lost. */
export function describeSafety(before: ClusterSpec, after: ClusterSpec): Consequence[] {
  return [...describeAcknowledgements(before, after), ...describeFailover(before, after)]
}

function describeAcknowledgements(before: ClusterSpec, after: ClusterSpec): Consequence[] {
  if (after.topology === 'semisync') {
    const [earlier, count] = [before.topology === 'semisync' ? acknowledgementsOf(before) : 0, acknowledgementsOf(after)]
    if (earlier === count && before.instances === after.instances) return []
    const begins = earlier === 0 ? 'Commits begin to wait for replicas as soon as enough are connected, which adds one round trip to each. ' : ''
    return [{ severity: 'attention', message: `${begins}${explainTolerance(after.instances, count)}` }]
  }
  if (before.topology !== 'semisync') return []
  return [{ severity: 'attention', message: 'Commits no longer wait for replicas: when the primary is lost, its newest writes may be lost with it.' }]
}

function describeFailover(before: ClusterSpec, after: ClusterSpec): Consequence[] {
  if (after.topology === 'single') return []
  const lines: Consequence[] = []
  if (after.failover.allowDataLoss && !before.failover.allowDataLoss) lines.push({ severity: 'attention', message: 'A failover may lose writes that clients saw committed; it goes ahead without asking.' })
  if (after.failover.mode !== before.failover.mode) lines.push({ severity: after.failover.mode === 'automatic' ? 'info' : 'attention', message: FAILOVER[after.failover.mode] })
  return lines
}

const FAILOVER: Record<ClusterSpec['failover']['mode'], string> = {
  automatic: 'When the primary is lost, another instance takes over by itself, where that is safe.',
  manual: 'When the primary is lost, writes stop until a person starts the failover.',
  off: 'When the primary is lost, writes stop until it comes back by itself.',
}
