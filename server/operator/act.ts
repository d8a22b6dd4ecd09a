import { AppError } from '@/server/contracts/errors'
import type { Action, Decision } from '@/server/domain/decision'
import { instanceHost, type ClusterReference, type ClusterSecrets, type KubernetesConnection, type KubernetesManifest } from '@/server/domain/kubernetes-port'
import type { MysqlCommand, MysqlPort } from '@/server/domain/mysql-port'
import type { ClusterObservation, ObjectReference } from '@/server/domain/observation'
import { requestGrowth } from '@/server/domain/request-growth'
import { log } from '@/server/log/log'
import { targetOf } from './observe'

const STATEMENT_TIMEOUT_MS = 5_000
const MYSQL_PORT = 3306
/** The largest that MySQL takes, 49 days: commits never fall back to asynchronous by themselves. */
const ACKNOWLEDGEMENT_TIMEOUT_MS = 4_294_967_295

export interface ActInput {
  connection: KubernetesConnection
  mysql: MysqlPort
  owner: ClusterReference
  wanted: readonly KubernetesManifest[]
  secrets: ClusterSecrets
  observation: ClusterObservation
  /** false as soon as the lease is no longer trusted: nothing more is begun */
  mayAct: () => boolean
  /** the cluster's row becomes a tombstone */
  finishDeletion: () => Promise<void>
}

/** Why a decision could not be carried out; the next round decides anew. */
export interface ActFailure {
  decision: Decision
  message: string
}

/**
 * Carries decisions out, in their order for Kubernetes and side by side for the instances' SQL. Never throws for what
 * Kubernetes or MySQL answer: each action can be repeated, and the next observation shows what is still missing.
 */
export async function carryOut(decisions: readonly Decision[], input: ActInput): Promise<ActFailure[]> {
  const failures: ActFailure[] = []
  const perInstance = new Map<string, Decision[]>()
  let objectRefused = false
  for (const decision of decisions) {
    const { action } = decision
    if (action === null) continue
    const instance = sqlInstanceOf(action)
    if (instance !== null) {
      perInstance.set(instance, [...(perInstance.get(instance) ?? []), decision])
    } else if (objectRefused && action.type === 'apply-object' && action.object.kind === 'StatefulSet') {
      // Pods must not start on a ConfigMap or Secret that is somebody else's or not there; the next round knows more.
      failures.push({ decision, message: 'An object that its pods need was refused' })
    } else if (!(await attempt(decision, input, failures)) && action.type === 'apply-object') {
      objectRefused = true
    }
  }
  await Promise.all([...perInstance.values()].map(async (ordered) => {
    for (const decision of ordered) if (!(await attempt(decision, input, failures))) return
  }))
  return failures
}

async function attempt(decision: Decision, input: ActInput, failures: ActFailure[]): Promise<boolean> {
  if (decision.action === null) return true
  if (!input.mayAct()) {
    failures.push({ decision, message: 'This operator no longer leads' })
    return false
  }
  try {
    await carryOutAction(decision.action, input)
    log.info({ clusterId: input.owner.clusterId, cluster: input.owner.name, decision: decision.code, instance: decision.instance }, decision.message)
    return true
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    failures.push({ decision, message })
    log.warn({ clusterId: input.owner.clusterId, cluster: input.owner.name, decision: decision.code, instance: decision.instance, err: error }, 'a decision could not be carried out')
    return false
  }
}

function sqlInstanceOf(action: Action): string | null {
  switch (action.type) {
    case 'bootstrap-primary':
    case 'make-writable':
    case 'make-read-only':
    case 'clone-instance':
    case 'follow-source':
    case 'start-replication':
    case 'stop-replication':
    case 'detach-from-source':
    case 'require-acknowledgements':
    case 'end-client-sessions':
    case 'inject-empty-transactions':
    case 'probe-write':
      return action.instance
    case 'apply-object':
    case 'delete-object':
    case 'release-stateful-set':
    case 'label-pod':
    case 'delete-claim':
    case 'grow-claim':
    case 'delete-pod':
    case 'finish-deletion':
      return null
  }
}

