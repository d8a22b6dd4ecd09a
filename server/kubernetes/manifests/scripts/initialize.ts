/**
 * Makes a whole server in an empty volume. Run by clone-mysql of operator management, sourced by the other kind's script.
 * The marker is written last; what a killed run left behind is wiped; files of others are never touched.
 */
export const INITIALIZE_SCRIPT = `# Initializes an empty volume: system tables and accounts.
. "\${BASH_SOURCE%/*}/library.sh"
. "\${BASH_SOURCE%/*}/accounts.sh"
server='' client=''
trap 'kill -KILL $server $client 2>/dev/null || true; exit 143' TERM INT

# Ends the script when the volume already holds a server.
leave_when_initialized() {
  if [ -e "$marker" ]; then
    log "The volume holds a server since $(<"$marker")"
    exit 0
  fi
}

begin_anew() {
  local entry found=''
  shopt -s dotglob nullglob
  for entry in "$data"/*; do
    if [ "$entry" != "$data/lost+found" ]; then found=$entry; fi
  done
  if [ -n "$found" ]; then
    if [ ! -e "$begun" ]; then
      log "The volume holds files that are not of this cluster, such as $found. They are not touched: give this instance an empty volume"
      exit 1
    fi
    log 'An earlier start was cut off: what it left behind is wiped and begun again'
  fi
  for entry in "$data"/*; do
    if [ "$entry" != "$data/lost+found" ] && [ "$entry" != "$begun" ]; then rm -rf -- "$entry"; fi
  done
  : >"$begun"
}

finish() { # how
  sync "$data" 2>/dev/null || true
  TZ=UTC printf '%(%FT%TZ)T, %s\\n' -1 "$1" >"$marker.new"
  mv -f "$marker.new" "$marker"
  sync "$marker" 2>/dev/null || true
  rm -f "$begun"
}

start_server() { # more options
  mysqld --defaults-file="$rendered" --skip-networking --socket="$socket" --pid-file="$data/mysqld.pid" --super-read-only=OFF --read-only=OFF "$@" &
  server=$!
  until mysqladmin --no-defaults --socket="$socket" --user=root --connect-timeout=2 ping >/dev/null 2>&1; do
    if ! kill -0 "$server" 2>/dev/null; then server=''; log 'The temporary server ended instead of starting: see its messages above'; return 1; fi
    pause 0.1
  done
}

stop_server() {
  kill -TERM "$server" 2>/dev/null || true
  wait "$server" || true
  server=''
}

local_sql() { mysql --no-defaults --socket="$socket" --user=root --batch --skip-column-names "$@"; }

initialize_system() {
  log 'Initializing an empty volume'
  mysqld --defaults-file="$rendered" --initialize-insecure --skip-log-bin --super-read-only=OFF --read-only=OFF &
  server=$!
  wait "$server"
  server=''
}

if [ "\${BASH_SOURCE[0]}" = "$0" ]; then
  leave_when_initialized
  begin_anew
  initialize_system
  start_server --skip-log-bin
  accounts_sql | local_sql
  stop_server
  finish 'initialized empty'
  log 'Initialized: system tables and accounts'
fi
`
