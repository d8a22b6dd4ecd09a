/** init-mysql: this instance's configuration. */
export const INIT_MYSQL_SCRIPT = `# Renders the configuration of this instance: common, then what differs.
. "\${BASH_SOURCE%/*}/library.sh"

# Replicas of replicas in other clusters need another server_id too: it begins with a hash of the cluster's name.
checksum=$(printf '%s/%s' "$NAMESPACE" "$CLUSTER_NAME" | cksum)
server_id=$((\${checksum%% *} % 40000000 * 100 + ordinal + 1))

if [ -e "$config/instance.cnf" ]; then role=instance.cnf
elif [ "$ordinal" = 0 ]; then role=primary.cnf
else role=replica.cnf
fi
{
  cat "$config/my.cnf"
  printf '\\n[mysqld]\\nserver_id = %s\\nreport_host = %s\\nreport_port = 3306\\n\\n' "$server_id" "$(host_of "$ordinal")"
  cat "$config/$role"
} >"$rendered"
log "Configuration of $POD_NAME: server_id $server_id, $role"
`