async function carryOutAction(action: Action, input: ActInput): Promise<void> {
  const { connection, owner } = input
  const { port } = connection
  switch (action.type) {
    case 'apply-object':
      return applyObject(wantedObject(action.object, input), input)
    case 'delete-object':
      return port.delete({ ...action.object, namespace: owner.namespace }, owner, { propagation: action.propagation })
    case 'release-stateful-set':
      return port.releaseStatefulSet(owner, { orphanPods: action.orphanPods })
    case 'label-pod':
      return port.labelPod(owner.namespace, action.pod, action.podUid, action.labels)
    case 'delete-claim':
      return port.delete({ apiVersion: 'v1', kind: 'PersistentVolumeClaim', name: action.claim, namespace: owner.namespace }, owner, { propagation: 'background', uid: action.claimUid })
    case 'grow-claim':
      return applyObject(requestGrowth(action.claim, action.sizeBytes), input)
    case 'delete-pod':
      return port.delete({ apiVersion: 'v1', kind: 'Pod', name: action.pod, namespace: owner.namespace }, owner, { propagation: 'background', uid: action.podUid, ...(action.graceSeconds === undefined ? {} : { graceSeconds: action.graceSeconds }) })
    case 'finish-deletion':
      return input.finishDeletion()
    case 'bootstrap-primary':
      await runSql(action.instance, { type: 'bootstrap', clusterId: owner.clusterId }, input)
      return runSql(action.instance, { type: 'set-writable' }, input)
    case 'make-writable':
      return runSql(action.instance, { type: 'set-writable' }, input)
    case 'make-read-only':
      return runSql(action.instance, { type: 'set-read-only' }, input)
    case 'clone-instance':
      return runSql(action.instance, { type: 'clone-from', donorHost: instanceHost(action.donor, owner), donorPort: MYSQL_PORT, user: 'clone', password: input.secrets.clone }, input)
    case 'follow-source':
      return runSql(action.instance, { type: 'follow-source', sourceHost: instanceHost(action.source, owner), sourcePort: MYSQL_PORT, user: 'replication', password: input.secrets.replication }, input)
    case 'start-replication':
    case 'stop-replication':
      return runSql(action.instance, { type: action.type, threads: action.threads }, input)
    case 'detach-from-source':
    case 'end-client-sessions':
    case 'probe-write':
      return runSql(action.instance, { type: action.type }, input)
    case 'require-acknowledgements':
      return runSql(action.instance, { type: 'configure-semisync-source', enabled: action.count > 0, waitForReplicaCount: Math.max(1, action.count), timeoutMs: ACKNOWLEDGEMENT_TIMEOUT_MS }, input)
    case 'inject-empty-transactions':
      return runSql(action.instance, { type: 'inject-empty-transactions', gtids: action.gtids }, input)
  }
}

function wantedObject(reference: ObjectReference, input: ActInput): KubernetesManifest {
  const manifest = input.wanted.find((candidate) => candidate.kind === reference.kind && candidate.metadata.name === reference.name)
  if (!manifest) throw new Error(`No ${reference.kind} ${reference.name} is wanted`)
  return manifest
}

/** What Kubernetes refuses is remembered with the object, so that the next observation tells it. */
async function applyObject(manifest: KubernetesManifest, input: ActInput): Promise<void> {
  try {
    const applied = await input.connection.port.apply(manifest, input.owner)
    input.connection.watch.noteApplied(input.owner, manifest, applied)
  } catch (error) {
    if (error instanceof AppError) {
      input.connection.watch.noteRefused(input.owner, manifest, { code: error.code, detail: error.message, action: error.options.action ?? null })
    }
    throw error
  }
}

async function runSql(instance: string, command: MysqlCommand, input: ActInput): Promise<void> {
  const pod = input.observation.kubernetes.pods.find((candidate) => candidate.name === instance)
  if (!pod) throw new Error(`${instance} has no pod`)
  const result = await input.mysql.execute(targetOf(pod, input.connection.id, input.owner, input.secrets), command, STATEMENT_TIMEOUT_MS)
  if (!result.ok) throw new AppError(result.failure.reason === 'error' ? 'mysql.refused' : 'mysql.unreachable', `${instance} answered to ${command.type}: ${result.failure.message}`)
}
