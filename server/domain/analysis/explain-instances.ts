import { formatBytes, formatDuration, formatLag } from '../format-words'
import { find, type AnalysisContext, type InstanceView } from './context'
import { podTrouble, whySilent } from './explain-pod'
import { isBeingRestarted } from './plan-rollout'

/** A pod may need this long for its node, volume, image and first start before that is worth a word. */
const START_EXPECTED_WITHIN_MS = 180_000
const END_EXPECTED_WITHIN_MS = 180_000
const VOLUME_ATTENTION = 0.85
const VOLUME_BROKEN = 0.95
const CONNECTIONS_ATTENTION = 0.9

/** Findings about single instances: pods that do not run, servers that are silent, lag, full volumes. */
export function explainInstances(context: AnalysisContext): void {
  for (const instance of context.instances) {
    trackSilence(context, instance)
    if (!instance.wanted && instance.pod?.deleting !== true) continue
    explainPod(context, instance)
    if (instance.wanted) explainServer(context, instance)
    explainVolume(context, instance)
  }
}

function trackSilence(context: AnalysisContext, instance: InstanceView): void {
  instance.memory.silentSince = instance.facts || !instance.pod ? null : (instance.memory.silentSince ?? context.now)
}

/** A pod is told so while it is placed and its volume is made, too. */
const PASSES_SOON = new Set(['Unschedulable', 'VolumePending'])

function explainPod(context: AnalysisContext, instance: InstanceView): void {
  const { pod, name, memory } = instance
  const trouble = podTrouble(context, instance)
  if (!pod) {
    if (trouble) find(context, { code: trouble.code, level: 'attention', instance: name, message: `${name}: ${trouble.words}`, action: trouble.action })
    return
  }
  if (trouble) {
    const soft = PASSES_SOON.has(trouble.code) && context.now - pod.createdAt < 10_000
    if (!soft) find(context, { code: trouble.code, level: 'attention', instance: name, message: `${name}: ${trouble.words}`, action: trouble.action })
    return
  }
  const silentMs = memory.silentSince === null ? 0 : context.now - memory.silentSince
  if (pod.deleting) {
    if (silentMs > END_EXPECTED_WITHIN_MS) find(context, { code: 'PodStuck', level: 'attention', instance: name, message: `${name} has been ending for ${formatDuration(silentMs)}`, action: `Look at it: kubectl -n ${context.definition.namespace} describe pod ${name}` })
    return
  }
  if (instance.facts || memory.cloneStartedAt !== null || instance.name === context.memory.primary && context.memory.bootstrappedAt !== null) return
  const slow = silentMs > START_EXPECTED_WITHIN_MS
  const wasUp = memory.joinedAt !== null && !isBeingRestarted(context, name)
  find(context, {
    code: wasUp || slow ? 'InstanceSilent' : 'InstanceStarting', level: wasUp || slow ? 'attention' : 'working', instance: name,
    message: `${name}: ${whySilent(context, instance)}${slow ? `, for ${formatDuration(silentMs)} now` : ''}`,
    action: slow ? `Read its log: kubectl -n ${context.definition.namespace} logs ${name} -c mysql` : null,
  })
}

function explainServer(context: AnalysisContext, instance: InstanceView): void {
  const { facts, name, memory } = instance
  if (!instance.pod && memory.joinedAt !== null && !isBeingRestarted(context, name) && context.observation.kubernetes.reachable && name !== context.memory.primary) {
    find(context, { code: 'InstanceSilent', level: 'attention', instance: name, message: `${name} has no pod; Kubernetes is to make it anew` })
  }
  if (!facts) return
  explainLag(context, instance)
  if (facts.connectionsMax > 0 && facts.threadsConnected / facts.connectionsMax > CONNECTIONS_ATTENTION) {
    find(context, { code: 'ConnectionsNearLimit', level: 'attention', instance: name, message: `${name} has ${facts.threadsConnected} of ${facts.connectionsMax} connections in use`, action: 'Raise max_connections, or find the client that opens so many' })
  }
}

function explainLag(context: AnalysisContext, instance: InstanceView): void {
  const { memory, name } = instance
  const lagSeconds = name === context.memory.primary ? null : (instance.facts?.replication?.lagSeconds ?? null)
  const { attentionSeconds } = context.definition.spec.lag
  // Nobody is ahead of it while the primary is away.
  if (instance.facts?.replication?.ioThread === 'connecting' && !context.trustedPrimary) return
  if (lagSeconds === null) {
    if (name === context.memory.primary || instance.facts?.replication === null) memory.lagging = false
    return
  }
  memory.lagging = lagSeconds > (memory.lagging ? attentionSeconds / 2 : attentionSeconds)
  if (!memory.lagging) return
  const delayed = instance.facts?.replication?.sqlDelaySeconds ?? 0
  find(context, {
    code: 'ReplicaLagging', level: 'attention', instance: name, message: `${name} lags ${formatLag(lagSeconds)}${delayed > 0 ? `, of which it delays ${formatDuration(delayed * 1000)} on purpose` : ''}`,
    action: delayed > 0 ? `To end the delay: CHANGE REPLICATION SOURCE TO SOURCE_DELAY = 0 on ${name}` : 'Look for a large transaction or a slow disk; it catches up by itself when the load allows',
  })
}

function explainVolume(context: AnalysisContext, instance: InstanceView): void {
  const { claim, name } = instance
  if (!claim?.capacityBytes || claim.usedBytes === null) return
  const share = claim.usedBytes / claim.capacityBytes
  if (share < VOLUME_ATTENTION) return
  find(context, {
    code: 'VolumeNearlyFull', level: share >= VOLUME_BROKEN ? 'broken' : 'attention', instance: name,
    message: `The volume of ${name} is nearly full: ${formatBytes(claim.usedBytes)} of ${formatBytes(claim.capacityBytes)}. MySQL stops when it is`, action: 'Make it larger in Settings, where its storage class allows it, delete data, or keep the binary log for a shorter time (binlog_expire_logs_seconds)',
  })
}
