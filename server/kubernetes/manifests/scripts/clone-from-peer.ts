import { CREATE_IDENTITY_SCHEMA, CREATE_IDENTITY_TABLE } from './identity'

/** clone-mysql of statefulset management: fills an empty volume from another instance; only the very first begins empty. */
export const CLONE_FROM_PEER_SCRIPT = `# Fills an empty volume.
. "\${BASH_SOURCE%/*}/initialize.sh"
leave_when_initialized
peer_options=$run/clone.cnf scratch=$run
. "\${BASH_SOURCE%/*}/peers.sh"
write_option_file clone "$peer_options"

# Ordinal 0 is the primary: it begins empty only when no other instance exists.
choose_for_first() {
  local since=$SECONDS
  while true; do
    look_at_peers
    donor=''
    if [ -e /tmp/begin-empty ]; then log 'Begins empty because /tmp/begin-empty says so'; return; fi
    if ((\${#ready[@]} == 0 && \${#silent[@]} == 0)); then log 'No other instance exists: this is the first'; return; fi
    if ((\${#ready[@]} == 0)); then
      tell "This volume is empty, but there are other instances (ordinals \${silent[*]}) and none answers: waiting for one, because beginning empty could hide their data. Last answer: \${peer_problem[\${silent[0]}]}. If they hold nothing: kubectl exec -n $NAMESPACE $POD_NAME -c clone-mysql -- touch /tmp/begin-empty"
    elif ((\${#silent[@]} > 0 && SECONDS - since < 120)); then
      tell "Waiting up to two minutes for ordinals \${silent[*]} to answer too, so that the most advanced is cloned"
    elif most_advanced; then
      donor=$best
      return
    else
      tell "Ordinals \${ready[*]} hold transactions that the others lack, so that none is the most advanced. Decide which is right and delete the claims and pods of the others"
    fi
    pause 2
  done
}

choose_for_others() {
  while true; do
    ready=() silent=()
    look_at_peer $((ordinal - 1))
    if ((\${#ready[@]} == 0)); then look_at_peers; fi
    if nearest_peer ''; then donor=$best; return; fi
    tell "This volume is empty and no other instance answers yet: waiting for one to clone from. \${problem:+Last answer: $problem}"
    pause 2
  done
}

print_progress() {
  local row
  row=$(local_sql --execute="SELECT CONCAT_WS(' ', FLOOR(100 * LEAST(done, total) / total), done, total) FROM (SELECT SUM(DATA) AS done, SUM(GREATEST(ESTIMATE, DATA)) AS total FROM performance_schema.clone_progress WHERE STAGE IN ('FILE COPY', 'PAGE COPY', 'REDO COPY')) AS progress WHERE total > 0" 2>/dev/null) || return 0
  if [ -n "$row" ]; then printf 'clone %s\\n' "$row"; fi
}

# The donor's data replaces this server's, and the server ends: error 3707 says that nobody restarts it, which is the proper end.
clone_from() { # host
  local messages state last=-2
  log "Cloning $1"
  initialize_system || return 1
  start_server --skip-log-bin || return 1
  clone_sql "$1" | local_sql >"$run/clone.log" 2>&1 &
  client=$!
  while kill -0 "$client" 2>/dev/null; do
    if ((SECONDS - last >= 2)); then print_progress; last=$SECONDS; fi
    pause 0.2
  done
  wait "$client" || true
  client=''
  messages=$(<"$run/clone.log")
  case $messages in
    *'ERROR 3707'*) wait "$server" || true; server='' ;;
    *) stop_server; log "The clone of $1 failed: $messages"; return 1 ;;
  esac
  # The first start on the cloned files finishes the clone and says how it ended; accounts are the donor's by now.
  start_server --skip-log-bin --skip-grant-tables || return 1
  state=$(local_sql --execute="SELECT CONCAT(STATE, ' ', ERROR_NO, ' ', ERROR_MESSAGE) FROM performance_schema.clone_status") || state=''
  stop_server
  case $state in
    Completed*) log "Cloned $1" ;;
    *) log "The clone of $1 did not complete: $state"; return 1 ;;
  esac
}

begin_empty() {
  local id=\${CLUSTER_ID//[^A-Za-z0-9_-]/}
  initialize_system
  # With the binary log: the cluster's identity is its first transaction, by which an empty server is told from a lost one.
  start_server
  {
    accounts_sql
    cat <<SQL
SET SESSION sql_log_bin = 1;
${CREATE_IDENTITY_SCHEMA};
${CREATE_IDENTITY_TABLE.replaceAll('`', '\\`')};
INSERT INTO podkeeper.\\\`cluster\\\` (singleton, id, lineage) VALUES (1, IF('$id' = '', UUID(), '$id'), UUID());
SQL
  } | local_sql
  stop_server
}

while true; do
  if [ "$ordinal" = 0 ]; then choose_for_first; else choose_for_others; fi
  begin_anew
  if [ -z "$donor" ]; then
    begin_empty
    finish 'began empty'
    break
  fi
  if clone_from "$(host_of "$donor")"; then
    finish "cloned from ordinal $donor"
    break
  fi
  if [ -n "$server" ]; then stop_server; fi
  log 'The clone is begun again in 5 s'
  pause 5
done
rm -f "$peer_options" "$run/clone.log"
`
