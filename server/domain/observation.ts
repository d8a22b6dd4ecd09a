/**
 * What the operator saw of one MySQL cluster in one round. Plain data, made by the observer from informer caches and one
 * round of SQL to each instance; the analyzer reads nothing else.
 */
export interface ClusterObservation {
  /** when the round began, ms since the epoch */
  observedAt: number
  kubernetes: KubernetesObservation
  /** by instance name; instances without a pod or without an answer have an entry too */
  mysql: Record<string, MysqlObservation>
}

export interface KubernetesObservation {
  /** false: the caches are not synced or the API server does not answer; nothing may be concluded from what is missing */
  reachable: boolean
  problem: ObservedProblem | null
  /** ms since the epoch of the last contact */
  lastContactAt: number | null
  namespace: 'present' | 'missing' | 'terminating' | 'unknown'
  /** every object the definition asks for, and how it stands */
  objects: ObservedObject[]
  statefulSet: ObservedStatefulSet | null
  pods: ObservedPod[]
  claims: ObservedClaim[]
  /** endpoints by service name → instance names that are ready behind it */
  endpoints: Record<string, string[]>
  /** newest Warning/Normal events about the cluster's objects, oldest first */
  events: ObservedEvent[]
}

export interface ObservedProblem {
  /** a code of server/contracts/errors.ts */
  code: string
  detail: string
  action: string | null
}

export interface ObjectReference {
  apiVersion: string
  kind: string
  name: string
}

export interface ObservedObject extends ObjectReference {
  /**
   * missing: not there · foreign: there but not labelled as this cluster's · outdated: made from another definition ·
   * drifted: somebody changed it since it was applied · deleting: has a deletionTimestamp · current: as wanted
   */
  state: 'missing' | 'foreign' | 'outdated' | 'drifted' | 'deleting' | 'current'
  /** who it belongs to, for a foreign one: its managed-by label or first field manager */
  owner: string | null
  /** what Kubernetes answered when it was last applied, when it refused */
  lastProblem: ObservedProblem | null
}

export interface ObservedStatefulSet {
  uid: string
  generation: number
  observedGeneration: number
  specReplicas: number
  readyReplicas: number
  currentRevision: string
  updateRevision: string
  /** size that its template gives the volumes of new instances; cannot be changed but by making the StatefulSet anew */
  volumeSizeBytes: number | null
  deleting: boolean
}

export interface ObservedContainer {
  name: string
  kind: 'init' | 'main'
  state: 'waiting' | 'running' | 'terminated'
  /** e.g. ImagePullBackOff, CrashLoopBackOff, Completed; null while running */
  reason: string | null
  message: string | null
  exitCode: number | null
  ready: boolean
  restarts: number
  startedAt: number | null
  lastTermination: { reason: string; exitCode: number; finishedAt: number | null } | null
}

export interface ObservedPod {
  name: string
  uid: string
  ordinal: number
  /** belongs to this cluster by label */
  ours: boolean
  phase: 'Pending' | 'Running' | 'Succeeded' | 'Failed' | 'Unknown'
  ready: boolean
  deleting: boolean
  address: string | null
  node: string | null
  /** null: unknown */
  nodeReady: boolean | null
  zone: string | null
  revision: string | null
  labels: Record<string, string>
  createdAt: number
  startedAt: number | null
  /** message of PodScheduled=False, e.g. "0/3 nodes are available: …" */
  unschedulableBecause: string | null
  containers: ObservedContainer[]
  /** last line of progress that an init container printed, `clone 61 1288490188 2147483648` → 0.61; null when none */
  initProgress: { stage: string; fraction: number | null } | null
  resources: { cpuRequestMillicores: number; memoryBytes: number; cpuUsedMillicores: number | null; memoryUsedBytes: number | null }
}

export interface ObservedClaim {
  name: string
  uid: string
  ordinal: number
  phase: 'Pending' | 'Bound' | 'Lost'
  storageClass: string | null
  capacityBytes: number | null
  requestedBytes: number
  deleting: boolean
  /** from the kubelet; null when it may not be asked */
  usedBytes: number | null
  availableBytes: number | null
  /** label of the cluster row that it was made for */
  clusterId: string | null
  /** null: nothing is told of its being made larger */
  growth: ObservedGrowth | null
  /** what Kubernetes answered when it was last asked for a larger size, when it refused */
  lastProblem: ObservedProblem | null
}

