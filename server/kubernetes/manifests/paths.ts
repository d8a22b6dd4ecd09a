/** Where things are in the containers. Scripts use the same constants. */
export const MYSQL_PORT = 3306
/** ConfigMap: my.cnf and the scripts */
export const CONFIG_DIRECTORY = '/podkeeper/config'
/** Secret: a file per account */
export const SECRETS_DIRECTORY = '/podkeeper/secrets'
/** rendered for this instance by init-mysql; the official image's clients read this folder too */
export const RENDERED_DIRECTORY = '/etc/mysql/conf.d'
export const RENDERED_FILE = `${RENDERED_DIRECTORY}/podkeeper.cnf`
export const DATA_DIRECTORY = '/var/lib/mysql'
/** on the instance's volume too: a large sort must not fill the node's own disk */
export const TEMPORARY_DIRECTORY = '/var/lib/mysql-tmp'
/** socket, pid file, client option files with passwords: memory only */
export const RUN_DIRECTORY = '/var/run/mysqld'
export const SOCKET = `${RUN_DIRECTORY}/mysqld.sock`
