import { MYSQL_PORT } from '../paths'

/**
 * Succeeds when the server greets a connection. No client program and no account: it costs a millisecond, works when all
 * connections are taken (the greeting is then an error, which a living server gives), and fails while InnoDB recovers.
 */
export const PROBE_SCRIPT = `# Succeeds when mysqld answers a connection with its greeting.
LC_ALL=C
exec 3<>/dev/tcp/127.0.0.1/${MYSQL_PORT} || exit 1
IFS= read -r -t 2 -n 1 -u 3
`
