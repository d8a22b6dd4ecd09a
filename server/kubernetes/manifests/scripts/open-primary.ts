/**
 * Ordinal 0 starts read-only and is opened here. On a volume that never took writes it waits until its first replica was seen:
 * after a loss of ordinal 0's volume together with a restart of all, only the replicas, which start later, know that there
 * was data. When one holds the data of an earlier life, ordinal 0 becomes its copy; nothing is lost, because it took no write.
 */
export const OPEN_PRIMARY_SCRIPT = `# Sourced by replicate.sh.
keep_primary() {
  # Others wait for this pod to be ready, also while it may not be written to yet.
  touch /tmp/ready
  if [ -n "$host" ]; then
    log 'This instance is a copy of a replica: as ordinal 0 it follows nobody'
    query 'STOP REPLICA; RESET REPLICA ALL' || tell "Could not end replication: $problem"
  elif [ -n "$opened" ]; then
    :
  elif [ "$read_only" = 0 ]; then
    # Opened by hand.
    mark_opened && opened=1
  elif may_open; then
    open_now
  fi
}

may_open() {
  local i
  query 'SELECT opened_at IS NOT NULL, lineage FROM podkeeper.\`cluster\`' || { tell "Cannot read podkeeper.cluster: $problem"; return 1; }
  case $result in 1*) return 0 ;; esac
  if ((instances <= 1)); then return 0; fi
  local own=\${result#*$'\\t'}
  look_at_peers
  for i in "\${ready[@]}"; do
    if [ "\${peer_lineage[$i]}" != "$own" ]; then adopt_data "$own"; return 1; fi
  done
  if ((\${#ready[@]} > 0)); then return 0; fi
  tell "Begun empty and read-only until another instance was seen, because one may still hold this cluster's data. To open it at once: SET GLOBAL read_only = OFF"
  return 1
}

# Only ever on a server that never took a write.
adopt_data() { # own lineage
  local i others=()
  for i in "\${ready[@]}"; do
    if [ "\${peer_lineage[$i]}" != "$1" ]; then others+=("$i"); fi
  done
  ready=("\${others[@]}")
  query "SELECT COUNT(*) FROM information_schema.schemata WHERE schema_name NOT IN ('mysql', 'sys', 'information_schema', 'performance_schema', 'podkeeper')" || return 1
  if [ "$result" != 0 ]; then tell "Ordinals \${ready[*]} hold other data than this server, which is not empty either: decide which is right"; return 1; fi
  if ! most_advanced; then tell "Ordinals \${ready[*]} differ from each other: decide which is right and delete the claims and pods of the others"; return 1; fi
  tell "Ordinal $best holds data of an earlier life of this cluster and this server never took a write: it is replaced by a copy"
  clone_live "$(host_of "$best")"
}

mark_opened() {
  local id=\${CLUSTER_ID//[^A-Za-z0-9_-]/}
  query "UPDATE podkeeper.\\\`cluster\\\` SET opened_at = COALESCE(opened_at, CURRENT_TIMESTAMP(6)), id = IF('$id' = '', id, '$id')" || { tell "Cannot write podkeeper.cluster: $problem"; return 1; }
}

open_now() {
  if query 'SET GLOBAL super_read_only = OFF; SET GLOBAL read_only = OFF'; then
    opened=1
    log 'Opened for writing'
    mark_opened || true
  else
    tell "Cannot be opened for writing: $problem"
  fi
}
`
