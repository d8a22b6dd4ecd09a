import { formatCount } from '../format-words'
import { containsGtidSet, countGtids, onlyServer, parseGtidSet, subtractGtidSets } from '../gtid'
import { isEmpty } from './build-context'
import type { AnalysisContext, InstanceView } from './context'

export type Proof =
  | { proven: true }
  | { proven: false; code: 'PrimaryCameBackEmpty' | 'PrimaryLostTransactions' | 'PrimaryHoldsOtherData'; because: string }

/**
 * Whether the server behind the primary's name is the one that took the writes: it holds this cluster's data, everything
 * that the primary was ever seen to have, and everything that replicas received of it. Without that it is never made writable:
 * clients would write into a past or an empty database.
 */
export function provePrimary(context: AnalysisContext, primary: InstanceView): Proof {
  const { memory } = context
  const { facts } = primary
  if (!facts) return { proven: false, code: 'PrimaryHoldsOtherData', because: 'it does not answer' }
  if (isEmpty(facts) || primary.executed.size === 0) return { proven: false, code: 'PrimaryCameBackEmpty', because: `${primary.name} answers with an empty server: its volume was lost or replaced` }
  if (!isOwnData(context, facts.clusterId)) {
    return { proven: false, code: 'PrimaryHoldsOtherData', because: `${primary.name} holds the data of another cluster (id ${facts.clusterId ?? 'none'})` }
  }
  const lost = subtractGtidSets(parseGtidSet(memory.primaryGtidExecuted), primary.executed)
  if (lost.size > 0) {
    return { proven: false, code: 'PrimaryLostTransactions', because: `${primary.name} lacks ${formatCount(countGtids(lost), 'transaction')} that it had before: its volume was set back` }
  }
  return provenByReplicas(context, primary, facts.serverUuid)
}

/** Whether data with this cluster id in it is this cluster's; data without any was never part of another. */
export function isOwnData(context: AnalysisContext, clusterId: string | null): boolean {
  return clusterId === null || clusterId === context.definition.id || (context.memory.dataClusterId !== null && clusterId === context.memory.dataClusterId)
}

/** A replica cannot have received from the primary what the primary, which takes no writes now, does not have. */
function provenByReplicas(context: AnalysisContext, primary: InstanceView, serverUuid: string): Proof {
  if (primary.facts?.superReadOnly !== true) return { proven: true }
  for (const replica of context.instances) {
    if (replica === primary || !replica.facts || !isOwnData(context, replica.facts.clusterId)) continue
    const received = onlyServer(replica.executed, serverUuid)
    if (containsGtidSet(primary.executed, received)) continue
    const count = countGtids(subtractGtidSets(received, primary.executed))
    return { proven: false, code: 'PrimaryLostTransactions', because: `${replica.name} received ${formatCount(count, 'transaction')} from ${primary.name} that ${primary.name} itself no longer has` }
  }
  return { proven: true }
}
