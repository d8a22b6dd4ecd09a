import { formatDuration, quoteMessage } from '../format-words'
import type { Action } from '../decision'
import type { ReplicationFacts } from '../observation'
import { isEmpty } from './build-context'
import { act, find, refuse, wait, type AnalysisContext, type InstanceView } from './context'
import { diagnoseReplication, type Diagnosis } from './diagnose-replication'
import { pendingTransfer } from '../availability/survivors'
import { followsPrimary, instanceOfHost, threadsRun } from './read-replication'
import { attemptsOf, forgetAttempts, mayAttempt, pauseLeftMs } from './space-attempts'

const PAUSE = { firstMs: 3_000, maxMs: 60_000 }
/** MySQL itself tries to connect again; setting the channel up anew helps only when that does not. */
const CONNECTING_PATIENCE_MS = 15_000

/** Points replicas at the primary and keeps their threads running, or says why it does not. */
export function planReplication(context: AnalysisContext): void {
  // During a failover replicas must not receive anything.
  if (context.memory.bootstrappedAt === null || pendingTransfer(context) !== null) return
  for (const instance of context.instances) {
    if (instance.name === context.memory.primary || !instance.wanted || instance.pod?.deleting === true) continue
    const { facts, verdict, memory } = instance
    if (!facts || isEmpty(facts) || memory.cloneStartedAt !== null || facts.clone?.state === 'in-progress' || verdict.foreignData !== null || verdict.replicationProblem !== null || verdict.fenced !== null) continue
    planReplica(context, instance, facts.replication)
  }
}

function planReplica(context: AnalysisContext, instance: InstanceView, replication: ReplicationFacts | null): void {
  if (replication !== null && followsPrimary(context, instance) && threadsRun(replication)) return noteRunning(context, instance)
  // Left as it is, see assess-replicas.
  if (instance.verdict.errantCount > 0) return
  if (context.decisions.some((decision) => decision.id === `clone/${instance.name}`)) return
  if (replication === null || !followsPrimary(context, instance)) return pointToPrimary(context, instance, wrongSource(context, replication))
  if (instance.memory.cloneDonor !== null) return pointToPrimary(context, instance, 'its copy brought its donor\'s settings')
  repairThreads(context, instance, replication)
}

function noteRunning(context: AnalysisContext, instance: InstanceView): void {
  instance.memory.joinedAt ??= context.now
  instance.memory.cloneDonor = null
  instance.memory.connectingSince = null
  // Kept while it has just begun: a thread that stops again at once must not be started each round.
  if (pauseLeftMs(context, `replicate/${instance.name}`) === 0) forgetAttempts(context, `replicate/${instance.name}`)
}

function wrongSource(context: AnalysisContext, replication: ReplicationFacts | null): string {
  if (replication === null) return 'it follows nobody yet'
  const source = instanceOfHost(context, replication.sourceHost) ?? replication.sourceHost
  return source === context.memory.primary ? 'it does not use auto-position' : `it follows ${source}, which is not the primary`
}

function pointToPrimary(context: AnalysisContext, instance: InstanceView, because: string, pause = PAUSE): void {
  const { name } = instance
  const id = `replicate/${name}`
  const source = context.trustedPrimary
  instance.verdict.underway ??= 'about to follow the primary'
  if (!source) return wait(context, { id, code: 'WaitingForPrimary', instance: name, message: `${name} follows the primary as soon as that answers with its data`, because })
  repeat(context, instance, { code: 'FollowingSource', message: `Pointing ${name} at ${source.name}`, because }, { type: 'follow-source', instance: name, source: source.name }, pause)
}

/** The same action again only after a pause, so that what it started gets time to show. */
function repeat(context: AnalysisContext, instance: InstanceView, words: { code: string; message: string; because: string | null }, action: Action, pause = PAUSE): void {
  const id = `replicate/${instance.name}`
  if (mayAttempt(context, id, pause)) return act(context, { id, instance: instance.name, ...words, tell: 'info' }, action)
  const left = formatDuration(pauseLeftMs(context, id))
  const times = attemptsOf(context, id)
  wait(context, { id, code: 'WaitingForReplication', instance: instance.name, message: times > 1 ? `Waiting for replication of ${instance.name}; tried ${times} times, again in ${left}` : `Waiting for replication of ${instance.name} to start`, because: words.because })
}

