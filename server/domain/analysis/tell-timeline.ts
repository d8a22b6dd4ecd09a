import { formatDuration, formatLag, quoteMessage } from '../format-words'
import type { Decision, NewTimelineEvent } from '../decision'
import type { ObservedEvent } from '../observation'
import type { AnalysisContext, InstanceView } from './context'
import { terminationWords } from './explain-pod'
import { roleOf } from './instance-status'
import { whyUnsound } from './judge-soundness'
import { isBeingRestarted } from './plan-rollout'

const SEEN_MAX = 500

/** Puts on the timeline what changed since the last round; what stays is not repeated. While a cluster ends, its instances' ends are no news. */
export function tellTimeline(context: AnalysisContext): void {
  tellKubernetesEvents(context)
  if (context.definition.deletion === null) {
    for (const instance of context.instances) {
      tellPodChange(context, instance)
      tellStateChange(context, instance)
    }
  }
  tellDecisions(context)
}

function tell(context: AnalysisContext, event: Omit<NewTimelineEvent, 'at'> & { at?: number }): void {
  context.events.push({ at: context.now, ...event })
}

function tellKubernetesEvents(context: AnalysisContext): void {
  const { observation, memory, definition } = context
  const seen: Record<string, number> = {}
  for (const event of observation.kubernetes.events.slice(-SEEN_MAX)) {
    const before = memory.seenEvents[event.id]
    seen[event.id] = Math.max(event.count, before ?? 0)
    // An earlier cluster of this name left its events behind.
    if (event.type !== 'Warning' || event.lastAt < definition.createdAt - 1_000 || (before !== undefined && event.count <= before)) continue
    if (!isNoise(context, event)) tellKubernetesEvent(context, event)
  }
  // Without contact the list may be empty though nothing was forgotten.
  memory.seenEvents = observation.kubernetes.reachable ? seen : { ...memory.seenEvents, ...seen }
}

/** Probes fail while a server starts or ends: that is what they are for. */
function isNoise(context: AnalysisContext, event: ObservedEvent): boolean {
  if (event.reason !== 'Unhealthy') return false
  const instance = context.instances.find((candidate) => candidate.name === event.object.name)
  return instance === undefined || instance.pod === null || instance.pod.deleting || instance.memory.joinedAt === null || /startup probe/i.test(event.message) || instance.memory.cloneStartedAt !== null
}

function tellKubernetesEvent(context: AnalysisContext, event: ObservedEvent): void {
  const instance = context.instances.find((candidate) => candidate.name === event.object.name)?.name ?? null
  tell(context, {
    at: event.lastAt, kind: 'kubernetes', severity: 'attention', reason: event.reason, instance,
    message: `${event.object.kind} ${event.object.name}: ${quoteMessage(event.message, 600)}`, fingerprint: `kubernetes:${event.reason}:${event.object.kind}/${event.object.name}`,
  })
}

function tellPodChange(context: AnalysisContext, instance: InstanceView): void {
  const { pod, memory, name } = instance
  if (!pod) return
  const restarts = pod.containers.reduce((sum, container) => sum + (container.kind === 'main' ? container.restarts : 0), 0)
  if (memory.podUid !== null && memory.podUid !== pod.uid) {
    tell(context, { kind: 'kubernetes', severity: 'info', reason: 'PodReplaced', instance: name, message: `${name} got a new pod${pod.node === null ? '' : ` on ${pod.node}`}`, fingerprint: `pod-replaced:${name}:${pod.uid}` })
  } else if (memory.podUid === pod.uid && restarts > memory.restarts) tellRestart(context, instance, restarts)
  memory.podUid = pod.uid
  memory.restarts = restarts
}

function tellRestart(context: AnalysisContext, { pod, name }: InstanceView, restarts: number): void {
  if (!pod) return
  const ended = pod.containers.filter((container) => container.kind === 'main' && container.lastTermination !== null)
  const last = ended.sort((a, b) => (b.lastTermination?.finishedAt ?? 0) - (a.lastTermination?.finishedAt ?? 0))[0]
  const why = last?.lastTermination ? `: container ${last.name} ${terminationWords(last.lastTermination, pod)}` : ''
  tell(context, { kind: 'kubernetes', severity: 'attention', reason: last?.lastTermination?.reason === 'OOMKilled' ? 'OutOfMemory' : 'Restarted', instance: name, message: `${name} was restarted${why}`, fingerprint: `restarted:${name}`, details: { restarts } })
}

type ToldState = 'away' | 'joining' | 'primary' | 'primary-closed' | 'replicating' | 'lagging' | 'stopped'

