import type { LoggedTransaction } from '@/server/contracts/errant-transactions'
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
  /**
   * SET GLOBAL super_read_only = ON. Waits for commits under way, also for those that wait for semi-sync acknowledgements: then it
   * fails with `timeout`, new writes wait already, and it takes effect by itself when they are over (MysqlFacts: superReadOnly without readOnly).
   */
  | { type: 'set-read-only' }
  /** STOP REPLICA; CHANGE REPLICATION SOURCE TO … auto-position; START REPLICA */
  | { type: 'follow-source'; sourceHost: string; sourcePort: number; user: string; password: string }
  | { type: 'start-replication'; threads: 'both' | 'io' | 'sql' }
  | { type: 'stop-replication'; threads: 'both' | 'io' | 'sql' }
  /** STOP REPLICA; RESET REPLICA ALL: it follows nobody any more. What it received and did not apply is lost. */
  | { type: 'detach-from-source' }
  /**
   * Whether commits here wait until `waitForReplicaCount` replicas have them in their relay logs (AFTER_SYNC), and how long before
   * this falls back to asynchronous. Until the next start only. Turning it off lets commits that wait go through unacknowledged.
   */
  | { type: 'configure-semisync-source'; enabled: boolean; waitForReplicaCount: number; timeoutMs: number }
  /** Whether the receiver acknowledges. Until the next start only; a receiver that runs goes on as it began: stop and start it. */
  | { type: 'configure-semisync-replica'; enabled: boolean }
  /** KILL of all sessions but Podkeeper's own accounts and replication. One whose commit waits for an acknowledgement does not end. */
  | { type: 'end-client-sessions' }
  /** Makes the server count these transactions as executed without doing anything. At most EMPTY_TRANSACTIONS_MAX at once. */
  | { type: 'inject-empty-transactions'; gtids: string }
  /** One small commit in schema podkeeper, which succeeds only when clients' commits would */
  | { type: 'probe-write' }
  /** sets clone_valid_donor_list, then CLONE INSTANCE FROM; returns as soon as it runs. The server restarts itself at the end. */
  | { type: 'clone-from'; donorHost: string; donorPort: number; user: string; password: string }

export const EMPTY_TRANSACTIONS_MAX = 10_000

export interface LoggedTransactions {
  transactions: LoggedTransaction[]
  complete: boolean
}

export interface MysqlPort {
  /** @param includeSizes read tablespace and binary log sizes too (dearer; about once a minute) */
  observe(target: MysqlTarget, options: { timeoutMs: number; includeSizes: boolean }): Promise<MysqlResult<MysqlFacts>>
  execute(target: MysqlTarget, command: MysqlCommand, timeoutMs: number): Promise<MysqlResult<void>>
  /**
   * Transactions of a GTID set as the server's binary log has them, oldest first.
   * @param target with an account that may read the binary log, such as `backup`
   * @returns `complete` false when there are more than `limit`, or some were not found
   */
  listTransactions(target: MysqlTarget, wanted: { gtids: string; limit: number }, timeoutMs: number): Promise<MysqlResult<LoggedTransactions>>
  /** `GTID_SUBTRACT(of, without)` counted, by the server itself. Pure sets are computed in server/domain/gtid.ts instead. */
  close(): Promise<void>
}
