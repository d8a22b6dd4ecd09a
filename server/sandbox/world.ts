import type { Clock } from '@/server/domain/clock'
import type { EventRecorder } from './event-recorder'
import type { Journal } from './journal'
import type { MysqlGroup } from './mysql-group-state'
import type { ObjectStore } from './object-store'
import type { PodRuntime } from './pod-runtime'
import type { Random } from './random'
import type { Volume } from './volume'

export interface SandboxNode {
  name: string
  zone: string
  cpuMillicores: number
  memoryBytes: number
  /** what the API server says */
  ready: boolean
  /** nothing reaches it any more; the API server notices later */
  cut: boolean
  /** it has no power, so that nothing runs on it */
  down: boolean
  images: Set<string>
  /** what its kubelet would have done while it was cut off from the API server */
  waiting: (() => void)[]
}

export interface SandboxStorageClass {
  name: string
  isDefault: boolean
  provisioner: string
  expandable: boolean
  waitsForConsumer: boolean
  snapshots: boolean
  /** volumes can be used in one zone only */
  zonal: boolean
  broken: boolean
}

export interface SandboxQuota {
  name: string
  cpuMillicores: number
  memoryBytes: number
  pods: number
  claims: number
  storageBytes: number
}

export interface SandboxNamespace {
  name: string
  terminating: boolean
  quota: SandboxQuota | null
}

export interface SandboxTuning {
  /** added to each call of the ports, ms */
  latencyMs: number
  /** what one clone copies per second */
  cloneBytesPerSecond: number
  /** transactions that a healthy replica applies per second at most */
  applyPerSecond: number
  /** mean load where none was set; null: 20–80, by cluster */
  transactionsPerSecond: number | null
  /** from pod to pod, one way, ms */
  linkMs: number
  /** after this the API server sees that a node is gone, ms */
  nodeGraceMs: number
}

/** Everything the parts of the sandbox share. Parts tell each other of changes by signals, so that none imports another in a circle. */
export interface World {
  kubernetesClusterId: string
  clock: Clock
  random: Random
  tuning: SandboxTuning
  nodes: Map<string, SandboxNode>
  storageClasses: Map<string, SandboxStorageClass>
  namespaces: Map<string, SandboxNamespace>
  objects: ObjectStore
  events: EventRecorder
  /** by uid */
  pods: Map<string, PodRuntime>
  /** by claim uid */
  volumes: Map<string, Volume>
  /** uids of claims whose volume is gone for good */
  lostClaims: Set<string>
  /** by server uuid; outlives the server, because replicas go on applying what it wrote */
  journals: Map<string, Journal>
  /** by namespace/name of the StatefulSet */
  groups: Map<string, MysqlGroup>
  /** transactions per second by cluster id, where a person set it */
  loads: Map<string, number>
  apiServer: { away: boolean; lastContactMs: number; deferred: (() => void)[] }
  signals: Signals
  /** like clock.after, but forgotten when the sandbox stops */
  schedule(ms: number, callback: () => void): () => void
  /** now, or when the API server is back: for what controllers and kubelets do through it */
  throughApiServer(callback: () => void): void
  /** a number that no other call gets, for names */
  nextNumber(): number
  /** the newest that was given */
  lastNumber(): number
}

export interface SignalMap {
  'object-changed': { kind: string; namespace: string; name: string; clusterId: string | null }
  'pod-changed': PodRuntime
  'pod-removed': PodRuntime
  /** mysqld came, went, or changed between read-only and writable */
  'mysql-changed': PodRuntime
  'claim-changed': { namespace: string; name: string }
  'node-changed': SandboxNode
  'api-server-changed': { away: boolean }
}

export interface Signals {
  on<K extends keyof SignalMap>(kind: K, listener: (value: SignalMap[K]) => void): () => void
  emit<K extends keyof SignalMap>(kind: K, value: SignalMap[K]): void
}

export function createSignals(): Signals {
  const listeners: { [K in keyof SignalMap]: Set<(value: SignalMap[K]) => void> } = {
    'object-changed': new Set(),
    'pod-changed': new Set(),
    'pod-removed': new Set(),
    'mysql-changed': new Set(),
    'claim-changed': new Set(),
    'node-changed': new Set(),
    'api-server-changed': new Set(),
  }
  return {
    on(kind, listener) {
      listeners[kind].add(listener)
      return () => listeners[kind].delete(listener)
    },
    emit(kind, value) {
      for (const listener of listeners[kind]) listener(value)
    },
  }
}

/** Pods of one StatefulSet by name, whoever owns them. */
export function podNamed(world: World, namespace: string, name: string): PodRuntime | null {
  const object = world.objects.get('Pod', namespace, name)
  return object ? (world.pods.get(object.uid) ?? null) : null
}

/** Whether packets pass between two nodes; null stands for the outside (Podkeeper itself). */
export function nodesReachable(world: World, a: string | null, b: string | null): boolean {
  if (a !== null && a === b) return true
  return !(a !== null && world.nodes.get(a)?.cut) && !(b !== null && world.nodes.get(b)?.cut)
}
