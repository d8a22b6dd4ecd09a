/**
 * Runs mysqld and starts it again when it asks for that (exit code 16, after RESTART and CLONE): the container stays, and with
 * it the pod's address and its log. SIGTERM goes on to mysqld, which then shuts InnoDB down properly.
 */
export const RUN_MYSQL_SCRIPT = `# Runs mysqld under a small supervisor.
. "\${BASH_SOURCE%/*}/library.sh"
server='' stopping='' interrupted=''
# mysqld asks for a restart only where it is told that its parent gives one.
export MYSQLD_PARENT_PID=$$
trap 'stopping=1 interrupted=1; if [ -n "$server" ]; then kill -TERM "$server" 2>/dev/null || true; fi' TERM INT

while true; do
  mysqld --defaults-file="$rendered" &
  server=$!
  if [ -n "$stopping" ]; then kill -TERM "$server" 2>/dev/null || true; fi
  while true; do
    interrupted=''
    wait "$server" && code=0 || code=$?
    if [ -z "$interrupted" ]; then break; fi
  done
  if [ "$code" != 16 ] || [ -n "$stopping" ]; then
    log "MySQL ended with exit code $code"
    exit "$code"
  fi
  log 'MySQL asked to be started again'
done
`
