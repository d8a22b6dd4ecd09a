import { HEALTH_RANK, type HealthLevel, type InstanceRole, type InstanceStatus } from '@/server/contracts/cluster-status'
import { formatLag } from '../format-words'
import { isWritable, type AnalysisContext, type InstanceView } from './context'
import { whyUnsound } from './judge-soundness'
import { readsExclusion } from './plan-reads'
import { countBehind, instanceOfHost } from './read-replication'
import { cloneEtaSeconds } from './track-clone'

export const isoTime = (ms: number) => new Date(ms).toISOString()
const isoOrNull = (ms: number | null) => (ms === null ? null : isoTime(ms))
export const capitalize = (words: string) => words.charAt(0).toUpperCase() + words.slice(1)

/** One instance as pages show it. */
export function describeInstance(context: AnalysisContext, instance: InstanceView): InstanceStatus {
  const servesReads = answersReads(context, instance)
  return {
    name: instance.name,
    ordinal: instance.ordinal,
    role: roleOf(context, instance),
    level: levelOf(context, instance),
    headline: headlineOf(context, instance),
    pod: describePod(instance),
    mysql: describeMysql(instance),
    mysqlProblem: instance.mysql.state === 'unreachable' ? instance.mysql.message : instance.mysql.state === 'absent' ? 'It has no pod' : null,
    replication: describeReplication(context, instance),
    isolation: instance.verdict.fenced !== null ? 'fenced' : instance.verdict.errantCount > 0 || instance.verdict.foreignData !== null ? 'quarantined' : null,
    servesReads,
    readsExcludedBecause: servesReads ? null : readsExclusion(context, instance),
    volume: describeVolume(instance),
    resources: instance.pod?.resources ?? null,
    clone: describeClone(context, instance),
  }
}

/** `statefulset` management has a read service that follows readiness alone, so that it works without Podkeeper. */
function answersReads(context: AnalysisContext, instance: InstanceView): boolean {
  if (context.definition.spec.management === 'operator') return instance.memory.servesReads
  return context.observation.kubernetes.endpoints[context.names.readService]?.includes(instance.name) ?? false
}

export function roleOf(context: AnalysisContext, instance: InstanceView): InstanceRole {
  const { memory } = context
  if (memory.primary === null) return instance.wanted && context.observation.kubernetes.reachable ? 'joining' : 'unknown'
  if (instance.name === memory.primary) {
    if (memory.bootstrappedAt === null) return 'joining'
    return instance.facts && context.trustedPrimary !== instance ? 'unknown' : 'primary'
  }
  if (instance.verdict.foreignData !== null) return 'unknown'
  return instance.memory.joinedAt === null || instance.memory.cloneStartedAt !== null ? 'joining' : 'replica'
}

export function levelOf(context: AnalysisContext, instance: InstanceView): HealthLevel {
  if (!instance.wanted) return 'off'
  const levels = context.findings.filter((finding) => finding.instance === instance.name).map((finding) => finding.level)
  const worst = levels.sort((a, b) => HEALTH_RANK[a] - HEALTH_RANK[b])[0]
  if (worst !== undefined) return worst
  if (whyUnsound(context, instance) === null) return 'healthy'
  return !context.observation.kubernetes.reachable && !instance.facts ? 'unknown' : 'working'
}

export function headlineOf(context: AnalysisContext, instance: InstanceView): string {
  if (!instance.wanted) return instance.pod ? 'Leaving: it is no longer wanted' : 'No longer wanted'
  const unsound = whyUnsound(context, instance)
  if (unsound !== null) return capitalize(unsound)
  if (instance.name === context.memory.primary) return isWritable(instance) ? 'Takes writes' : 'Read-only'
  const lagSeconds = instance.facts?.replication?.lagSeconds ?? null
  if (lagSeconds === null) return 'Replicating, lag unknown'
  return lagSeconds <= 0 ? 'Replicating, up to date' : `Replicating, ${formatLag(lagSeconds)} behind`
}

