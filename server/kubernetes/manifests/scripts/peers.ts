/** Asking the other instances, as account `clone`. */
export const PEERS_SCRIPT = `# Sourced. What the other instances say. The sourcing script sets peer_options and scratch.
declare -A peer_lineage peer_gtid peer_problem
ready=() silent=() told='' told_at=0
instances=$(<"$config/instances")

# Logs what is new, and every minute what still stands.
tell() {
  if [ "$1" != "$told" ] || ((SECONDS - told_at >= 60)); then log "$1"; told=$1 told_at=$SECONDS; fi
}

# Puts a query to an instance; 0: answered in $answer, 1: silent, 2: there is none of that name.
ask() { # ordinal, query
  problem=''
  if answer=$(timeout 15 mysql --defaults-file="$peer_options" --host="$(host_of "$1")" --batch --skip-column-names <<<"$2" 2>"$scratch/ask.err"); then return 0; fi
  problem=$(<"$scratch/ask.err")
  # (-2) and (-5): the name does not exist. Others, such as (-3), mean that DNS does not answer: then nothing is known.
  case $problem in *'Unknown MySQL server host'*'(-2)'* | *'Unknown MySQL server host'*'(-5)'*) return 2 ;; esac
  return 1
}

look_at_peer() { # ordinal
  local status=0
  ask "$1" "SELECT CONCAT(lineage, ' ', REGEXP_REPLACE(@@global.gtid_executed, '[[:space:]]', '')) FROM podkeeper.\\\`cluster\\\`" || status=$?
  if [ "$status" = 0 ] && [ -z "$answer" ]; then status=1 problem='it does not say which cluster it belongs to'; fi
  case $status in
    0) ready+=("$1"); peer_lineage[$1]=\${answer%% *}; peer_gtid[$1]=\${answer#* } ;;
    1) silent+=("$1"); peer_problem[$1]=$problem ;;
  esac
}

look_at_peers() {
  local i last=$((instances > 9 ? instances : 9))
  ready=() silent=()
  for ((i = 0; i < last; i++)); do
    if ((i != ordinal)); then look_at_peer "$i"; fi
  done
}

# Whether the first set is part of the second, by the word of an instance.
is_subset() { # ordinal to ask, part, whole
  ask "$1" "SELECT GTID_SUBSET('$2', '$3')" && [ "$answer" = 1 ]
}

# The peer that executed all that the others did, in $best; fails when there is none such.
most_advanced() {
  local i
  best=\${ready[0]}
  for i in "\${ready[@]}"; do
    if [ "\${peer_lineage[$i]}" != "\${peer_lineage[$best]}" ]; then return 1; fi
    if is_subset "$best" "\${peer_gtid[$i]}" "\${peer_gtid[$best]}"; then continue; fi
    if ! is_subset "$best" "\${peer_gtid[$best]}" "\${peer_gtid[$i]}"; then return 1; fi
    best=$i
  done
}

# The nearest peer below this instance that answers, else the nearest above, in $best.
nearest_peer() { # lineage or empty
  local i
  best=''
  for i in "\${ready[@]}"; do
    if [ -n "$1" ] && [ "\${peer_lineage[$i]}" != "$1" ]; then continue; fi
    if ((i < ordinal)) || [ -z "$best" ]; then best=$i; fi
  done
  [ -n "$best" ]
}

clone_sql() { # host
  printf "SET SESSION sql_mode = '';\\nSET GLOBAL clone_valid_donor_list = '%s:3306';\\nCLONE INSTANCE FROM 'clone'@'%s':3306 IDENTIFIED BY %s REQUIRE SSL;\\n" "$1" "$1" "$(sql_literal "$secrets/clone")"
}
`
