import { act, find, instanceOf, primaryOf, wait, type AnalysisContext, type InstanceView } from '../analysis/context'
import { mayAttempt } from '../analysis/space-attempts'
import { formatCount, formatDuration, joinWords } from '../format-words'
import { containsGtidSet, countGtids, formatGtidSet, subtractGtidSets, unionGtidSets } from '../gtid'
import { readGtidSet } from '../analysis/read-replication'
import type { PrimaryTransfer, TransferStage } from '../memory'
import { noteSilence } from './assess-loss'
import { beginTransfer, fenceOldPrimary, isPrimaryBack } from './begin-transfer'
import { countableReplicas, isCandidate, possibleLoss, shortfallOf } from './check-failover'
import { electSuccessor } from './elect-successor'
import { finishTransfer } from './finish-transfer'
import { answeringReplicas, isFenced, isOver } from './survivors'

const STOP_IO = { firstMs: 500, maxMs: 5_000 }
const END_POD = { firstMs: 15_000, maxMs: 60_000 }
const CLOSE = { firstMs: 1_000, maxMs: 1_000 }
/** A replica that answers and does not stop its receiver for so long is left out of the count. */
const FENCE_PATIENCE_MS = 3_000
/** Running statements of clients get this long before their sessions are ended. */
const END_SESSIONS_AFTER_MS = 2_000
/** Then the replicas receive again, and the page says who is missing and what a person can do. */
const FENCE_MAX_MS = 30_000
const STOP_WRITES_MAX_MS = 15_000
const CATCH_UP_MAX_MS = 30_000
const STAGES_A_ROUND_MAX = 6

/**
 * A change of the primary, one stage after the other; each was stored before it is acted upon, so that an operator that takes
 * over goes on with it. Until the commit point nothing is changed that cannot be taken back.
 */
export function planTransfer(context: AnalysisContext): void {
  noteSilence(context)
  if (context.memory.transfer !== null && isOver(context.memory.transfer)) context.memory.transfer = null
  if (context.memory.transfer === null) beginTransfer(context)
  const { transfer } = context.memory
  if (transfer === null) return
  // Several stages may pass in one round when there is nothing to wait for.
  let left = STAGES_A_ROUND_MAX
  for (let stage: TransferStage | null = null; stage !== transfer.stage && !isOver(transfer) && left > 0; left--) {
    stage = transfer.stage
    takeStage(context, transfer)
  }
}

function takeStage(context: AnalysisContext, transfer: PrimaryTransfer): void {
  switch (transfer.stage) {
    case 'stop-writes':
      return stopWrites(context, transfer)
    case 'fence':
      return fence(context, transfer)
    case 'elect':
      return elect(context, transfer)
    case 'catch-up':
      return catchUp(context, transfer)
    case 'promote':
    case 'verify':
      return finishTransfer(context, transfer)
    case 'done':
    case 'failed':
  }
}

function enter(context: AnalysisContext, transfer: PrimaryTransfer, stage: TransferStage): void {
  Object.assign(transfer, { stage, stageSince: context.now })
}

/** Takes everything back: the old primary is opened again and replicas go on by themselves, because nothing else was changed. */
function takeBack(context: AnalysisContext, transfer: PrimaryTransfer, problem: string): void {
  enter(context, transfer, 'failed')
  transfer.problem = problem
  const what = transfer.kind === 'failover' ? 'Failover' : 'Switchover'
  context.events.push({ at: context.now, kind: 'operator', severity: transfer.kind === 'failover' ? 'info' : 'attention', reason: `${what}TakenBack`, instance: transfer.from, fingerprint: `taken-back:${transfer.operationId}`, message: `${what} from ${transfer.from} was taken back: ${problem}` })
}

/** @returns whether a person asked for the end of it */
function isCancelled(context: AnalysisContext, transfer: PrimaryTransfer): boolean {
  return context.definition.operations.some((operation) => operation.id === transfer.operationId && operation.parameters['cancel'] === true)
}