function stateOf(context: AnalysisContext, instance: InstanceView): ToldState {
  const role = roleOf(context, instance)
  if (!instance.facts) return 'away'
  if (role === 'primary') return instance.facts.superReadOnly ? 'primary-closed' : 'primary'
  if (role !== 'replica') return 'joining'
  if (instance.memory.threadsStoppedSince !== null) return 'stopped'
  return instance.memory.lagging ? 'lagging' : 'replicating'
}

/** Only from one state to another, never for the first that was seen; and not while nothing is known. */
function tellStateChange(context: AnalysisContext, instance: InstanceView): void {
  const { memory, facts, pod } = instance
  if (!context.observation.kubernetes.reachable && !facts) return
  const state = stateOf(context, instance)
  const before = memory.toldState
  if (before === state) return
  // A silence or a stop that is over within a moment is not told.
  if (state === 'away' && before !== null && memory.silentSince !== null && context.now - memory.silentSince < 3_000 && pod !== null && !pod.deleting) return
  // A restart that Podkeeper does itself was told when it began.
  if (state === 'away' && isBeingRestarted(context, instance.name)) return
  if (state === 'stopped' && context.now - (memory.threadsStoppedSince ?? context.now) < 1_500) return
  memory.toldState = state
  if (before === null && state !== 'primary' && state !== 'replicating') return
  const words = wordsOf(context, instance, state, before)
  if (words) tell(context, { kind: 'mysql', instance: instance.name, fingerprint: `state:${instance.name}:${words.reason}`, ...words })
}

function wordsOf(context: AnalysisContext, instance: InstanceView, state: ToldState, before: string | null): Pick<NewTimelineEvent, 'severity' | 'reason' | 'message'> | null {
  const { name } = instance
  switch (state) {
    case 'away':
      return { severity: instance.wanted ? 'attention' : 'info', reason: 'InstanceAway', message: `${name} no longer answers: ${whyUnsound(context, instance) ?? 'it is away'}` }
    case 'joining':
      return before === 'away' ? { severity: 'info', reason: 'InstanceUp', message: `${name} answers` } : null
    case 'primary':
      return { severity: 'info', reason: 'PrimaryWritable', message: `${name} is the primary and takes writes` }
    case 'primary-closed':
      if (context.decisions.some(({ id }) => id === `open/${name}`)) return before === 'away' ? { severity: 'info', reason: 'InstanceUp', message: `${name}, the primary, answers again` } : null
      return { severity: 'attention', reason: 'PrimaryReadOnly', message: `${name}, the primary, is read-only` }
    case 'replicating':
      return { severity: 'info', reason: before === 'lagging' ? 'LagOver' : 'Replicating', message: before === 'lagging' ? `${name} has caught up` : `${name} replicates${context.memory.primary === null ? '' : ` from ${context.memory.primary}`}` }
    case 'lagging':
      return { severity: 'attention', reason: 'ReplicaLagging', message: `${name} lags ${formatLag(instance.facts?.replication?.lagSeconds ?? 0)}, more than ${formatDuration(context.definition.spec.lag.attentionSeconds * 1000)}` }
    case 'stopped':
      return { severity: 'attention', reason: 'ReplicationStopped', message: `${name} stopped replicating: ${whyUnsound(context, instance) ?? 'its threads are stopped'}` }
  }
}

/** Beginnings of decisions that matter, and ends of refusals. */
function tellDecisions(context: AnalysisContext): void {
  const { decisions, previous, memory, told } = context
  const before = new Map(previous.lastDecisions.map((decision) => [decision.id, decision.message]))
  for (const decision of decisions) {
    const severity = told.get(decision.id)
    if (severity === undefined || before.has(decision.id)) continue
    tell(context, { kind: 'operator', severity, reason: decision.code, instance: decision.instance, message: sentenceOf(decision), fingerprint: `decision:${decision.id}:${decision.code}` })
  }
  const now = new Set(decisions.map((decision) => decision.id))
  for (const [id, message] of before) {
    if (id.startsWith(REFUSED) && !now.has(id.slice(REFUSED.length))) tell(context, { kind: 'operator', severity: 'info', reason: 'NoLongerRefused', instance: null, message: `Over: ${message}`, fingerprint: `over:${id}` })
  }
  // What was told stays known for as long as its decision lasts in any form, so that waiting and repeating tell nothing new.
  memory.lastDecisions = decisions
    .filter(({ id }) => told.has(id) || before.has(id))
    .flatMap(({ id, message, kind }) => (kind === 'refuse' ? [{ id, message }, { id: REFUSED + id, message }] : [{ id, message }]))
}

const REFUSED = 'refused:'

function sentenceOf({ message, because }: Decision): string {
  if (because === null) return message
  return /^[A-Z]/.test(because) ? `${message}. ${because}` : `${message}: ${because}`
}
