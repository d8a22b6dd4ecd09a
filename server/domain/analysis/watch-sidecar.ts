import { formatDuration } from '../format-words'
import { isEmpty } from './build-context'
import { find, isWritable, primaryOf, wait, type AnalysisContext, type InstanceView } from './context'
import { diagnoseReplication } from './diagnose-replication'
import { whySilent } from './explain-pod'
import { whyNotReplicating } from './judge-soundness'

/** The sidecar looks every few seconds; what it has not mended by then it cannot mend by itself. */
const SIDECAR_PATIENCE_MS = 30_000

/**
 * `statefulset` management: Kubernetes and the replication sidecar keep the cluster, Podkeeper looks on. Ordinal 0 is the
 * primary by definition; what the sidecar fails to keep is told.
 */
export function watchSidecar(context: AnalysisContext): void {
  const { memory, names } = context
  if (memory.primary === null) Object.assign(memory, { primary: names.instance(0), epoch: memory.epoch + 1 })
  const primary = primaryOf(context)
  notePrimary(context, primary)
  if (memory.bootstrappedAt === null) return
  explainPrimary(context, primary)
  for (const instance of context.instances) if (instance !== primary && instance.wanted && instance.facts) watchReplica(context, instance)
}

function notePrimary(context: AnalysisContext, primary: InstanceView | null): void {
  if (!primary?.facts || isEmpty(primary.facts)) return
  const { memory } = context
  memory.primaryGtidExecuted = primary.facts.gtidExecuted
  memory.primaryServerUuid = primary.facts.serverUuid
  memory.dataClusterId ??= primary.facts.clusterId
  primary.memory.joinedAt ??= context.now
  context.trustedPrimary = primary
  if (isWritable(primary)) memory.bootstrappedAt ??= context.now
}

function explainPrimary(context: AnalysisContext, primary: InstanceView | null): void {
  const name = context.memory.primary ?? ''
  if (!primary?.facts) {
    const why = primary ? whySilent(context, primary) : 'it has no pod'
    wait(context, { id: 'primary', code: 'WaitingForPrimary', instance: name, message: `Waiting for ${name}, the primary: ${why}`, because: 'With this way to manage a cluster, Kubernetes brings the instance back; no other takes its place' })
    find(context, { code: 'PrimaryUnreachable', level: 'broken', instance: name, message: `${name} is the primary and takes no writes: ${why}`, action: 'Kubernetes restarts it; its sidecar opens it for writing' })
  } else if (!isWritable(primary)) {
    find(context, { code: 'PrimaryReadOnly', level: 'broken', instance: name, message: `${name} is the primary but read-only: its replication sidecar opens it when it may`, action: `The sidecar says what it waits for: kubectl -n ${context.definition.namespace} logs ${name} -c replication` })
  }
}

function watchReplica(context: AnalysisContext, instance: InstanceView): void {
  const { name, facts, memory } = instance
  if (!facts) return
  if (!facts.superReadOnly) {
    find(context, { code: 'WritableReplica', level: 'attention', instance: name, message: `${name} takes writes though it is a replica`, action: `Close it before somebody writes to it: SET GLOBAL super_read_only = ON on ${name}` })
  }
  const problem = whyNotReplicating(context, instance)
  if (problem === null) {
    memory.joinedAt ??= context.now
    return
  }
  if (instance.verdict.foreignData !== null || instance.verdict.errantCount > 0) return
  explainReplica(context, instance, problem)
}

function explainReplica(context: AnalysisContext, instance: InstanceView, problem: string): void {
  const { name, facts, memory } = instance
  const error = facts?.replication?.sqlError ?? facts?.replication?.ioError ?? null
  const diagnosis = error === null ? null : diagnoseReplication(error)
  const since = memory.threadsStoppedSince ?? memory.connectingSince ?? context.memory.decisionsSince[`sidecar/${name}`] ?? context.now
  const sinceMs = context.now - since
  wait(context, { id: `sidecar/${name}`, code: 'WaitingForSidecar', instance: name, message: `The sidecar of ${name} is to repair it: ${problem}`, because: diagnosis === null ? null : `${diagnosis.words} (${diagnosis.evidence})` })
  if (diagnosis === null && sinceMs < SIDECAR_PATIENCE_MS) return
  find(context, {
    code: 'ReplicationStopped', level: 'attention', instance: name,
    message: diagnosis ? `${name} stopped replicating: ${diagnosis.words} (${diagnosis.evidence})` : `${problem.replace(/^it /, `${name} `).replace(/^its /, `${name}: its `)}, and its sidecar has not mended that for ${formatDuration(sinceMs)}`,
    action: diagnosis?.action ?? `Its sidecar says why: kubectl -n ${context.definition.namespace} logs ${name} -c replication`,
  })
}
