import type { MysqlFacts } from './observation'

/** Where an instance's MySQL is and how to sign in as Podkeeper's `operator` account. */
export interface MysqlTarget {
  kubernetesClusterId: string
  namespace: string
  pod: string
  podUid: string
  /** pod IP; null when not assigned yet */
  address: string | null
  credentials: { user: string; password: string }
}

export type MysqlFailure = { reason: 'refused' | 'timeout' | 'access-denied' | 'error'; message: string; errorNumber: number | null }
export type MysqlResult<T> = { ok: true; value: T } | { ok: false; failure: MysqlFailure }

/** Statements that the operator gives. Each ends within `timeoutMs` and says why when it fails; none throws. */
export type MysqlCommand =
  /** creates schema `podkeeper`, table `cluster`, and writes the id: the bootstrap transaction. Then super_read_only stays as it was. */
  | { type: 'bootstrap'; clusterId: string }
  | { type: 'set-writable' }
  | { type: 'set-read-only' }
  /** STOP REPLICA; CHANGE REPLICATION SOURCE TO … auto-position; START REPLICA */
  | { type: 'follow-source'; sourceHost: string; sourcePort: number; user: string; password: string }
  | { type: 'start-replication'; threads: 'both' | 'io' | 'sql' }
  | { type: 'stop-replication'; threads: 'both' | 'io' | 'sql' }
  /** sets clone_valid_donor_list, then CLONE INSTANCE FROM; returns as soon as it runs. The server restarts itself at the end. */
  | { type: 'clone-from'; donorHost: string; donorPort: number; user: string; password: string }

export interface MysqlPort {
  /** @param includeSizes read tablespace and binary log sizes too (dearer; about once a minute) */
  observe(target: MysqlTarget, options: { timeoutMs: number; includeSizes: boolean }): Promise<MysqlResult<MysqlFacts>>
  execute(target: MysqlTarget, command: MysqlCommand, timeoutMs: number): Promise<MysqlResult<void>>
  /** `GTID_SUBTRACT(of, without)` counted, by the server itself. Pure sets are computed in server/domain/gtid.ts instead. */
  close(): Promise<void>
}