function repairThreads(context: AnalysisContext, instance: InstanceView, replication: ReplicationFacts): void {
  if (replication.sqlThread === 'off' && replication.sqlError) return repairError(context, instance, replication, replication.sqlError)
  if (replication.ioThread === 'off' && replication.ioError) return repairError(context, instance, replication, replication.ioError)
  if (replication.ioThread === 'off' || replication.sqlThread === 'off') return startThreads(context, instance, replication, `${stoppedThreads(replication)} without an error`)
  awaitConnection(context, instance, replication)
}

function stoppedThreads(replication: ReplicationFacts): string {
  if (replication.ioThread === 'off' && replication.sqlThread === 'off') return 'both threads stopped'
  return replication.ioThread === 'off' ? 'its I/O thread stopped' : 'its SQL thread stopped'
}

function startThreads(context: AnalysisContext, instance: InstanceView, replication: ReplicationFacts, because: string): void {
  const threads = replication.ioThread !== 'off' ? 'sql' : replication.sqlThread === 'off' ? 'both' : 'io'
  if (attemptsOf(context, `replicate/${instance.name}`) > 2) {
    find(context, { code: 'ReplicationStopped', level: 'attention', instance: instance.name, message: `${instance.name} does not go on replicating: ${because}, though it was started again`, action: `If somebody stops it on purpose, they have to know that Podkeeper starts it again. Otherwise read its log: kubectl -n ${context.definition.namespace} logs ${instance.name} -c mysql` })
  }
  repeat(context, instance, { code: 'StartingReplication', message: `Starting replication on ${instance.name}`, because }, { type: 'start-replication', instance: instance.name, threads })
}

function repairError(context: AnalysisContext, instance: InstanceView, replication: ReplicationFacts, error: { number: number; message: string }): void {
  const diagnosis = diagnoseReplication(error)
  find(context, { code: 'ReplicationStopped', level: 'attention', instance: instance.name, message: `${instance.name} stopped replicating: ${diagnosis.words} (${diagnosis.evidence})`, action: diagnosis.action })
  carryOutRepair(context, instance, replication, diagnosis)
}

function carryOutRepair(context: AnalysisContext, instance: InstanceView, replication: ReplicationFacts, diagnosis: Diagnosis): void {
  switch (diagnosis.repair) {
    case 'retry':
      return startThreads(context, instance, replication, `${diagnosis.words} (${diagnosis.evidence})`)
    case 'repoint':
      return pointToPrimary(context, instance, `${diagnosis.words} (${diagnosis.evidence})`)
    case 'person':
      instance.verdict.replicationProblem = diagnosis.words
      return refuse(context, { id: `repair/${instance.name}`, code: 'ReplicationError', instance: instance.name, tell: null, message: `Replication of ${instance.name} is not started again: ${diagnosis.words}`, because: `Skipping the transaction would make its data differ from the primary for good. MySQL said: ${diagnosis.evidence}` })
  }
}

/** The source is away, or the replica cannot get there: told apart by whether the primary answers Podkeeper. */
function awaitConnection(context: AnalysisContext, instance: InstanceView, replication: ReplicationFacts): void {
  const { memory, name } = instance
  if (!context.trustedPrimary) {
    memory.connectingSince = null
    return wait(context, { id: `replicate/${name}`, code: 'WaitingForPrimary', instance: name, message: `${name} goes on replicating when the primary is back` })
  }
  memory.connectingSince ??= context.now
  const sinceMs = context.now - memory.connectingSince
  const error = replication.ioError ? diagnoseReplication(replication.ioError).words : null
  if (sinceMs < CONNECTING_PATIENCE_MS) {
    return wait(context, { id: `replicate/${name}`, code: 'WaitingForReplication', instance: name, message: `Waiting for ${name} to connect to ${context.trustedPrimary.name}`, because: error })
  }
  const evidence = error ?? (replication.ioError ? quoteMessage(replication.ioError.message) : 'MySQL gives no reason')
  find(context, { code: 'SourceUnreachable', level: 'attention', instance: name, message: `${name} has not reached ${context.trustedPrimary.name} for ${formatDuration(sinceMs)}: ${evidence}`, action: replication.ioError ? diagnoseReplication(replication.ioError).action : 'Look at network policies between the two pods' })
  // It interrupts the attempt that runs, so not often.
  pointToPrimary(context, instance, evidence, { firstMs: 30_000, maxMs: 300_000 })
}
