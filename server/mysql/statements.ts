/** All SQL that Podkeeper gives to instances. Syntax of MySQL 8.4 and 9.x. */

/** Times are compared as UTC, whatever the server's zone; escaping below relies on an ordinary sql_mode. */
export const PREPARE_SESSION = "SET SESSION time_zone = '+00:00', sql_mode = '', lock_wait_timeout = 20, max_execution_time = 0"

/** One row: what the server is and how it stands. Counters come from one scan of global_status. */
export const READ_SERVER = `
SELECT @@global.version AS version, @@global.server_uuid AS serverUuid, @@global.server_id AS serverId,
  @@global.read_only AS readOnly, @@global.super_read_only AS superReadOnly,
  @@global.gtid_executed AS gtidExecuted, @@global.gtid_purged AS gtidPurged, @@global.max_connections AS connectionsMax,
  s.uptimeSeconds, s.threadsConnected, s.questions,
  (SELECT COUNT(*) FROM information_schema.schemata
    WHERE schema_name NOT IN ('mysql', 'sys', 'information_schema', 'performance_schema', 'podkeeper')) AS userSchemaCount
FROM (SELECT
  MAX(IF(VARIABLE_NAME = 'Uptime', VARIABLE_VALUE, NULL)) AS uptimeSeconds,
  MAX(IF(VARIABLE_NAME = 'Threads_connected', VARIABLE_VALUE, NULL)) AS threadsConnected,
  MAX(IF(VARIABLE_NAME = 'Questions', VARIABLE_VALUE, NULL)) AS questions
  FROM performance_schema.global_status WHERE VARIABLE_NAME IN ('Uptime', 'Threads_connected', 'Questions')) AS s`

export const READ_CLUSTER_ID = 'SELECT id AS clusterId FROM podkeeper.`cluster` WHERE singleton = 1'

/**
 * One row when the instance is configured as a replica (default channel). Times are Unix seconds by this server's clock, 0 where
 * there is none. The oldest transaction in work is the least of what the receiver, the coordinator and the workers hold.
 */
export const READ_REPLICATION = `
SELECT cc.HOST AS sourceHost, cc.PORT AS sourcePort, cc.AUTO_POSITION AS autoPosition,
  cs.SERVICE_STATE AS ioThreadState, cs.LAST_ERROR_NUMBER AS ioErrorNumber, cs.LAST_ERROR_MESSAGE AS ioErrorMessage,
  UNIX_TIMESTAMP(cs.LAST_ERROR_TIMESTAMP) AS ioErrorAt,
  cs.RECEIVED_TRANSACTION_SET AS retrievedGtidSet,
  GTID_SUBSET(cs.RECEIVED_TRANSACTION_SET, @@global.gtid_executed) AS caughtUp,
  UNIX_TIMESTAMP(cs.LAST_HEARTBEAT_TIMESTAMP) AS heartbeatAt,
  UNIX_TIMESTAMP(cs.LAST_QUEUED_TRANSACTION_ORIGINAL_COMMIT_TIMESTAMP) AS lastQueuedCommittedAt,
  UNIX_TIMESTAMP(cs.LAST_QUEUED_TRANSACTION_END_QUEUE_TIMESTAMP) AS lastQueuedAt,
  UNIX_TIMESTAMP(cs.QUEUEING_TRANSACTION_ORIGINAL_COMMIT_TIMESTAMP) AS queueingCommittedAt,
  s.SERVICE_STATE AS sqlThreadState, ac.DESIRED_DELAY AS sqlDelaySeconds,
  co.committedAt AS coordinatorCommittedAt, w.committedAt AS workerCommittedAt, w.appliedCommittedAt AS lastAppliedCommittedAt,
  IF(co.errorNumber > 0, co.errorNumber, w.errorNumber) AS sqlErrorNumber,
  IF(co.errorNumber > 0 AND w.errorNumber IS NULL, co.errorMessage, w.errorMessage) AS sqlErrorMessage,
  IF(w.errorNumber IS NULL, co.errorAt, w.errorAt) AS sqlErrorAt,
  UNIX_TIMESTAMP(NOW(6)) AS now
FROM performance_schema.replication_connection_configuration AS cc
JOIN performance_schema.replication_connection_status AS cs USING (CHANNEL_NAME)
JOIN performance_schema.replication_applier_configuration AS ac USING (CHANNEL_NAME)
JOIN performance_schema.replication_applier_status AS s USING (CHANNEL_NAME)
LEFT JOIN (SELECT CHANNEL_NAME, NULLIF(UNIX_TIMESTAMP(PROCESSING_TRANSACTION_ORIGINAL_COMMIT_TIMESTAMP), 0) AS committedAt,
    LAST_ERROR_NUMBER AS errorNumber, LAST_ERROR_MESSAGE AS errorMessage, UNIX_TIMESTAMP(LAST_ERROR_TIMESTAMP) AS errorAt
  FROM performance_schema.replication_applier_status_by_coordinator) AS co USING (CHANNEL_NAME)
LEFT JOIN (SELECT CHANNEL_NAME, MIN(NULLIF(UNIX_TIMESTAMP(APPLYING_TRANSACTION_ORIGINAL_COMMIT_TIMESTAMP), 0)) AS committedAt,
    MAX(UNIX_TIMESTAMP(LAST_APPLIED_TRANSACTION_ORIGINAL_COMMIT_TIMESTAMP)) AS appliedCommittedAt,
    MAX(NULLIF(LAST_ERROR_NUMBER, 0)) AS errorNumber, MAX(NULLIF(LAST_ERROR_MESSAGE, '')) AS errorMessage,
    MAX(UNIX_TIMESTAMP(LAST_ERROR_TIMESTAMP)) AS errorAt
  FROM performance_schema.replication_applier_status_by_worker GROUP BY CHANNEL_NAME) AS w USING (CHANNEL_NAME)
WHERE cc.CHANNEL_NAME = '' AND cc.HOST <> ''`

