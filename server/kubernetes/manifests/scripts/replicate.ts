/** The replication container of statefulset management. */
export const REPLICATE_SCRIPT = `# Keeps this instance in its role: ordinal 0 is written to, every other follows it.
. "\${BASH_SOURCE%/*}/library.sh"
set +e
trap 'exit 0' TERM INT
peer_options=/tmp/clone.cnf scratch=/tmp
. "\${BASH_SOURCE%/*}/peers.sh"
. "\${BASH_SOURCE%/*}/open-primary.sh"
source_host=$(host_of 0)
opened='' attached='' last_uptime=0 passwords='' retry_at=0 retry_seconds=5 stopped_polls=0

# A query to this instance: the answer in $result, or what was wrong in $problem.
query() {
  problem=''
  if result=$(timeout 30 mysql --defaults-file=/tmp/operator.cnf --host=127.0.0.1 --batch --skip-column-names <<<"$1" 2>/tmp/query.err); then return 0; fi
  problem=$(</tmp/query.err)
  return 1
}

# A Secret's files change while the pod runs: clients sign in with what they hold now, and so does replication.
read_passwords() {
  local now
  now=$(cksum "$secrets/operator" "$secrets/replication" "$secrets/clone")
  if [ "$now" = "$passwords" ]; then return; fi
  write_option_file operator /tmp/operator.cnf
  write_option_file clone /tmp/clone.cnf
  if [ -n "$passwords" ] && [ -n "$attached" ]; then change_password; fi
  passwords=$now
}

change_password() {
  log "The Secret's passwords changed: replication signs in anew"
  # The applier goes on, so that what was received is kept.
  query "SET SESSION sql_mode = ''; STOP REPLICA IO_THREAD; CHANGE REPLICATION SOURCE TO SOURCE_PASSWORD = $(sql_literal "$secrets/replication"); START REPLICA IO_THREAD" || tell "Could not change the password of replication: $problem"
}

read_state() {
  query "SELECT CONCAT_WS('|',
    (SELECT VARIABLE_VALUE FROM performance_schema.global_status WHERE VARIABLE_NAME = 'Uptime'), @@global.read_only,
    IFNULL((SELECT HOST FROM performance_schema.replication_connection_configuration WHERE CHANNEL_NAME = ''), ''),
    IFNULL((SELECT SERVICE_STATE FROM performance_schema.replication_connection_status WHERE CHANNEL_NAME = ''), 'OFF'),
    IFNULL((SELECT SERVICE_STATE FROM performance_schema.replication_applier_status WHERE CHANNEL_NAME = ''), 'OFF'),
    IFNULL((SELECT CONCAT(LAST_ERROR_NUMBER, '|', LAST_ERROR_MESSAGE) FROM (
      SELECT LAST_ERROR_NUMBER, LAST_ERROR_MESSAGE FROM performance_schema.replication_connection_status WHERE CHANNEL_NAME = ''
      UNION ALL SELECT LAST_ERROR_NUMBER, LAST_ERROR_MESSAGE FROM performance_schema.replication_applier_status_by_worker WHERE CHANNEL_NAME = ''
      UNION ALL SELECT LAST_ERROR_NUMBER, LAST_ERROR_MESSAGE FROM performance_schema.replication_applier_status_by_coordinator WHERE CHANNEL_NAME = ''
    ) AS errors WHERE LAST_ERROR_NUMBER <> 0 LIMIT 1), '0|'))" || return 1
  IFS='|' read -r uptime read_only host io sql error_number error_message <<<"$result"
  # The server was started again: it is read-only and follows nobody until told.
  if ((uptime < last_uptime)); then opened='' attached=''; fi
  last_uptime=$uptime
}

refuse() { rm -f /tmp/ready; tell "$1"; }

keep_replica() {
  if [ -z "$attached" ] || [ "$host" != "$source_host" ]; then attach; return; fi
  if [ "$sql" = ON ] && [ "$io" != OFF ]; then
    stopped_polls=0
    if [ "$io" = ON ]; then retry_seconds=5; fi
    touch /tmp/ready
    if [ "$io" = CONNECTING ] && [ "$error_number" != 0 ]; then tell "Replication cannot reach $source_host and goes on trying: error $error_number: \${error_message##*Message: }"; fi
    return
  fi
  stopped_polls=$((stopped_polls + 1))
  if ((stopped_polls > 1)); then rm -f /tmp/ready; fi
  tell "Replication stopped: error $error_number: $error_message"
  if ((SECONDS < retry_at)); then return; fi
  retry_at=$((SECONDS + retry_seconds)) retry_seconds=$((retry_seconds < 150 ? retry_seconds * 2 : 300))
  # 13114 carries error 1236: the source no longer has what this replica needs.
  case $error_number in
    13114 | 1236) attached='' ;;
    *) query 'START REPLICA' || tell "Replication does not start: $problem" ;;
  esac
}

# Follows ordinal 0 when it holds the same data, with all that this instance has.
attach() {
  local own executed lineage
  query "SELECT lineage, REGEXP_REPLACE(@@global.gtid_executed, '[[:space:]]', '') FROM podkeeper.\\\`cluster\\\`" || { refuse "Cannot read podkeeper.cluster: $problem"; return; }
  own=\${result%%$'\\t'*} executed=\${result#*$'\\t'}
  ask 0 "SELECT lineage, GTID_SUBSET('$executed', @@global.gtid_executed), GTID_SUBSET(@@global.gtid_purged, '$executed'), GTID_SUBTRACT('$executed', @@global.gtid_executed) FROM podkeeper.\\\`cluster\\\`" || { tell "Waiting for $source_host: $problem"; return; }
  IFS=$'\\t' read -r lineage has_all can_send extra <<<"$answer"
  if [ "$lineage" != "$own" ]; then
    refuse "$source_host holds the data of another cluster. It is not followed, and this instance keeps its own data"
  elif [ "$has_all" != 1 ]; then
    refuse "This instance has transactions that $source_host lacks ($extra). It is not followed. To throw them away: delete claim data-$POD_NAME and this pod, and it is cloned anew"
  elif [ "$can_send" != 1 ]; then
    heal "$lineage"
  elif query "SET SESSION sql_mode = ''; STOP REPLICA; SET GLOBAL super_read_only = ON; CHANGE REPLICATION SOURCE TO SOURCE_HOST = '$source_host', SOURCE_PORT = 3306, SOURCE_USER = 'replication', SOURCE_PASSWORD = $(sql_literal "$secrets/replication"), SOURCE_AUTO_POSITION = 1, SOURCE_SSL = 1, SOURCE_CONNECT_RETRY = 2, SOURCE_RETRY_COUNT = 0, SOURCE_HEARTBEAT_PERIOD = 2; START REPLICA"; then
    attached=1
    log "Follows $source_host"
  else
    tell "Cannot follow $source_host: $problem"
  fi
}

# What is missing was purged at the source. All that this instance has is there: a copy loses nothing.
heal() { # lineage
  refuse "$source_host no longer has the transactions that are missing here: this instance is cloned anew"
  look_at_peers
  if nearest_peer "$1"; then clone_live "$(host_of "$best")"; fi
}

# Replaces this server's data while it runs; mysqld ends and its supervisor starts it on the copy. super_read_only would forbid it
# to drop what it holds; read_only stays, and keeps applications out.
clone_live() { # host
  if ((SECONDS < retry_at)); then return; fi
  retry_at=$((SECONDS + 60))
  log "Cloning $1"
  query 'STOP REPLICA; SET GLOBAL super_read_only = OFF' || { log "Cannot prepare for the clone: $problem"; return; }
  clone_sql "$1" | mysql --defaults-file=/tmp/operator.cnf --host=127.0.0.1 >/tmp/clone.log 2>&1 &
  if wait "$!"; then
    log "Cloned $1"
  else
    log "The clone of $1 ended: $(</tmp/clone.log)"
    query 'SET GLOBAL super_read_only = ON'
  fi
  attached='' opened='' last_uptime=0
}

while true; do
  read_passwords
  if ! read_state; then
    tell "Waiting for MySQL: $problem"
    pause 1
    continue
  fi
  if [ "$ordinal" = 0 ]; then keep_primary; else keep_replica; fi
  if [ -n "$attached$opened" ] && [ -e /tmp/ready ]; then pause 5; else pause 1; fi
done
`
