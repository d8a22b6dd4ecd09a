import { formatLag } from '../format-words'
import { isEmpty } from './build-context'
import { isWritable, type AnalysisContext, type InstanceView } from './context'
import { podTrouble, whySilent } from './explain-pod'
import { followsPrimary, instanceOfHost, threadsRun } from './read-replication'

/** @returns what an instance lacks to do its duty, as the end of "shop-db-1: …"; null when it does all of it */
export function whyUnsound(context: AnalysisContext, instance: InstanceView): string | null {
  const { pod, facts, verdict } = instance
  if (verdict.underway !== null && pod?.deleting === false && podTrouble(context, instance) === null) return verdict.underway
  if (!pod || pod.deleting || !facts) return whySilent(context, instance)
  if (isEmpty(facts)) return 'it holds no data yet'
  if (verdict.foreignData !== null) return verdict.foreignData
  if (instance.name === context.memory.primary) return isWritable(instance) ? readiness(instance) : 'it does not take writes'
  if (verdict.fenced !== null) return `it is isolated: ${verdict.fenced}`
  if (verdict.errantCount > 0) return 'it has transactions that the primary lacks'
  if (verdict.replicationProblem !== null) return verdict.replicationProblem
  return whyNotReplicating(context, instance) ?? readiness(instance)
}

const readiness = (instance: InstanceView) => (instance.pod?.ready === true ? null : 'its pod is not ready')

/** @returns null while it follows the primary with both threads */
export function whyNotReplicating(context: AnalysisContext, instance: InstanceView): string | null {
  const replication = instance.facts?.replication ?? null
  if (replication === null) return 'it does not replicate yet'
  if (!followsPrimary(context, instance)) return `it follows ${instanceOfHost(context, replication.sourceHost) ?? replication.sourceHost} instead of the primary`
  if (threadsRun(replication)) return null
  if (replication.ioThread === 'off' && replication.sqlThread === 'off') return 'replication is stopped'
  if (replication.sqlThread === 'off') return 'its SQL thread is stopped'
  return replication.ioThread === 'off' ? 'its I/O thread is stopped' : 'it is connecting to the primary'
}

/** @returns why the instance is not near enough to the primary for its neighbour to be restarted; null when it is */
export function whyNotCaughtUp(context: AnalysisContext, instance: InstanceView): string | null {
  const unsound = whyUnsound(context, instance)
  if (unsound !== null || instance.name === context.memory.primary) return unsound
  const lag = instance.facts?.replication?.lagSeconds ?? null
  if (lag === null) return 'its lag is unknown'
  // Else a rolling change would empty the read service.
  if (!instance.memory.servesReads) return 'it does not answer reads again yet'
  return lag <= context.definition.spec.lag.attentionSeconds ? null : `it lags ${formatLag(lag)}`
}
