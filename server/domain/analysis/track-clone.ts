import { formatDuration, formatPercent, quoteMessage } from '../format-words'
import type { CloneFacts } from '../observation'
import { isEmpty } from './build-context'
import { find, wait, type AnalysisContext, type InstanceView } from './context'
import { instanceOfHost } from './read-replication'

/** A clone that was asked for and did not begin by then did not begin at all. */
const BEGIN_WITHIN_MS = 15_000
/** A server that starts on its copy may have to apply redo first. */
const RESTART_EXPECTED_WITHIN_MS = 120_000
/** Clocks of server and operator may differ by this. */
const SKEW_MS = 5_000

export type CloneState = 'none' | 'running' | 'failed'

/**
 * Follows a clone from the request to the started copy, in decisions, findings and memory.
 * @param needed whether the instance still lacks its copy
 */
export function trackClone(context: AnalysisContext, instance: InstanceView, needed: boolean): CloneState {
  const { facts, memory } = instance
  const clone = facts?.clone ?? null
  if (clone?.state === 'in-progress') {
    memory.cloneStartedAt ??= clone.startedAt ?? context.now
    memory.cloneDonor ??= instanceOfHost(context, clone.source)
    tellProgress(context, instance, clone)
    return 'running'
  }
  if (memory.cloneStartedAt === null) return 'none'
  if (!facts) {
    awaitRestart(context, instance, memory.cloneStartedAt)
    return 'running'
  }
  if (!needed || (clone?.state === 'completed' && !isEmpty(facts) && isOfThisAttempt(clone, memory.cloneStartedAt))) {
    Object.assign(memory, { cloneStartedAt: null, cloneFailures: 0, cloneRetryAt: null, cloneProblem: null, copiedAt: context.now })
    return 'none'
  }
  const failure = failureOf(context, clone, memory.cloneStartedAt)
  if (failure === null) {
    tellWaiting(context, instance, `Waiting for ${instance.name}: its clone of ${donorOf(instance)} begins`, null)
    return 'running'
  }
  noteFailure(context, instance, failure)
  return 'failed'
}

const donorOf = (instance: InstanceView) => instance.memory.cloneDonor ?? 'another instance'

/** Time left, assuming that the rest goes as fast as what was done; null while that cannot be told. */
export function cloneEtaSeconds(clone: Pick<CloneFacts, 'progress' | 'startedAt'>, startedAt: number | null, now: number): number | null {
  const since = clone.startedAt ?? startedAt
  if (since === null || clone.progress === null || clone.progress < 0.02 || now - since < 2_000) return null
  return Math.round(((now - since) / 1000) * (1 / clone.progress - 1))
}

function tellProgress(context: AnalysisContext, instance: InstanceView, clone: CloneFacts): void {
  const eta = cloneEtaSeconds(clone, instance.memory.cloneStartedAt, context.now)
  const left = eta === null || eta < 1 ? '' : ` (about ${formatDuration(eta * 1000)} left)`
  const done = clone.progress === null ? clone.stage.toLowerCase() : `${formatPercent(clone.progress)}${left}`
  tellWaiting(context, instance, `Waiting for ${instance.name}: clone ${done}`, clone.progress, `It copies ${donorOf(instance)}`)
  instance.verdict.underway = `cloning from ${donorOf(instance)}, ${done}`
}

function tellWaiting(context: AnalysisContext, instance: InstanceView, message: string, progress: number | null, because: string | null = null): void {
  wait(context, { id: `clone/${instance.name}`, code: 'WaitingForClone', instance: instance.name, message, because, progress })
  instance.verdict.underway ??= `cloning from ${donorOf(instance)}`
}

function awaitRestart(context: AnalysisContext, instance: InstanceView, startedAt: number): void {
  const { name, memory } = instance
  const silentMs = context.now - (memory.silentSince ?? context.now)
  wait(context, { id: `clone/${name}`, code: 'WaitingForClone', instance: name, message: `Waiting for ${name}: it starts on the data it copied from ${donorOf(instance)}`, progress: null })
  instance.verdict.underway = 'starting on its copied data'
  if (silentMs < RESTART_EXPECTED_WITHIN_MS) return
  find(context, {
    code: 'CloneRestartSlow', level: 'attention', instance: name, action: `Read its log: kubectl -n ${context.definition.namespace} logs ${name} -c mysql`,
    message: `${name} has not come back for ${formatDuration(silentMs)} after its clone, which began ${formatDuration(context.now - startedAt)} ago`,
  })
}

function isOfThisAttempt(clone: CloneFacts, askedAt: number): boolean {
  return clone.startedAt === null || clone.startedAt >= askedAt - SKEW_MS
}

function failureOf(context: AnalysisContext, clone: CloneFacts | null, askedAt: number): string | null {
  if (clone?.state === 'failed' && isOfThisAttempt(clone, askedAt)) return `error ${clone.errorNumber}: ${quoteMessage(clone.errorMessage)}`
  return context.now - askedAt > BEGIN_WITHIN_MS ? 'it did not begin, or ended without a copy' : null
}

function noteFailure(context: AnalysisContext, instance: InstanceView, problem: string): void {
  const { memory, name } = instance
  memory.cloneFailures += 1
  const pauseMs = Math.min(600_000, 5_000 * 2 ** (memory.cloneFailures - 1))
  context.events.push({
    at: context.now, kind: 'operator', severity: 'attention', reason: 'CloneFailed', instance: name, fingerprint: `clone-failed:${name}`,
    message: `The clone of ${name} from ${donorOf(instance)} failed: ${problem}`,
  })
  Object.assign(memory, { cloneStartedAt: null, cloneDonor: null, cloneRetryAt: context.now + pauseMs, cloneProblem: problem })
}
