import { CONFIG_DIRECTORY, DATA_DIRECTORY, RENDERED_FILE, RUN_DIRECTORY, SECRETS_DIRECTORY } from '../paths'

/** Sourced by the other scripts. Needs bash, coreutils and the MySQL programs of the official image, nothing else. */
export const LIBRARY_SCRIPT = `# Sourced by the scripts of this cluster.
set -euo pipefail
umask 027
config=${CONFIG_DIRECTORY}
secrets=${SECRETS_DIRECTORY}
rendered=${RENDERED_FILE}
data=${DATA_DIRECTORY}
run=${RUN_DIRECTORY}
marker=$data/.podkeeper-initialized      # written last: the volume holds a whole server
begun=$data/.podkeeper-begun             # written first: what is there without the marker is half-finished and ours
socket=$run/init.sock
ordinal=\${POD_NAME##*-}

log() { TZ=UTC printf '%(%FT%TZ)T podkeeper: %s\\n' -1 "$*"; }

# Waits so that a signal is heard at once.
pause() { sleep "$1" & wait "$!" || true; }

# The cluster's DNS domain as Kubernetes gave it to this pod.
dns_domain() {
  local keyword rest word
  while read -r keyword rest; do
    if [ "$keyword" = search ]; then
      for word in $rest; do case $word in svc.*) printf '%s' "\${word#svc.}"; return;; esac; done
    fi
  done </etc/resolv.conf
  printf cluster.local
}
domain=$(dns_domain)
host_of() { printf '%s-%s.%s.%s.svc.%s' "$CLUSTER_NAME" "$1" "$CLUSTER_NAME" "$NAMESPACE" "$domain"; }

# The content of a file as an SQL string.
sql_literal() {
  local text quote="'" backslash='\\'
  text=$(<"$1")
  text=\${text//"$backslash"/"$backslash$backslash"}
  text=\${text//"$quote"/"$quote$quote"}
  printf "'%s'" "$text"
}

# Writes an option file with which clients sign in as an account: passwords never stand on a command line.
write_option_file() { # account, file
  local text backslash='\\' quote='"'
  text=$(<"$secrets/$1")
  text=\${text//"$backslash"/"$backslash$backslash"}
  text=\${text//"$quote"/"$backslash$quote"}
  (umask 077; printf '[client]\\nuser=%s\\npassword="%s"\\nssl-mode=REQUIRED\\nconnect-timeout=4\\n' "$1" "$text" >"$2.new")
  mv -f "$2.new" "$2"
}
`
