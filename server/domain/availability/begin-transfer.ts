import { act, find, primaryOf, refuse, wait, type AnalysisContext } from '../analysis/context'
import type { PendingOperation, PrimaryTransfer } from '../memory'
import type { Precheck } from '@/server/contracts/availability'
import { assessLoss, type Loss } from './assess-loss'
import { checkFailover, countableReplicas, describeLoss, shortfallOf } from './check-failover'
import { checkSwitchover } from './check-switchover'

/** Begins what a person asked for, else a failover when the primary is lost and it may be done; says why when it may not. */
export function beginTransfer(context: AnalysisContext): void {
  const asked = context.definition.operations.find((operation) => operation.kind === 'failover' || operation.kind === 'switchover')
  if (asked?.kind === 'switchover') beginSwitchover(context, asked)
  else considerFailover(context, asked ?? null)
}

export function beginSwitchover(context: AnalysisContext, operation: PendingOperation): void {
  const target = String(operation.parameters['target'] ?? '')
  const accepted = Array.isArray(operation.parameters['accepted']) ? operation.parameters['accepted'].map(String) : []
  const checks = checkSwitchover(context, target, operation.id)
  const hindrance = checks.find((one) => one.state === 'failed' || (one.state === 'warning' && !accepted.includes(one.id)))
  const from = context.memory.primary
  if (hindrance || from === null) return void context.impossible.set(operation.id, hindrance ? `${hindrance.title}: ${hindrance.evidence}` : 'There is no primary')
  context.memory.transfer = { ...blank(context, operation.id, 'switchover', String(operation.parameters['requestedBy'] ?? 'podkeeper'), from), to: target, stage: 'stop-writes' }
  context.events.push({ at: context.now, kind: 'operator', severity: 'info', reason: 'SwitchoverBegins', instance: target, fingerprint: `switchover:${operation.id}`, message: `Switchover from ${from} to ${target} begins` })
}

function blank(context: AnalysisContext, operationId: string, kind: PrimaryTransfer['kind'], requestedBy: string, from: string): PrimaryTransfer {
  const { now } = context
  return { operationId, kind, requestedBy, from, to: null, stage: 'fence', startedAt: now, stageSince: now, position: null, evidence: [], lossAccepted: false, writesStoppedAt: null, writesBackAt: null, problem: null }
}

function considerFailover(context: AnalysisContext, asked: PendingOperation | null): void {
  const { memory, definition } = context
  if (memory.primary === null || memory.bootstrappedAt === null) return
  // A single instance is waited for: see plan-primary.
  if (asked === null && context.instances.every(({ name }) => name === memory.primary)) return
  const loss = assessLoss(context)
  if (loss.state === 'present' && asked === null) return
  const options = { byPerson: asked !== null, lossAccepted: asked ? asked.parameters['lossAccepted'] === true : definition.spec.failover.allowDataLoss }
  const failed = checkFailover(context, loss, options).filter((one) => one.state === 'failed')
  if (failed.length === 0 && loss.state === 'lost') return beginFailover(context, loss, options.lossAccepted, asked)
  if (asked) return void context.impossible.set(asked.id, failed.map((one) => `${one.title}: ${one.evidence}`).join('. '))
  explainNoFailover(context, memory.primary, loss, failed)
}

function beginFailover(context: AnalysisContext, loss: Extract<Loss, { state: 'lost' }>, lossAccepted: boolean, asked: PendingOperation | null): void {
  const { memory, definition, now } = context
  const from = memory.primary ?? ''
  const id = asked?.id ?? `failover-${definition.id}-${now}`
  const requestedBy = asked ? String(asked.parameters['requestedBy'] ?? 'unknown') : 'podkeeper'
  const isLossy = shortfallOf(context, countableReplicas(context)) !== null
  memory.transfer = { ...blank(context, id, 'failover', requestedBy, from), evidence: loss.evidence, lossAccepted: isLossy && lossAccepted, writesStoppedAt: memory.primarySilence?.since ?? now }
  if (!asked) context.newOperations.push({ id, kind: 'failover', title: `Fail over from ${from}`, parameters: { from } })
  context.events.push({ at: now, kind: 'operator', severity: 'attention', reason: 'FailoverBegins', instance: from, fingerprint: `failover:${id}`, message: `${from}, the primary, is lost: ${loss.evidence.join('; ')}. Failover begins`, details: { evidence: loss.evidence } })
}

