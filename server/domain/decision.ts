import type { ClusterStatus, DecisionView } from '@/server/contracts/cluster-status'
import type { TimelineEventView } from '@/server/contracts/cluster'
import type { OperationStep } from '@/server/contracts/operation'
import type { OperatorMemory } from './memory'
import type { ObjectReference } from './observation'

/** One thing to do now. Every action may be repeated safely; the next observation tells whether it took. */
export type Action =
  | { type: 'apply-object'; object: ObjectReference }
  /** another cluster's or person's object is never touched; deletion is of our own only */
  | { type: 'delete-object'; object: ObjectReference; propagation: 'background' | 'orphan' }
  /** a StatefulSet that somebody deleted: take its pods' owner references off, then its finalizer, so that pods run on */
  | { type: 'release-stateful-set'; orphanPods: boolean }
  | { type: 'label-pod'; pod: string; podUid: string; labels: Record<string, string | null> }
  | { type: 'delete-claim'; claim: string; claimUid: string }
  /** asks for a larger volume; its data stays, and its pod runs on */
  | { type: 'grow-claim'; claim: string; sizeBytes: number }
  /** after a template change with OnDelete: restart this pod on the new revision */
  | { type: 'delete-pod'; pod: string; podUid: string; graceSeconds?: number }
  /** first start: schema podkeeper, cluster id and one transaction, on a server that never had any; then writable */
  | { type: 'bootstrap-primary'; instance: string; epoch: number }
  | { type: 'make-writable'; instance: string; epoch: number }
  | { type: 'make-read-only'; instance: string }
  | { type: 'clone-instance'; instance: string; donor: string }
  | { type: 'follow-source'; instance: string; source: string }
  | { type: 'start-replication'; instance: string; threads: 'both' | 'io' | 'sql' }
  /** the fence of a failover, io: a replica that receives nothing acknowledges nothing; both: it is kept as it is */
  | { type: 'stop-replication'; instance: string; threads: 'io' | 'both' }
  /** it follows nobody any more; only of an instance that has applied all that it received */
  | { type: 'detach-from-source'; instance: string }
  /** how many replicas must have a commit of this primary before it returns; 0: none, asynchronous */
  | { type: 'require-acknowledgements'; instance: string; count: number }
  /** sessions of clients that keep a primary from being closed */
  | { type: 'end-client-sessions'; instance: string }
  /** empty transactions with these GTIDs, see MysqlCommand */
  | { type: 'inject-empty-transactions'; instance: string; gtids: string }
  /** one small commit, as a client's */
  | { type: 'probe-write'; instance: string; epoch: number }
  | { type: 'finish-deletion' }

export type ActionType = Action['type']

/** A decision with its reason: what is done, what is waited for, what is refused and why. */
export interface Decision extends Omit<DecisionView, 'since'> {
  /** only for kind `act` */
  action: Action | null
}

export type NewTimelineEvent = Pick<TimelineEventView, 'kind' | 'severity' | 'reason' | 'message' | 'instance'> & {
  at: number
  /** equal ones within 10 minutes count up instead of repeating */
  fingerprint: string
  details?: unknown
}

/** An operation that the operator begins by itself. */
export interface NewOperation {
  id: string
  kind: 'failover' | 'switchover'
  title: string
  parameters: Record<string, unknown>
}

export interface OperationUpdate {
  id: string
  state: 'running' | 'succeeded' | 'failed' | 'cancelled'
  steps: OperationStep[]
  problem: string | null
}

/** Result of the pure analysis of one round. */
export interface Analysis {
  status: ClusterStatus
  decisions: Decision[]
  memory: OperatorMemory
  events: NewTimelineEvent[]
  operations: OperationUpdate[]
  newOperations: NewOperation[]
  /** when the next round is due at the latest, ms from now */
  nextRoundMs: number
}
