import type { Connection } from 'mysql2/promise'
import type { MysqlCommand } from '@/server/domain/mysql-port'
import { readRows } from './read-facts'
import { endClientSessions, injectEmptyTransactions } from './repair-commands'
import { superReadOnlyRow } from './rows'
import * as statements from './statements'

/** Commands that are over when their statements are; a clone goes on, see start-clone.ts. */
export type ShortCommand = Exclude<MysqlCommand, { type: 'clone-from' }>

/** Each may be repeated. @throws errors of mysql2 */
export async function executeCommand(connection: Connection, command: ShortCommand): Promise<void> {
  switch (command.type) {
    case 'bootstrap':
      return bootstrap(connection, command.clusterId)
    case 'set-writable':
      for (const statement of statements.SET_WRITABLE) await connection.query(statement)
      return
    case 'set-read-only':
      await connection.query(statements.SET_READ_ONLY)
      return
    case 'follow-source':
      await connection.query(statements.stopReplica('both'))
      await connection.query(statements.CHANGE_SOURCE, [command.sourceHost, command.sourcePort, command.user, command.password])
      await connection.query(statements.startReplica('both'))
      return
    case 'start-replication':
      await connection.query(statements.startReplica(command.threads))
      return
    case 'stop-replication':
      await connection.query(statements.stopReplica(command.threads))
      return
    case 'detach-from-source':
      await connection.query(statements.stopReplica('both'))
      await connection.query(statements.RESET_REPLICA)
      return
    case 'configure-semisync-source':
      if (command.enabled) await connection.query(statements.ENABLE_SEMI_SYNC_SOURCE, [command.waitForReplicaCount, command.timeoutMs])
      else await connection.query(statements.DISABLE_SEMI_SYNC_SOURCE)
      return
    case 'configure-semisync-replica':
      await connection.query(statements.setSemiSyncReplica(command.enabled))
      return
    case 'end-client-sessions':
      return endClientSessions(connection)
    case 'inject-empty-transactions':
      return injectEmptyTransactions(connection, command.gtids)
    case 'probe-write':
      await connection.query(statements.PROBE_WRITE)
      return
  }
}

/** Writes the identity. super_read_only is lifted for it and put back; read_only stays, so that no application can write meanwhile. */
async function bootstrap(connection: Connection, clusterId: string): Promise<void> {
  const [row] = await readRows(connection, statements.READ_SUPER_READ_ONLY, superReadOnlyRow)
  if (row?.superReadOnly) await connection.query(statements.LIFT_SUPER_READ_ONLY)
  try {
    await connection.query(statements.CREATE_IDENTITY_SCHEMA)
    await connection.query(statements.CREATE_IDENTITY_TABLE)
    await connection.query(statements.WRITE_IDENTITY, [clusterId, clusterId])
  } finally {
    if (row?.superReadOnly) await connection.query(statements.SET_READ_ONLY)
  }
}