/** What Kubernetes tells of a volume that is being made larger. */
export interface ObservedGrowth {
  /** volume: the storage driver enlarges it · file-system: the volume is larger, and the node is to enlarge what is on it */
  stage: 'volume' | 'file-system'
  /** an error of the driver or the node; null while it goes well */
  problem: string | null
}

export interface ObservedEvent {
  /** metadata.uid; with `count` it tells what is new */
  id: string
  type: 'Normal' | 'Warning'
  reason: string
  message: string
  object: { kind: string; name: string }
  count: number
  lastAt: number
}

export type MysqlObservation =
  | { state: 'absent' }
  | { state: 'unreachable'; reason: 'no-pod' | 'not-started' | 'refused' | 'timeout' | 'access-denied' | 'error'; message: string }
  | ({ state: 'answering' } & MysqlFacts)

/** Everything one round of SQL says about an instance. */
export interface MysqlFacts {
  version: string
  serverUuid: string
  serverId: number
  uptimeSeconds: number
  readOnly: boolean
  /** true while readOnly is false: `set-read-only` waits for commits under way; nobody can begin another one */
  superReadOnly: boolean
  gtidExecuted: string
  gtidPurged: string
  /** schemas other than the system's and podkeeper's own */
  userSchemaCount: number
  /** id stored by the bootstrap transaction in podkeeper.cluster; null: this server was never part of a cluster */
  clusterId: string | null
  replication: ReplicationFacts | null
  /** null: the plugins are not loaded */
  semiSync: SemiSyncFacts | null
  /** performance_schema.clone_status / clone_progress of the newest clone */
  clone: CloneFacts | null
  threadsConnected: number
  connectionsMax: number
  /** status variable Questions, a counter */
  questions: number
  /** bytes of InnoDB tablespaces and binary logs, null when not read this round */
  dataBytes: number | null
  /** how long the round of SQL took */
  roundTripMs: number
}

export interface ReplicationFacts {
  sourceHost: string
  sourcePort: number
  autoPosition: boolean
  ioThread: 'on' | 'connecting' | 'off'
  sqlThread: 'on' | 'off'
  ioError: { number: number; message: string; at: string | null } | null
  sqlError: { number: number; message: string; at: string | null } | null
  retrievedGtidSet: string
  /** Apply delay: age of the oldest transaction received and not applied, by its original commit time; 0 when caught up; null when unknown. Never negative. */
  lagSeconds: number | null
  sqlDelaySeconds: number
  /** since the source last sent a transaction or a heartbeat (every 2 s); null: never since the receiver started */
  heardAgoSeconds: number | null
}

/** Semi-synchronous replication as both plugins tell it. */
export interface SemiSyncFacts {
  source: {
    enabled: boolean
    /** commits wait for acknowledgements; false while enabled: fell back to asynchronous after a time-out, until replicas have caught up */
    active: boolean
    /** replicas that acknowledge; one that was lost is counted until the next transaction is sent to it */
    clients: number
    /** commits that wait: 1 stands for a group of them, others queue behind it unseen */
    waitSessions: number
    waitForReplicaCount: number
    timeoutMs: number
    /** AFTER_SYNC: nobody sees a transaction before it is acknowledged */
    waitPoint: 'AFTER_SYNC' | 'AFTER_COMMIT'
    /** counters since the start: commits that replicas acknowledged, and commits that went through without */
    acknowledgedCount: number
    unacknowledgedCount: number
  }
  replica: {
    enabled: boolean
    /** the receiver that runs acknowledges; `enabled` takes effect when it starts */
    active: boolean
  }
}

export interface CloneFacts {
  state: 'not-started' | 'in-progress' | 'completed' | 'failed'
  source: string
  /** of the stage FILE COPY and those after it together, 0–1 */
  progress: number | null
  stage: string
  bytesDone: number
  bytesTotal: number
  startedAt: number | null
  errorNumber: number
  errorMessage: string
}