function describePod({ pod }: InstanceView): InstanceStatus['pod'] {
  if (!pod) return null
  const ended = pod.containers.filter((container) => container.kind === 'main' && container.lastTermination !== null)
  ended.sort((a, b) => (b.lastTermination?.finishedAt ?? 0) - (a.lastTermination?.finishedAt ?? 0))
  const last = ended[0]
  return {
    uid: pod.uid, phase: pod.phase, ready: pod.ready, node: pod.node, zone: pod.zone, address: pod.address,
    restarts: pod.containers.reduce((sum, container) => sum + (container.kind === 'main' ? container.restarts : 0), 0),
    startedAt: isoOrNull(pod.startedAt),
    lastTermination: last?.lastTermination
      ? { container: last.name, reason: last.lastTermination.reason, exitCode: last.lastTermination.exitCode, at: isoOrNull(last.lastTermination.finishedAt) }
      : null,
    containers: pod.containers.map(({ name, kind, state, ready, restarts, reason }) => ({ name, kind, state: reason ?? state, ready, restarts })),
  }
}

function describeMysql({ facts, memory }: InstanceView): InstanceStatus['mysql'] {
  if (!facts) return null
  const { version, serverUuid, uptimeSeconds, readOnly, superReadOnly, gtidExecuted, threadsConnected, connectionsMax } = facts
  return { version, serverUuid, uptimeSeconds, readOnly, superReadOnly, gtidExecuted, threadsConnected, connectionsMax, queriesPerSecond: memory.queriesPerSecond?.rate ?? null }
}

function describeReplication(context: AnalysisContext, instance: InstanceView): InstanceStatus['replication'] {
  const replication = instance.facts?.replication ?? null
  if (replication === null || instance.name === context.memory.primary) return null
  const { sourceHost, ioThread, sqlThread, lagSeconds, sqlError, ioError } = replication
  return { sourceHost, sourceInstance: instanceOfHost(context, sourceHost), ioThread, sqlThread, lagSeconds, transactionsBehind: countBehind(context, instance), lastError: sqlError ?? ioError }
}

function describeVolume({ claim, memory }: InstanceView): InstanceStatus['volume'] {
  if (!claim) return null
  const usedBytes = claim.usedBytes ?? memory.usedBytes
  return { claim: claim.name, phase: claim.phase, storageClass: claim.storageClass, capacityBytes: claim.capacityBytes, requestedBytes: claim.requestedBytes, usedBytes, usedSource: claim.usedBytes !== null ? 'kubelet' : usedBytes !== null ? 'mysql' : null }
}

function describeClone(context: AnalysisContext, instance: InstanceView): InstanceStatus['clone'] {
  const { memory, facts, pod } = instance
  const clone = facts?.clone ?? null
  if (clone?.state === 'in-progress') return { donor: memory.cloneDonor, stage: clone.stage, progress: clone.progress, etaSeconds: cloneEtaSeconds(clone, memory.cloneStartedAt, context.now) }
  if (memory.cloneStartedAt !== null) return { donor: memory.cloneDonor, stage: facts ? 'Beginning' : 'Restarting', progress: null, etaSeconds: null }
  if (!facts && pod?.initProgress?.stage === 'clone') return { donor: null, stage: 'clone', progress: pod.initProgress.fraction, etaSeconds: null }
  return null
}

/** Rates from counters and sizes that are read now and then. A counter that fell began anew. */
export function noteCounters(context: AnalysisContext, instance: InstanceView): void {
  const { facts, memory } = instance
  if (!facts) {
    memory.queriesPerSecond = null
    return
  }
  if (facts.dataBytes !== null) memory.usedBytes = facts.dataBytes
  const last = memory.queriesPerSecond
  const { observedAt } = context.observation
  if (last && observedAt - last.at < 900) return
  const rate = last && facts.questions >= last.questions ? Math.round(((facts.questions - last.questions) / (observedAt - last.at)) * 10_000) / 10 : null
  memory.queriesPerSecond = { at: observedAt, questions: facts.questions, rate }
}
