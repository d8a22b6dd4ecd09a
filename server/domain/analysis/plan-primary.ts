import { chooseFirstPrimary } from './choose-first-primary'
import { act, find, isWritable, primaryOf, refuse, wait, type AnalysisContext, type InstanceView } from './context'
import { whySilent } from './explain-pod'
import { isBeingRestarted } from './plan-rollout'
import { provePrimary, type Proof } from './prove-primary'
import { asksEnough, settleRequired } from '../availability/plan-acknowledgements'
import { pendingTransfer } from '../availability/survivors'
import { formatCount, quoteMessage } from '../format-words'
import { countGtids, subtractGtidSets } from '../gtid'
import { readGtidSet } from './read-replication'
import { attemptsOf, forgetAttempts, mayAttempt } from './space-attempts'

const PAUSE = { firstMs: 1_000, maxMs: 15_000 }
const CLOSE_ATTEMPTS_MAX = 2
const END_STUCK = { firstMs: 15_000, maxMs: 60_000 }

/** Chooses the first primary, keeps the primary writable when it is proven, and every other instance read-only. */
export function planPrimary(context: AnalysisContext): void {
  closeOthers(context)
  if (context.memory.bootstrappedAt === null) chooseFirstPrimary(context)
  if (context.memory.bootstrappedAt !== null) keepPrimary(context)
}

/** Only the primary takes writes: anything else found open is closed, before anything is opened. */
function closeOthers(context: AnalysisContext): void {
  const { memory } = context
  const open = context.instances.filter((instance) => (instance.open || isHalfClosed(instance)) && instance.name !== memory.primary)
  // Before a choice was made, a single open server may be the primary that an earlier operator opened.
  if (memory.primary === null && open.length < 2) return
  for (const instance of open) close(context, instance, `${instance.name} takes writes though it is not the primary`)
}

/** It refuses new writes and cannot finish closing: a commit waits there for acknowledgements that nobody gives any more. */
function isHalfClosed({ facts, memory }: InstanceView): boolean {
  return facts !== null && facts.superReadOnly && !facts.readOnly && memory.cloneStartedAt === null
}

function close(context: AnalysisContext, instance: InstanceView, because: string): void {
  if (instance.pod?.deleting === true) return
  const { name } = instance
  find(context, { code: 'WritableReplica', level: 'attention', instance: name, message: `${because}; it is made read-only` })
  if (mayAttempt(context, `close/${name}`, PAUSE)) {
    act(context, { id: `close/${name}`, code: 'MakingReadOnly', instance: name, message: `Making ${name} read-only`, because, tell: 'attention' }, { type: 'make-read-only', instance: name })
  } else wait(context, { id: `close/${name}`, code: 'MakingReadOnly', instance: name, message: `Waiting to see ${name} read-only`, because })
  if (attemptsOf(context, `close/${name}`) > CLOSE_ATTEMPTS_MAX) endStuck(context, instance)
}

/**
 * A commit that waits for acknowledgements holds super_read_only up for ever and survives KILL (moco issue 813). Its client is cut off first,
 * so that it is never told of success; then the server is ended.
 */
function endStuck(context: AnalysisContext, { name, pod }: InstanceView): void {
  if (!pod || context.memory.primary === name || !context.observation.kubernetes.reachable) return
  const because = 'It is not the primary, and commits that wait there keep it from being closed'
  // In a round of its own, because the pod's end would come first.
  if (mayAttempt(context, `end-sessions/${pod.uid}`, END_STUCK)) return act(context, { id: `sessions/${name}`, code: 'EndingSessions', instance: name, message: `Ending the sessions of clients on ${name}`, because }, { type: 'end-client-sessions', instance: name })
  if (mayAttempt(context, `end-stuck/${pod.uid}`, END_STUCK)) act(context, { id: `end-stuck/${name}`, code: 'EndingStuckServer', instance: name, message: `Ending the pod of ${name}`, because, tell: 'attention' }, { type: 'delete-pod', pod: name, podUid: pod.uid, graceSeconds: 1 })
}

function keepPrimary(context: AnalysisContext): void {
  const { memory } = context
  const primary = primaryOf(context)
  if (!primary?.facts) return explainSilence(context, primary)
  const proof = provePrimary(context, primary)
  if (!proof.proven) return refusePrimary(context, primary, proof)
  context.trustedPrimary = primary
  memory.primaryGtidExecuted = primary.facts.gtidExecuted
  memory.primaryServerUuid = primary.facts.serverUuid
  primary.memory.joinedAt ??= context.now
  explainSource(context, primary)
  if (isWritable(primary)) return forgetAttempts(context, `open/${primary.name}`)
  if (pendingTransfer(context) === null) openPrimary(context, primary)
}

/** A kept volume of a former replica still names its source; as long as no thread runs, that does nothing. */
function explainSource(context: AnalysisContext, primary: InstanceView): void {
  const replication = primary.facts?.replication ?? null
  if (replication === null || (replication.ioThread === 'off' && replication.sqlThread === 'off')) return
  find(context, {
    code: 'PrimaryReplicates', level: 'attention', instance: primary.name, message: `${primary.name} is the primary and replicates from ${replication.sourceHost} itself: somebody started that`,
    action: `Unless that is meant: STOP REPLICA; RESET REPLICA ALL on ${primary.name}`,
  })
}

