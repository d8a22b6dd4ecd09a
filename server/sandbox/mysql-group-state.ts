import type { PodRuntime } from './pod-runtime'

/** The MySQL servers of one StatefulSet and the clients that write to them. */
export interface MysqlGroup {
  namespace: string
  setName: string
  clusterId: string | null
  /** by pod name */
  members: Map<string, PodRuntime>
  /** where the simulated clients' writes arrive now */
  writer: { podUid: string; serverUuid: string; transactionsPerSecond: number } | null
  faults: { sqlStopped: Set<string>; ioStopped: Set<string>; applyPerSecond: Map<string, number> }
}
