import type { GroupFaults } from './group-faults'
import type { Ledger } from './ledger'
import type { PodRuntime } from './pod-runtime'

/** The MySQL servers of one StatefulSet and the clients that write to them. */
export interface MysqlGroup {
  namespace: string
  setName: string
  clusterId: string | null
  /** by pod name */
  members: Map<string, PodRuntime>
  fleets: ClientFleet[]
  /** what clients write now, by pod uid; a server where commits wait for acknowledgements has none */
  loads: Map<string, ServerLoad>
  ledger: Ledger
  faults: GroupFaults
  /** something goes on by itself, so that another look is planned */
  awaited: boolean
}

export interface ServerLoad {
  serverUuid: string
  transactionsPerSecond: number
}

/** Applications that write through the primary service and keep their connections as long as those work. */
export interface ClientFleet {
  name: string
  /** node that they run on; null: outside of the cluster's nodes */
  node: string | null
  /** part of the cluster's load, 0–1 */
  share: number
  /** the server that they are connected to, and which of its lives */
  connection: { podUid: string; startedAt: number | null } | null
}
