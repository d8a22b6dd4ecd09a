import { LABELS, objectNames } from '../kubernetes-port'
import type { ClusterObservation, KubernetesObservation, MysqlFacts, MysqlObservation, ObservedClaim, ObservedContainer, ObservedObject, ObservedPod, ReplicationFacts } from '../observation'

/** Builders of observations for tests: everything is well unless it is overridden. */

export const NOW = Date.UTC(2026, 10, 24, 12, 0, 0)
export const CLUSTER_ID = 'c0000000-0000-4000-8000-000000000001'
const GIB = 1024 ** 3

/** server_uuid of the instance with this ordinal */
export function uuidOf(ordinal: number): string {
  return `00000000-0000-4000-8000-${ordinal.toString().padStart(12, '0')}`
}

/** `gtids(0, 5)`: transactions 1–5 of the instance with ordinal 0 */
export function gtids(ordinal: number, last: number): string {
  return last === 0 ? '' : `${uuidOf(ordinal)}:${last === 1 ? '1' : `1-${last}`}`
}

export function container(overrides: Partial<ObservedContainer> = {}): ObservedContainer {
  return { name: 'mysql', kind: 'main', state: 'running', reason: null, message: null, exitCode: null, ready: true, restarts: 0, startedAt: NOW - 590_000, lastTermination: null, ...overrides }
}

export function initContainer(name: string, overrides: Partial<ObservedContainer> = {}): ObservedContainer {
  return container({ name, kind: 'init', state: 'terminated', reason: 'Completed', exitCode: 0, ready: true, startedAt: NOW - 598_000, ...overrides })
}

/** A running, ready pod of `shop-db`; its name follows `ordinal` unless it is given. */
export function pod(overrides: Partial<ObservedPod> = {}): ObservedPod {
  const ordinal = overrides.ordinal ?? 0
  return {
    name: `shop-db-${ordinal}`, uid: `pod-${ordinal}`, ordinal, ours: true, phase: 'Running', ready: true, deleting: false, address: `10.0.0.${ordinal + 1}`,
    node: `node-${ordinal + 1}`, nodeReady: true, zone: 'zone-a', revision: 'r1', createdAt: NOW - 600_000, startedAt: NOW - 599_000, unschedulableBecause: null,
    labels: ordinal === 0 ? { [LABELS.role]: 'primary' } : { [LABELS.role]: 'replica', [LABELS.reads]: 'true' },
    containers: [initContainer('init-mysql'), initContainer('clone-mysql'), container()], initProgress: null,
    resources: { cpuRequestMillicores: 500, memoryBytes: 2 * GIB, cpuUsedMillicores: null, memoryUsedBytes: null }, ...overrides,
  }
}

export function claim(overrides: Partial<ObservedClaim> = {}): ObservedClaim {
  const ordinal = overrides.ordinal ?? 0
  return {
    name: `data-shop-db-${ordinal}`, uid: `claim-${ordinal}`, ordinal, phase: 'Bound', storageClass: 'standard', capacityBytes: 10 * GIB, requestedBytes: 10 * GIB,
    deleting: false, usedBytes: GIB, availableBytes: 9 * GIB, clusterId: CLUSTER_ID, growth: null, lastProblem: null, ...overrides,
  }
}

export function replication(overrides: Partial<ReplicationFacts> = {}): ReplicationFacts {
  return {
    sourceHost: 'shop-db-0.shop-db.shop.svc.cluster.local', sourcePort: 3306, autoPosition: true, ioThread: 'on', sqlThread: 'on', ioError: null, sqlError: null,
    retrievedGtidSet: '', lagSeconds: 0, sqlDelaySeconds: 0, heardAgoSeconds: 0.5, ...overrides,
  }
}

export type Answer = { state: 'answering' } & MysqlFacts

/** A writable server that holds the cluster's data; `serverId` tells its ordinal + 1. */
export function answering(overrides: Partial<MysqlFacts> = {}): Answer {
  const ordinal = (overrides.serverId ?? 1) - 1
  return {
    state: 'answering', version: '9.7.0', serverUuid: uuidOf(ordinal), serverId: ordinal + 1, uptimeSeconds: 590, readOnly: false, superReadOnly: false,
    gtidExecuted: gtids(0, 10), gtidPurged: '', userSchemaCount: 1, clusterId: CLUSTER_ID, replication: null, semiSync: null, clone: null, threadsConnected: 5, connectionsMax: 151,
    questions: 1000, dataBytes: null, roundTripMs: 3, ...overrides,
  }
}

