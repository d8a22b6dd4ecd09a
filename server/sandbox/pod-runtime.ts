import type { StoredObject } from './object-store'
import type { PodRequests } from './pod-requests'

export interface ContainerRuntime {
  name: string
  /** an init container that restarts always is a sidecar and counts as main */
  kind: 'init' | 'main'
  image: string
  state: 'waiting' | 'running' | 'terminated'
  reason: string | null
  message: string | null
  exitCode: number | null
  ready: boolean
  restarts: number
  startedAt: number | null
  lastTermination: { reason: string; exitCode: number; finishedAt: number | null } | null
  log: LogLine[]
  previousLog: LogLine[] | null
}

export interface LogLine {
  at: number
  text: string
}

export interface Mysqld {
  state: 'stopped' | 'starting' | 'running'
  startedAt: number | null
  readOnly: boolean
  superReadOnly: boolean
  connectionsMax: number
  /** transactions executed before this start, for counters that begin at 0 */
  executedAtStart: number
  semiSync: SemiSyncSettings
  /** stopped where it is (SIGSTOP): it holds its connections and answers nothing */
  hung: boolean
  /** SET GLOBAL super_read_only waits for commits under way */
  closing: boolean
}

/** Global variables and status of the semi-sync plugins; gone with the process. */
export interface SemiSyncSettings {
  /** both plugins are loaded */
  loaded: boolean
  sourceEnabled: boolean
  /** false while enabled: fell back to asynchronous */
  sourceActive: boolean
  waitForReplicaCount: number
  timeoutMs: number
  replicaEnabled: boolean
  acknowledgedCount: number
  unacknowledgedCount: number
  /** last own transaction that each replica acknowledged, by its server uuid */
  heard: Map<string, number>
  /** since when commits wait with too few replicas to acknowledge them */
  waitsSince: number | null
  /** every session of the clients has a commit that waits */
  sessionsTaken: boolean
}

/** As the plugins are without any configuration. */
export function defaultSemiSync(): SemiSyncSettings {
  return {
    loaded: false, sourceEnabled: false, sourceActive: false, waitForReplicaCount: 1, timeoutMs: 10_000, replicaEnabled: false, acknowledgedCount: 0, unacknowledgedCount: 0,
    heard: new Map(), waitsSince: null, sessionsTaken: false,
  }
}

/** What the kubelet knows of a pod beyond its manifest. */
export interface PodRuntime {
  object: StoredObject
  namespace: string
  name: string
  uid: string
  setName: string
  ordinal: number
  clusterId: string | null
  node: string | null
  address: string | null
  phase: 'Pending' | 'Running' | 'Succeeded' | 'Failed' | 'Unknown'
  ready: boolean
  unschedulableBecause: string | null
  requests: PodRequests
  /** name of the claim with the data directory; null: the pod has none */
  dataClaim: string | null
  initProgress: { stage: string; fraction: number | null } | null
  containers: ContainerRuntime[]
  mysqld: Mysqld
  createdAt: number
  startedAt: number | null
  /** a sidecar named `replication` means that the pods set replication up themselves (management `statefulset`) */
  selfReplicating: boolean
  /** what the sidecar tells its readiness probe; true where there is none */
  sidecarReady: boolean
  /** changes with every start of the containers, so that steps of an earlier run end */
  run: number
  gone: boolean
  logListeners: Set<() => void>
}

export const SIDECAR = 'replication'
export const MYSQL_CONTAINER = 'mysql'
export const CLONE_CONTAINER = 'clone-mysql'
const LOG_LINES_MAX = 400

export function containerNamed(pod: PodRuntime, name: string): ContainerRuntime | null {
  return pod.containers.find((container) => container.name === name) ?? null
}

export function appendLog(pod: PodRuntime, container: string, at: number, text: string): void {
  const found = containerNamed(pod, container)
  if (!found) return
  found.log.push({ at, text })
  if (found.log.length > LOG_LINES_MAX) found.log.splice(0, found.log.length - LOG_LINES_MAX)
  for (const listener of [...pod.logListeners]) listener()
}
