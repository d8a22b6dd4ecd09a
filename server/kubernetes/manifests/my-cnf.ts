import { RESERVED_VARIABLES, type ClusterSpec } from '@/server/contracts/cluster-spec'
import { DATA_DIRECTORY, MYSQL_PORT, SOCKET, TEMPORARY_DIRECTORY } from './paths'
import { sizeMemory, type MemorySizes } from './size-memory'

const SECONDS_PER_DAY = 86_400

/** `[mysqld]` of all instances. init-mysql adds server_id, report_host and the role. */
export function renderMyCnf(spec: ClusterSpec): string {
  const sizes = sizeMemory(spec.resources.memoryBytes, spec.storage.sizeBytes)
  return [
    '[mysqld]',
    '# Sized from memory and volume; the configuration below may say otherwise.',
    ...renderVariables(sizedVariables(sizes)),
    ...(sizes.smallPerformanceSchema ? renderVariables(SMALL_PERFORMANCE_SCHEMA) : []),
    ...renderVariables(TUNABLE),
    '',
    '# Configuration of this cluster.',
    ...renderUserVariables(spec.configuration),
    '',
    '# What replication and the containers depend on; last, so that nothing above undoes it.',
    ...renderVariables(FIXED),
    ...renderVariables(spec.management === 'operator' ? OPERATED : UNATTENDED),
    '',
  ].join('\n')
}

type Variables = Readonly<Record<string, string | number>>

function sizedVariables(sizes: MemorySizes): Variables {
  return {
    innodb_buffer_pool_size: sizes.bufferPoolBytes,
    innodb_buffer_pool_instances: sizes.bufferPoolInstances,
    innodb_log_buffer_size: sizes.logBufferBytes,
    innodb_redo_log_capacity: sizes.redoLogBytes,
    max_connections: sizes.connectionsMax,
    table_open_cache: sizes.tableCacheEntries,
    table_definition_cache: Math.max(400, sizes.tableCacheEntries / 2),
  }
}

const SMALL_PERFORMANCE_SCHEMA: Variables = {
  key_buffer_size: 1_048_576,
  // Beyond these, accounts and threads are counted together rather than one by one.
  performance_schema_accounts_size: 16,
  performance_schema_hosts_size: 16,
  performance_schema_users_size: 16,
  performance_schema_max_thread_instances: 160,
  performance_schema_digests_size: 500,
  performance_schema_error_size: 1000,
  performance_schema_events_statements_history_size: 5,
  performance_schema_events_statements_history_long_size: 100,
  performance_schema_events_stages_history_long_size: 100,
  performance_schema_events_transactions_history_long_size: 100,
  performance_schema_events_waits_history_long_size: 100,
  performance_schema_max_digest_length: 512,
  performance_schema_max_sql_text_length: 512,
  performance_schema_max_index_stat: 500,
  performance_schema_max_memory_classes: 470,
  performance_schema_max_metadata_locks: 2000,
  performance_schema_max_prepared_statements_instances: 100,
  performance_schema_max_program_instances: 100,
  performance_schema_max_table_handles: 400,
  performance_schema_max_table_instances: 1000,
  performance_schema_max_table_lock_stat: 500,
}

const TUNABLE: Variables = {
  // The X protocol is not served, and costs memory.
  mysqlx: 'OFF',
  // Names are not resolved: a slow DNS would make every connection slow.
  skip_name_resolve: 'ON',
  host_cache_size: 0,
  // A replica that was away over a long weekend finds what it missed; small volumes are not filled for a month.
  binlog_expire_logs_seconds: 3 * SECONDS_PER_DAY,
  max_binlog_size: 268_435_456,
  sync_binlog: 1,
  innodb_flush_log_at_trx_commit: 1,
  // A lost source is noticed within 10 s, not a minute.
  replica_net_timeout: 10,
  log_error_verbosity: 2,
}

const FIXED: Variables = {
  datadir: DATA_DIRECTORY,
  tmpdir: TEMPORARY_DIRECTORY,
  socket: SOCKET,
  // Where others cannot write: mysqld warns of a folder that all may write to.
  pid_file: `${DATA_DIRECTORY}/mysqld.pid`,
  port: MYSQL_PORT,
  // Containers' files are nobody's business of SQL.
  secure_file_priv: 'NULL',
  gtid_mode: 'ON',
  enforce_gtid_consistency: 'ON',
  log_bin: 'binlog',
  log_replica_updates: 'ON',
  relay_log: 'relay',
  // Whoever repairs replication decides when it starts: never by itself on a copy of another server's data.
  skip_replica_start: 'ON',
}

/** Without Podkeeper: a relay log that a crash may have damaged is fetched anew. */
const UNATTENDED: Variables = { plugin_load_add: 'mysql_clone.so', relay_log_recovery: 'ON' }

/**
 * Both semi-sync plugins are there in every topology, so that it can be changed without a restart; a source that does not ask for
 * acknowledgements ignores replicas that offer them. Recovery would throw away what a replica acknowledged and has not applied
 * (moco found the same, docs/clustering.md there). The loose_ ones are unknown while the data directory is made.
 */
const OPERATED: Variables = {
  plugin_load_add: 'mysql_clone.so;semisync_source.so;semisync_replica.so',
  relay_log_recovery: 'OFF',
  // An acknowledged transaction has to be on the disk: a node without power loses what was only written.
  sync_relay_log: 1,
  loose_rpl_semi_sync_source_enabled: 'OFF',
  loose_rpl_semi_sync_source_wait_point: 'AFTER_SYNC',
  loose_rpl_semi_sync_source_wait_no_replica: 'ON',
  loose_rpl_semi_sync_source_timeout: 4_294_967_295,
  loose_rpl_semi_sync_replica_enabled: 'ON',
}

function renderVariables(variables: Variables): string[] {
  return Object.entries(variables).map(([name, value]) => `${name} = ${value}`)
}

/** The contract has checked these already; this is the second lock, because a line here could undo replication. */
function renderUserVariables(configuration: Record<string, string>): string[] {
  return Object.entries(configuration)
    .filter(([name, value]) => /^[a-z][a-z0-9_]*$/.test(name) && !/[\r\n\0]/.test(value) && !isReserved(name))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name} = ${quoteValue(value)}`)
}

const RESERVED = new Set<string>(RESERVED_VARIABLES)
const RENAMED: Readonly<Record<string, string>> = { log_slave_updates: 'log_replica_updates', skip_slave_start: 'skip_replica_start' }

/** mysqld also takes loose_x, skip_x, disable_x, enable_x and maximum_x for x. */
function isReserved(name: string): boolean {
  const bare = name.replace(/^(loose_|skip_|disable_|enable_|maximum_)+/, '')
  return [name, bare, `skip_${bare}`].some((candidate) => RESERVED.has(RENAMED[candidate] ?? candidate))
}

/** `#` begins a comment in an option file and blanks at the ends are dropped, unless the value is quoted. */
function quoteValue(value: string): string {
  const trimmed = unquote(value.trim())
  if (trimmed === value.trim() && !/[#'"\\]/.test(trimmed)) return trimmed
  return `"${trimmed.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
}

/** People paste values as they stand in their my.cnf, quotes and all. */
function unquote(value: string): string {
  return /^(["'])((?:(?!\1)[^\\])*)\1$/.exec(value)?.[2] ?? value
}