/** One row per stage of the newest clone of which this server was the recipient. Absent tables: no clone plugin. */
export const READ_CLONE = `
SELECT c.STATE AS state, c.SOURCE AS source, UNIX_TIMESTAMP(c.BEGIN_TIME) AS startedAt, c.ERROR_NO AS errorNumber,
  c.ERROR_MESSAGE AS errorMessage, p.STAGE AS stage, p.STATE AS stageState, p.ESTIMATE AS bytesTotal, p.DATA AS bytesDone
FROM performance_schema.clone_status AS c LEFT JOIN performance_schema.clone_progress AS p ON p.ID = c.ID`

export const READ_TABLESPACE_BYTES = 'SELECT SUM(FILE_SIZE) AS bytes FROM information_schema.INNODB_TABLESPACES'
export const READ_BINARY_LOGS = 'SHOW BINARY LOGS'
/** https://dev.mysql.com/doc/refman/8.4/en/show-binlog-events.html */
export const READ_BINARY_LOG_EVENTS = 'SHOW BINLOG EVENTS IN ? FROM ? LIMIT ?'

export const READ_SUPER_READ_ONLY = 'SELECT @@global.super_read_only AS superReadOnly'

/** Both are needed: read_only alone keeps ordinary accounts out, super_read_only everybody. */
export const SET_WRITABLE = ['SET GLOBAL super_read_only = OFF', 'SET GLOBAL read_only = OFF'] as const
/** turns read_only on too */
export const SET_READ_ONLY = 'SET GLOBAL super_read_only = ON'
export const LIFT_SUPER_READ_ONLY = 'SET GLOBAL super_read_only = OFF'

export { CREATE_IDENTITY_SCHEMA, CREATE_IDENTITY_TABLE } from '@/server/kubernetes/manifests/scripts/identity'
/** parameter: cluster id, twice. A lineage that exists is kept: it tells servers with the same data. */
export const WRITE_IDENTITY =
  'INSERT INTO podkeeper.`cluster` (singleton, id, lineage, opened_at) VALUES (1, ?, UUID(), CURRENT_TIMESTAMP(6)) ON DUPLICATE KEY UPDATE id = ?, opened_at = COALESCE(opened_at, CURRENT_TIMESTAMP(6))'

const THREADS = { both: '', io: ' IO_THREAD', sql: ' SQL_THREAD' } as const
export type ReplicationThreads = keyof typeof THREADS
export const startReplica = (threads: ReplicationThreads): string => `START REPLICA${THREADS[threads]}`
export const stopReplica = (threads: ReplicationThreads): string => `STOP REPLICA${THREADS[threads]}`

/**
 * Parameters: host, port, user, password. Retries for ever every 2 s (8.4 gives up after ten times otherwise); a heartbeat every
 * 2 s tells how fresh an idle replica is.
 */
export const CHANGE_SOURCE =
  'CHANGE REPLICATION SOURCE TO SOURCE_HOST = ?, SOURCE_PORT = ?, SOURCE_USER = ?, SOURCE_PASSWORD = ?, SOURCE_AUTO_POSITION = 1, SOURCE_SSL = 1, SOURCE_CONNECT_RETRY = 2, SOURCE_RETRY_COUNT = 0, SOURCE_HEARTBEAT_PERIOD = 2'