/** Switchover: the old primary is closed and its position read twice, so that nothing is written any more. */
function stopWrites(context: AnalysisContext, transfer: PrimaryTransfer): void {
  const { from } = transfer
  const old = primaryOf(context)
  if (isCancelled(context, transfer)) return takeBack(context, transfer, 'it was cancelled')
  if (!old?.facts) return takeBack(context, transfer, `${from} no longer answers`)
  transfer.writesStoppedAt ??= context.now
  const sinceMs = context.now - transfer.stageSince
  if (old.facts.superReadOnly && old.facts.readOnly) {
    if (transfer.position === old.facts.gtidExecuted) return enter(context, transfer, 'catch-up')
    transfer.position = old.facts.gtidExecuted
    return wait(context, { id: 'transfer', code: 'ReadingPosition', instance: from, message: `Reading the last position of ${from} once more`, because: 'Nothing may be written after it' })
  }
  if (sinceMs > STOP_WRITES_MAX_MS) return takeBack(context, transfer, `writes on ${from} could not be stopped within ${formatDuration(STOP_WRITES_MAX_MS)}: a session holds a lock or a commit waits`)
  if (mayAttempt(context, `transfer/close/${transfer.operationId}`, CLOSE)) act(context, { id: 'transfer', code: 'StoppingWrites', instance: from, message: `Stopping writes on ${from}`, because: `${transfer.to ?? ''} takes over` }, { type: 'make-read-only', instance: from })
  if (sinceMs >= END_SESSIONS_AFTER_MS && mayAttempt(context, `transfer/sessions/${transfer.operationId}`, CLOSE)) {
    act(context, { id: 'transfer/sessions', code: 'EndingSessions', instance: from, message: `Ending the sessions of clients on ${from}`, because: `They have kept it from being closed for ${formatDuration(sinceMs)}`, tell: 'info' }, { type: 'end-client-sessions', instance: from })
  }
  wait(context, { id: 'transfer', code: 'StoppingWrites', instance: from, message: `Waiting until ${from} takes no more writes` })
}

/** Failover: replicas stop receiving, so that whatever still runs of the old primary can collect no acknowledgement. */
function fence(context: AnalysisContext, transfer: PrimaryTransfer): void {
  const { from } = transfer
  if (isPrimaryBack(context)) return takeBack(context, transfer, `${from} came back before anybody was promoted`)
  if (isCancelled(context, transfer)) return takeBack(context, transfer, 'it was cancelled')
  fenceOldPrimary(context, from, (key) => mayAttempt(context, key, END_POD))
  const open = answeringReplicas(context).filter((instance) => !isFenced(instance))
  for (const { name } of open) {
    if (!mayAttempt(context, `fence/${name}`, STOP_IO)) continue
    act(context, { id: `fence/${name}`, code: 'Fencing', instance: name, message: `Stopping the receiver of ${name}`, because: `What is left of ${from} must not collect acknowledgements` }, { type: 'stop-replication', instance: name, threads: 'io' })
  }
  const ready = countableReplicas(context).filter(isFenced)
  const enough = shortfallOf(context, ready) === null || (transfer.lossAccepted && ready.length > 0)
  if (enough && (open.length === 0 || context.now - transfer.stageSince > FENCE_PATIENCE_MS)) return enter(context, transfer, 'elect')
  if (!enough && context.now - transfer.stageSince > FENCE_MAX_MS) return takeBack(context, transfer, `too few replicas answer by now to prove that nothing is lost (${formatCount(ready.length, 'replica')})`)
  wait(context, { id: 'transfer', code: 'Fencing', instance: from, message: open.length > 0 ? `Waiting until ${joinWords(open.map(({ name }) => name))} ${open.length === 1 ? 'receives' : 'receive'} nothing more from ${from}` : `Waiting for more replicas: ${formatCount(ready.length, 'replica')} cannot prove that nothing is lost` })
}

