/**
 * The accounts of an instance, each with what its purpose needs. They are made with sql_log_bin=0: every instance has them
 * from its own start or from the clone, and they are no part of the cluster's history.
 */
export const ACCOUNTS_SCRIPT = `# Sourced. Prints the SQL that makes the accounts.
account_sql() { # name, privileges...
  local name=$1 grant
  shift
  printf "CREATE USER '%s'@'%%' IDENTIFIED BY %s REQUIRE SSL;\\n" "$name" "$(sql_literal "$secrets/$name")"
  for grant in "$@"; do printf "GRANT %s;\\n" "\${grant/ACCOUNT/"'$name'@'%'"}"; done
}

accounts_sql() {
  printf "SET SESSION sql_mode = '';\\nSET SESSION sql_log_bin = 0;\\n"
  printf "ALTER USER 'root'@'localhost' IDENTIFIED BY %s;\\n" "$(sql_literal "$secrets/root")"
  account_sql root 'ALL ON *.* TO ACCOUNT WITH GRANT OPTION'
  # Watches and repairs replication; reads no user data.
  account_sql operator \\
    'PROCESS, RELOAD, SHOW DATABASES, REPLICATION CLIENT ON *.* TO ACCOUNT' \\
    'BACKUP_ADMIN, BINLOG_ADMIN, CLONE_ADMIN, CONNECTION_ADMIN, REPLICATION_SLAVE_ADMIN, SYSTEM_VARIABLES_ADMIN ON *.* TO ACCOUNT' \\
    'SELECT ON performance_schema.* TO ACCOUNT' \\
    'ALL ON podkeeper.* TO ACCOUNT'
  account_sql replication 'REPLICATION SLAVE ON *.* TO ACCOUNT'
  account_sql clone 'BACKUP_ADMIN ON *.* TO ACCOUNT' 'SELECT ON podkeeper.* TO ACCOUNT'
  account_sql backup \\
    'SELECT, SHOW VIEW, TRIGGER, EVENT, LOCK TABLES, PROCESS, RELOAD, REPLICATION CLIENT, REPLICATION SLAVE ON *.* TO ACCOUNT' \\
    'BACKUP_ADMIN, SHOW_ROUTINE ON *.* TO ACCOUNT'
  account_sql exporter 'PROCESS, REPLICATION CLIENT ON *.* TO ACCOUNT' 'SELECT ON performance_schema.* TO ACCOUNT'
  printf "ALTER USER 'exporter'@'%%' WITH MAX_USER_CONNECTIONS 4;\\n"
}
`