function openPrimary(context: AnalysisContext, primary: InstanceView): void {
  const { name } = primary
  const id = `open/${name}`
  const other = context.instances.find((instance) => instance !== primary && instance.open)
  if (other) {
    return wait(context, { id, code: 'WaitingForReadOnly', instance: name, message: `${name} is opened for writing as soon as ${other.name} is read-only`, because: 'Never two instances take writes' })
  }
  if (appliesFirst(context, primary, id)) return
  find(context, { code: 'PrimaryReadOnly', level: 'working', instance: name, message: `${name} is being opened for writing` })
  if (mayAttempt(context, id, PAUSE)) {
    prepareOpening(context, primary)
    act(context, { id, code: 'MakingWritable', instance: name, message: `Opening ${name} for writing`, because: 'It is the primary and holds everything it had', tell: 'info' }, { type: 'make-writable', instance: name, epoch: context.memory.epoch })
  } else wait(context, { id, code: 'MakingWritable', instance: name, message: `Waiting to see ${name} writable` })
}

/** What it received and has not applied would be lost with its relay log. */
function appliesFirst(context: AnalysisContext, primary: InstanceView, id: string): boolean {
  const replication = primary.facts?.replication ?? null
  const left = replication === null ? 0 : countGtids(subtractGtidSets(readGtidSet(replication.retrievedGtidSet), primary.executed))
  if (replication === null || left === 0) return false
  const { name } = primary
  const what = formatCount(left, 'transaction')
  if (replication.sqlError !== null) {
    find(context, { code: 'PrimaryCannotApply', level: 'broken', instance: name, message: `${name} is not opened for writing: it cannot apply ${what} that it received (error ${replication.sqlError.number}: ${quoteMessage(replication.sqlError.message)})`, action: 'Read its log; what it cannot apply is in its relay log only' })
    refuse(context, { id, code: 'PrimaryCannotApply', instance: name, message: `${name} is not opened: ${what} in its relay log cannot be applied`, tell: null })
  } else if (replication.sqlThread === 'off' && mayAttempt(context, `apply/${name}`, PAUSE)) {
    act(context, { id, code: 'StartingReplication', instance: name, message: `${name} applies ${what} that it received`, because: 'Before it is opened for writing' }, { type: 'start-replication', instance: name, threads: 'sql' })
  } else wait(context, { id, code: 'CatchingUp', instance: name, message: `${name} is opened for writing when it has applied ${what} that it received` })
  return true
}

/** Statements to one instance are given in order, and the next only when the last was taken: it is never open before these hold. */
function prepareOpening(context: AnalysisContext, primary: InstanceView): void {
  const { name } = primary
  if (primary.facts?.replication !== null) act(context, { id: `detach/${name}`, code: 'Detaching', instance: name, message: `${name} no longer follows anybody`, because: 'It is the primary and has applied everything' }, { type: 'detach-from-source', instance: name })
  const required = settleRequired(context)
  if (primary.facts?.semiSync && !asksEnough(context, primary)) {
    act(context, { id: `acknowledgements/${name}`, code: 'RequiringAcknowledgements', instance: name, message: `${name} waits for ${formatCount(required, 'acknowledgement')} of each commit`, because: 'Before it takes any' }, { type: 'require-acknowledgements', instance: name, count: required })
  }
}

function explainSilence(context: AnalysisContext, primary: InstanceView | null): void {
  const name = context.memory.primary ?? 'the primary'
  const why = primary ? whySilent(context, primary) : 'it has no pod'
  wait(context, { id: 'primary', code: 'WaitingForPrimary', instance: context.memory.primary, message: `Waiting for ${name}, the primary: ${why}` })
  if (primary && isBeingRestarted(context, primary.name)) {
    return find(context, { code: 'PrimaryRestarting', level: 'attention', instance: primary.name, message: `${name}, the primary, is being restarted on its new template and takes no writes: ${why}` })
  }
  if (pendingTransfer(context) !== null) return find(context, { code: 'PrimaryBeingReplaced', level: 'broken', instance: context.memory.primary, message: `${name}, the primary, is lost (${why}); another instance takes over` })
  find(context, { code: 'PrimaryUnreachable', level: 'broken', instance: context.memory.primary, message: `${name} is the primary and takes no writes: ${why}`, action: 'Kubernetes restarts it. Podkeeper opens it for writing as soon as it answers with its data' })
}

function refusePrimary(context: AnalysisContext, primary: InstanceView, proof: Extract<Proof, { proven: false }>): void {
  const { name } = primary
  if (primary.open) close(context, primary, `${name} is not the server that was the primary`)
  const copies = context.instances.filter((instance) => instance !== primary && instance.memory.joinedAt !== null)
  refuse(context, {
    id: 'primary', code: proof.code, instance: name, message: `${name} is not made writable: ${proof.because}`,
    because: 'Clients would write beside the data that they had, and the two could not be brought together again', tell: 'broken',
  })
  find(context, {
    code: proof.code, level: 'broken', instance: name, message: `The primary is not open for writing: ${proof.because}`,
    action: copies.length > 0
      ? `The data is still on ${copies.map((instance) => instance.name).join(', ')}. Bring back ${name}'s volume if you can; otherwise delete this cluster with its volumes kept, delete the claim ${context.names.claim(primary.ordinal)}, and create it again with "use the kept volumes": the most advanced copy then becomes the primary`
      : 'Bring its volume back, or restore a backup into a new cluster',
  })
}