function elect(context: AnalysisContext, transfer: PrimaryTransfer): void {
  const ready = countableReplicas(context).filter(isFenced)
  if (shortfallOf(context, ready) !== null && !(transfer.lossAccepted && ready.length > 0)) return enter(context, transfer, 'fence')
  const election = electSuccessor(context, ready)
  if (election.outcome === 'refused') {
    if (isPrimaryBack(context)) return takeBack(context, transfer, `${transfer.from} came back before anybody was promoted`)
    find(context, { code: election.code, level: 'broken', instance: transfer.from, message: `${transfer.from}, the primary, is lost and nobody takes over: ${election.because}`, action: election.advice })
    return wait(context, { id: 'transfer', code: election.code, instance: null, message: `Nobody is promoted: ${election.because}`, because: election.advice })
  }
  Object.assign(transfer, { to: election.instance.name, position: formatGtidSet(election.held) })
  const loss = transfer.lossAccepted ? possibleLoss(context, election.held) : null
  context.events.push({
    at: context.now, kind: 'operator', severity: loss === null ? 'info' : 'broken', reason: 'SuccessorChosen', instance: election.instance.name, fingerprint: `elected:${transfer.operationId}`,
    message: `${election.instance.name} takes over: ${election.because}${loss === null ? '' : `. At least ${formatCount(loss.transactions, 'transaction')} of ${transfer.from} are lost; the loss was accepted`}`,
    details: { position: transfer.position },
  })
  enter(context, transfer, 'catch-up')
}

/** The one that takes over applies all that it received, or, in a switchover, all that the old primary wrote. */
function catchUp(context: AnalysisContext, transfer: PrimaryTransfer): void {
  const instance = instanceOf(context, transfer.to)
  const isFailover = transfer.kind === 'failover'
  const position = readGtidSet(transfer.position ?? '')
  if (isCancelled(context, transfer)) return takeBack(context, transfer, 'it was cancelled')
  if (isFailover && isPrimaryBack(context)) return takeBack(context, transfer, `${transfer.from} came back before anybody was promoted`)
  if (!instance?.facts || !isCandidate(instance)) return isFailover ? enter(context, transfer, 'fence') : takeBack(context, transfer, `${transfer.to ?? 'the target'} can no longer take over`)
  if (!isFailover && reopened(context)) return takeBack(context, transfer, `${transfer.from} was opened for writing again by somebody`)
  if (containsGtidSet(instance.executed, position)) {
    const beyond = isFailover ? 0 : countGtids(subtractGtidSets(instance.executed, position))
    if (beyond > 0) return takeBack(context, transfer, `${instance.name} has ${formatCount(beyond, 'transaction')} that ${transfer.from} lacks`)
    return commit(context, transfer, instance)
  }
  if (!isFailover && context.now - transfer.stageSince > CATCH_UP_MAX_MS) return takeBack(context, transfer, `${instance.name} did not catch up within ${formatDuration(CATCH_UP_MAX_MS)}`)
  if (instance.facts.replication?.sqlThread === 'off' && mayAttempt(context, `transfer/apply/${instance.name}`, STOP_IO)) {
    act(context, { id: 'transfer/apply', code: 'StartingReplication', instance: instance.name, message: `Starting the applier of ${instance.name}`, because: 'It has to apply what it received' }, { type: 'start-replication', instance: instance.name, threads: 'sql' })
  }
  const left = countGtids(subtractGtidSets(position, instance.executed))
  wait(context, { id: 'transfer', code: 'CatchingUp', instance: instance.name, message: `Waiting for ${instance.name} to apply ${formatCount(left, 'transaction')}` })
}

const reopened = (context: AnalysisContext) => {
  const facts = primaryOf(context)?.facts ?? null
  return facts !== null && !(facts.superReadOnly && facts.readOnly)
}

/** The commit point: stored by compare-and-swap on the operator's lease before any statement is given. From here on it only goes forward. */
function commit(context: AnalysisContext, transfer: PrimaryTransfer, instance: InstanceView): void {
  const { memory } = context
  const held = unionGtidSets(instance.executed, readGtidSet(transfer.position ?? ''))
  Object.assign(memory, {
    primary: instance.name, epoch: memory.epoch + 1, primaryGtidExecuted: formatGtidSet(held), primaryServerUuid: instance.facts?.serverUuid ?? null, lastTransferAt: context.now, primarySilence: null,
    // Earlier writes are on the new primary for certain; on which replicas they are too, has to be seen anew.
    acknowledgements: [{ members: {}, required: 0, from: null }],
  })
  transfer.position = memory.primaryGtidExecuted
  context.trustedPrimary = null
  enter(context, transfer, 'promote')
  context.events.push({ at: context.now, kind: 'operator', severity: 'info', reason: 'PrimaryChanged', instance: instance.name, fingerprint: `primary:${memory.epoch}`, message: `${instance.name} is the primary from now on (epoch ${memory.epoch})` })
}