/** A read-only server that replicates from ordinal 0. */
export function replica(ordinal: number, overrides: Partial<MysqlFacts> = {}): Answer {
  return answering({ serverId: ordinal + 1, readOnly: true, superReadOnly: true, replication: replication(), ...overrides })
}

/** A server on a fresh volume. */
export function empty(ordinal: number, overrides: Partial<MysqlFacts> = {}): Answer {
  return answering({ serverId: ordinal + 1, readOnly: true, superReadOnly: true, gtidExecuted: '', clusterId: null, userSchemaCount: 0, ...overrides })
}

export function silent(reason: Extract<MysqlObservation, { state: 'unreachable' }>['reason'] = 'refused', message = 'connect ECONNREFUSED'): MysqlObservation {
  return { state: 'unreachable', reason, message }
}

const KINDS: readonly [string, string, string][] = [
  ['v1', 'Secret', 'shop-db-credentials'], ['v1', 'ConfigMap', 'shop-db-config'], ['v1', 'ServiceAccount', 'shop-db'], ['v1', 'Service', 'shop-db'],
  ['v1', 'Service', 'shop-db-primary'], ['v1', 'Service', 'shop-db-read'], ['networking.k8s.io/v1', 'NetworkPolicy', 'shop-db'], ['policy/v1', 'PodDisruptionBudget', 'shop-db'], ['apps/v1', 'StatefulSet', 'shop-db'],
]

/** Every object of a cluster in one state; `except` by kind or `kind/name`. */
export function objects(state: ObservedObject['state'] = 'current', except: Record<string, Partial<ObservedObject>> = {}): ObservedObject[] {
  return KINDS.map(([apiVersion, kind, name]) => ({ apiVersion, kind, name, state, owner: null, lastProblem: null, ...except[kind], ...except[`${kind}/${name}`] }))
}

export function kubernetesOf(overrides: Partial<KubernetesObservation> = {}): KubernetesObservation {
  const names = objectNames('shop-db')
  const pods = overrides.pods ?? [0, 1, 2].map((ordinal) => pod({ ordinal }))
  const ready = pods.filter((one) => one.ready)
  return {
    reachable: true, problem: null, lastContactAt: NOW, namespace: 'present', objects: objects(),
    statefulSet: { uid: 'set', generation: 1, observedGeneration: 1, specReplicas: pods.length, readyReplicas: ready.length, currentRevision: 'r1', updateRevision: 'r1', volumeSizeBytes: 10 * GIB, deleting: false },
    pods, claims: pods.map(({ ordinal }) => claim({ ordinal })), events: [],
    endpoints: {
      [names.primaryService]: ready.filter((one) => one.labels[LABELS.role] === 'primary').map((one) => one.name),
      [names.readService]: ready.filter((one) => one.labels[LABELS.reads] === 'true').map((one) => one.name),
      [names.headlessService]: pods.map((one) => one.name),
    },
    ...overrides,
  }
}

/** A healthy cluster `shop-db` of three: 0 is the primary, 1 and 2 replicate. */
export function observationOf(overrides: { observedAt?: number; kubernetes?: Partial<KubernetesObservation>; mysql?: Record<string, MysqlObservation> } = {}): ClusterObservation {
  const kubernetes = kubernetesOf(overrides.kubernetes)
  const healthy = kubernetes.pods.map((one) => [one.name, one.ordinal === 0 ? answering() : replica(one.ordinal)] as const)
  return { observedAt: overrides.observedAt ?? NOW, kubernetes, mysql: { ...Object.fromEntries(healthy), ...overrides.mysql } }
}

/** Nothing is there yet. */
export function nothingYet(overrides: Partial<KubernetesObservation> = {}): ClusterObservation {
  return { observedAt: NOW, kubernetes: kubernetesOf({ pods: [], claims: [], objects: objects('missing'), statefulSet: null, endpoints: {}, ...overrides }), mysql: {} }
}
