import type { ClusterSpec } from '@/server/contracts/cluster-spec'
import type { Condition, DecisionView } from '@/server/contracts/cluster-status'
import type { Operation } from '@/server/contracts/operation'

/** The definition as the operator reads it from Postgres. */
export interface ClusterDefinition {
  id: string
  name: string
  namespace: string
  spec: ClusterSpec
  generation: number
  useKeptVolumes: boolean
  createdAt: number
  deletion: { requestedAt: number; requestedBy: string; keepVolumes: boolean } | null
  /** operations that are pending or running, oldest first */
  operations: PendingOperation[]
}

export interface PendingOperation extends Pick<Operation, 'id' | 'kind' | 'state' | 'title' | 'steps' | 'generation'> {
  parameters: Record<string, unknown>
  requestedAt: number
  startedAt: number | null
}

/**
 * What the operator must not forget between rounds and restarts; stored beside the status, returned by the analyzer.
 * Everything else is derived anew from the observation.
 */
export interface OperatorMemory {
  /** bumped by every change of `primary`; compare-and-swap guards the commit point of a promotion */
  epoch: number
  /** instance that writes go to; null before the bootstrap */
  primary: string | null
  /** ms; set when the bootstrap transaction was seen. From then on an empty instance is never promoted. */
  bootstrappedAt: number | null
  /** union of what the primary had executed when last seen: an instance behind it at start is not the primary */
  primaryGtidExecuted: string
  instances: Record<string, InstanceMemory>
  /** since when each decision has stood, by decision id */
  decisionsSince: Record<string, number>
  conditions: Condition[]
  /** ids and counts of Kubernetes events already put on the timeline (bounded to 500) */
  seenEvents: Record<string, number>
  /** replicas as last seen, so that the timeline tells changes only */
  lastDecisions: Pick<DecisionView, 'id' | 'message'>[]
}

export interface InstanceMemory {
  /** lag-aware read service with hysteresis */
  servesReads: boolean
  /** ms since when lag has been below the limit for coming back; null while it is not */
  belowReturnLimitSince: number | null
  /** role, level and headline as told on the timeline last */
  toldState: string | null
  podUid: string | null
  restarts: number
  /** ms of the last time a clone of this instance was started, and how many failed in a row */
  cloneStartedAt: number | null
  cloneFailures: number
  cloneDonor: string | null
}

export function emptyMemory(): OperatorMemory {
  return { epoch: 0, primary: null, bootstrappedAt: null, primaryGtidExecuted: '', instances: {}, decisionsSince: {}, conditions: [], seenEvents: {}, lastDecisions: [] }
}
