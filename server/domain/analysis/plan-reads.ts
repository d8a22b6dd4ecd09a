import { formatDuration, formatLag } from '../format-words'
import type { ReplicationFacts } from '../observation'
import { find, type AnalysisContext, type InstanceView } from './context'
import { isEmpty } from './build-context'
import { isBeingRestarted } from './plan-rollout'
import { pendingTransfer } from '../availability/survivors'
import { followsPrimary } from './read-replication'

const STOPPED_TOLERATED_MS = 5_000
const RETURN_AFTER_MS = 10_000

export type Fitness =
  | { fit: true }
  /** `steady`: neither reason enough to leave nor to come back */
  | { fit: false; because: string; steady: boolean }

/** Decides which instances answer reads, so that they leave when they are stale and come back only when that lasts. */
export function planReads(context: AnalysisContext): void {
  for (const instance of context.instances) {
    trackThreads(context, instance)
    const fitness = judgeReads(context, instance)
    const { memory } = instance
    if (memory.servesReads) {
      if (!fitness.fit && !fitness.steady) leave(context, instance)
    } else if (fitness.fit) enter(context, instance)
    else memory.belowReturnLimitSince = null
  }
  explainEmptyReads(context)
}

/** Whether the primary answers reads too: only where there is no replica that could. */
export function primaryServesReads(context: AnalysisContext): boolean {
  return context.definition.spec.topology === 'single' || context.definition.spec.instances === 1
}

function trackThreads(context: AnalysisContext, instance: InstanceView): void {
  const replication = instance.facts?.replication ?? null
  const stopped = replication !== null && (replication.ioThread === 'off' || replication.sqlThread === 'off')
  instance.memory.threadsStoppedSince = stopped ? (instance.memory.threadsStoppedSince ?? context.now) : null
  if (replication?.ioThread !== 'connecting') instance.memory.connectingSince = null
  else if (context.observation.mysql[context.memory.primary ?? '']?.state === 'answering') instance.memory.connectingSince ??= context.now
}

const unfit = (because: string): Fitness => ({ fit: false, because, steady: false })
const steady = (because: string): Fitness => ({ fit: false, because, steady: true })

/** Why an instance may not answer reads now; words go after "not in the read service: ". */
export function judgeReads(context: AnalysisContext, instance: InstanceView): Fitness {
  const { pod, facts, verdict } = instance
  if (!pod || pod.deleting) return unfit(pod ? 'its pod is ending' : 'it has no pod')
  if (!instance.wanted) return unfit('it is no longer wanted')
  if (!facts) return unfit('MySQL does not answer')
  if (isEmpty(facts)) return unfit('it holds no data yet')
  if (!pod.ready) return unfit('its pod is not ready')
  if (instance.name === context.memory.primary) return judgePrimary(context, instance)
  if (verdict.fenced !== null) return unfit(verdict.fenced)
  if (verdict.foreignData !== null) return unfit(verdict.foreignData)
  if (verdict.errantCount > 0) return unfit('it has transactions that the primary lacks')
  if (facts.clone?.state === 'in-progress' || instance.memory.cloneStartedAt !== null) return unfit('it is being cloned')
  if (facts.replication === null || !followsPrimary(context, instance)) return unfit('it does not follow the primary')
  return judgeReplication(context, instance, facts.replication)
}

function judgePrimary(context: AnalysisContext, instance: InstanceView): Fitness {
  if (!primaryServesReads(context)) return unfit('it is the primary')
  return context.trustedPrimary === instance || context.definition.spec.management === 'statefulset' ? { fit: true } : unfit('it is not proven to hold the data')
}

function judgeReplication(context: AnalysisContext, instance: InstanceView, replication: ReplicationFacts): Fitness {
  const { lag } = context.definition.spec
  // With writes stopped nobody can be ahead of it.
  if (pendingTransfer(context) !== null) return steady('the primary is being changed')
  if (replication.ioThread === 'off' || replication.sqlThread === 'off') {
    const thread = replication.sqlThread === 'off' ? 'SQL' : 'I/O'
    const sinceMs = context.now - (instance.memory.threadsStoppedSince ?? context.now)
    return sinceMs > STOPPED_TOLERATED_MS ? unfit(`its ${thread} thread stopped ${formatDuration(sinceMs)} ago`) : steady(`its ${thread} thread is stopped`)
  }
  if (replication.ioThread === 'connecting') {
    // With the primary away nobody can be ahead of it, so it may go on; with the primary there, its data ages.
    const agedMs = instance.memory.connectingSince === null ? 0 : context.now - instance.memory.connectingSince
    return agedMs > lag.leaveReadsSeconds * 1000 ? unfit(`it has not reached the primary for ${formatDuration(agedMs)}`) : steady('it is connecting to the primary')
  }
  if (replication.lagSeconds === null) return steady('its lag is unknown')
  if (replication.lagSeconds > lag.leaveReadsSeconds) return unfit(`it lags ${formatLag(replication.lagSeconds)}, more than the limit of ${formatLag(lag.leaveReadsSeconds)}`)
  return replication.lagSeconds < lag.returnReadsSeconds ? { fit: true } : steady(`it lags ${formatLag(replication.lagSeconds)}; it comes back below ${formatLag(lag.returnReadsSeconds)}`)
}

function leave(context: AnalysisContext, instance: InstanceView): void {
  Object.assign(instance.memory, { servesReads: false, belowReturnLimitSince: null, leftReadsAt: context.now })
}

/** The first time at once; after it had to leave, only when it has been well for a while. */
function enter(context: AnalysisContext, instance: InstanceView): void {
  const { memory } = instance
  memory.belowReturnLimitSince ??= context.now
  const waits = memory.leftReadsAt !== null && context.now - memory.belowReturnLimitSince < RETURN_AFTER_MS
  if (waits) return
  memory.servesReads = true
}

/** @returns why it is not in the read service; null when it is, or when it is the primary and has nothing to do there */
export function readsExclusion(context: AnalysisContext, instance: InstanceView): string | null {
  if (instance.memory.servesReads || (instance.name === context.memory.primary && !primaryServesReads(context))) return null
  const fitness = judgeReads(context, instance)
  if (!fitness.fit) return fitness.because
  const sinceMs = context.now - (instance.memory.belowReturnLimitSince ?? context.now)
  return `it comes back when it has been well for 10 s (${formatDuration(RETURN_AFTER_MS - sinceMs)} left)`
}

function explainEmptyReads(context: AnalysisContext): void {
  const { memory, names, definition } = context
  if (memory.bootstrappedAt === null || definition.spec.management === 'statefulset') return
  if (context.instances.some((instance) => instance.memory.servesReads)) return
  const hasServed = context.instances.some((instance) => instance.memory.leftReadsAt !== null)
  if (!hasServed) return
  const message = primaryServesReads(context) ? `${names.readService} leads to no instance` : `${names.readService} leads to no instance: every replica is away or lags too much`
  const planned = context.instances.some((instance) => isBeingRestarted(context, instance.name))
  find(context, { code: 'ReadServiceEmpty', level: planned ? 'attention' : 'broken', message, action: primaryServesReads(context) ? null : `Send reads to ${names.primaryService} until a replica is back` })
}