/** What keeps a lost primary from being replaced, and what a person can do about it. */
function explainNoFailover(context: AnalysisContext, name: string, loss: Loss, failed: readonly Precheck[]): void {
  const only = failed.filter((one) => one.id !== 'loss')
  const first = only[0] ?? failed[0]
  if (!first) return
  if (loss.state !== 'lost') {
    const because = only[0] ? `It would not be failed over: ${only[0].evidence}` : 'A failover begins when its loss is seen from several sides'
    return wait(context, { id: 'failover', code: 'ConfirmingLoss', instance: name, message: `Waiting for ${name}, the primary: ${loss.state === 'suspected' ? loss.because : 'it answers'}`, because })
  }
  refuse(context, { id: 'failover', code: `FailoverNot${first.id.charAt(0).toUpperCase()}${first.id.slice(1)}`, instance: name, tell: 'broken', message: `${name} is not failed over: ${first.evidence}`, because: only.length > 1 ? `Also: ${only.slice(1).map((one) => one.evidence).join('; ')}` : null })
  find(context, { code: 'FailoverNotDone', level: 'broken', instance: name, message: `${name}, the primary, is lost (${loss.evidence.join('; ')}) and nobody takes over: ${first.evidence}`, action: adviseOn(context, first) })
}

/** What a person can do about the check that keeps a failover from being done. */
export function adviseOn(context: AnalysisContext, check: Precheck): string | null {
  switch (check.id) {
    case 'policy':
      return 'Start the failover on the page of the cluster, or set failover to automatic in its settings'
    case 'pause':
      return 'Resume automation, or start the failover yourself'
    case 'kubernetes':
      return 'Bring the Kubernetes API back; the failover follows by itself'
    case 'quiet':
      return 'Start the failover yourself if it cannot wait; if the primary changes again and again, look for the cause first'
    case 'quorum':
      return `Bring ${context.memory.primary ?? 'the primary'} or the replicas that are away back, then nothing is lost. Or start the failover and accept the loss. ${describeLoss(context)}`
    case 'stopped':
      return `Make sure that ${context.memory.primary ?? 'it'} is off (its node powered down, its pod deleted), then the failover follows by itself`
    case 'candidate':
      return 'Bring a replica back, or restore a backup into a new cluster'
    default:
      return null
  }
}

/** The old primary's server is ended where it hangs: its clients then connect anew, and it comes back as a replica. */
export function fenceOldPrimary(context: AnalysisContext, from: string, mayAttempt: (key: string) => boolean): void {
  const old = context.instances.find((instance) => instance.name === from)
  const pod = old?.pod ?? null
  if (!old || !pod || pod.deleting || old.facts !== null || pod.nodeReady !== true || !context.observation.kubernetes.reachable) return
  const runs = pod.containers.some((container) => container.kind === 'main' && container.name === 'mysql' && container.state === 'running')
  if (!runs || !mayAttempt(`fence-old/${pod.uid}`)) return
  act(context, { id: `fence-old/${from}`, code: 'EndingOldPrimary', instance: from, message: `Ending the pod of ${from}`, because: 'Its server hangs or cannot be reached; it comes back as a replica', tell: 'attention' }, { type: 'delete-pod', pod: from, podUid: pod.uid, graceSeconds: 1 })
}

export function isPrimaryBack(context: AnalysisContext): boolean {
  return context.trustedPrimary !== null && context.trustedPrimary === primaryOf(context)
}