/** Semi-sync: variables and status of both plugins; all NULL where they are not loaded. */
export const READ_SEMI_SYNC = `
SELECT v.*, s.* FROM (SELECT
    MAX(IF(VARIABLE_NAME = 'rpl_semi_sync_source_enabled', VARIABLE_VALUE, NULL)) AS sourceEnabled,
    MAX(IF(VARIABLE_NAME = 'rpl_semi_sync_source_wait_for_replica_count', VARIABLE_VALUE, NULL)) AS waitForReplicaCount,
    MAX(IF(VARIABLE_NAME = 'rpl_semi_sync_source_timeout', VARIABLE_VALUE, NULL)) AS timeoutMs,
    MAX(IF(VARIABLE_NAME = 'rpl_semi_sync_source_wait_point', VARIABLE_VALUE, NULL)) AS waitPoint,
    MAX(IF(VARIABLE_NAME = 'rpl_semi_sync_replica_enabled', VARIABLE_VALUE, NULL)) AS replicaEnabled
  FROM performance_schema.global_variables WHERE VARIABLE_NAME LIKE 'rpl\\_semi\\_sync\\_%') AS v,
  (SELECT
    MAX(IF(VARIABLE_NAME = 'Rpl_semi_sync_source_status', VARIABLE_VALUE, NULL)) AS sourceActive,
    MAX(IF(VARIABLE_NAME = 'Rpl_semi_sync_source_clients', VARIABLE_VALUE, NULL)) AS clients,
    MAX(IF(VARIABLE_NAME = 'Rpl_semi_sync_source_wait_sessions', VARIABLE_VALUE, NULL)) AS waitSessions,
    MAX(IF(VARIABLE_NAME = 'Rpl_semi_sync_source_yes_tx', VARIABLE_VALUE, NULL)) AS acknowledgedCount,
    MAX(IF(VARIABLE_NAME = 'Rpl_semi_sync_source_no_tx', VARIABLE_VALUE, NULL)) AS unacknowledgedCount,
    MAX(IF(VARIABLE_NAME = 'Rpl_semi_sync_replica_status', VARIABLE_VALUE, NULL)) AS replicaActive
  FROM performance_schema.global_status WHERE VARIABLE_NAME LIKE 'Rpl\\_semi\\_sync\\_%') AS s`
/**
 * Parameters: replicas, time-out in ms. What must be right is set before it is turned on. With the point of waiting named here, no
 * configuration makes it AFTER_COMMIT; without wait_no_replica it would fall back as soon as a replica disconnects.
 */
export const ENABLE_SEMI_SYNC_SOURCE =
  "SET GLOBAL rpl_semi_sync_source_wait_for_replica_count = ?, GLOBAL rpl_semi_sync_source_timeout = ?, GLOBAL rpl_semi_sync_source_wait_no_replica = ON, GLOBAL rpl_semi_sync_source_wait_point = 'AFTER_SYNC', GLOBAL rpl_semi_sync_source_enabled = ON"
export const DISABLE_SEMI_SYNC_SOURCE = 'SET GLOBAL rpl_semi_sync_source_enabled = OFF'
export const setSemiSyncReplica = (enabled: boolean): string => `SET GLOBAL rpl_semi_sync_replica_enabled = ${enabled ? 'ON' : 'OFF'}`

export const RESET_REPLICA = 'RESET REPLICA ALL'

/** Sessions of people and applications; not those of Podkeeper's accounts, of replication and of the server itself. */
export const READ_CLIENT_SESSIONS =
  "SELECT ID AS id FROM performance_schema.processlist WHERE USER NOT IN ('operator', 'replication', 'clone', 'backup', 'exporter', 'system user', 'event_scheduler', 'unauthenticated user') AND COMMAND NOT LIKE 'Binlog Dump%'"
export const KILL_SESSION = 'KILL ?'

/** parameter: one GTID */
export const SET_NEXT_GTID = 'SET SESSION gtid_next = ?'
export const SET_NEXT_GTID_AUTOMATIC = "SET SESSION gtid_next = 'AUTOMATIC'"
/** Changes a column that only tells when the data was opened last. */
export const PROBE_WRITE = 'UPDATE podkeeper.`cluster` SET opened_at = CURRENT_TIMESTAMP(6) WHERE singleton = 1'

/** parameter: host:port */
export const SET_DONORS = 'SET GLOBAL clone_valid_donor_list = ?'
/** parameters: user, host, port, password */
export const CLONE_INSTANCE = 'CLONE INSTANCE FROM ?@?:? IDENTIFIED BY ? REQUIRE SSL'
export const READ_CLONE_STATE = 'SELECT ID AS id, STATE AS state, UNIX_TIMESTAMP(BEGIN_TIME) AS startedAt FROM performance_schema.clone_status'
