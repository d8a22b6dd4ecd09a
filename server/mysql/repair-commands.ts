import type { Connection } from 'mysql2/promise'
import { countGtids, parseGtidSet } from '@/server/domain/gtid'
import { EMPTY_TRANSACTIONS_MAX } from '@/server/domain/mysql-port'
import { numberOf } from './classify-failure'
import { readRows } from './read-facts'
import { sessionRow } from './rows'
import * as statements from './statements'

/** ended meanwhile · belongs to an account that ranks higher (SYSTEM_USER, as `root` does) */
const NOT_KILLED = [1094, 1095]

/** One that waits for a semi-sync acknowledgement is marked and ends when its commit is over. @throws errors of mysql2 */
export async function endClientSessions(connection: Connection): Promise<void> {
  for (const { id } of await readRows(connection, statements.READ_CLIENT_SESSIONS, sessionRow)) {
    try {
      await connection.query(statements.KILL_SESSION, [id])
    } catch (error) {
      const number = numberOf(error)
      if (number === null || !NOT_KILLED.includes(number)) throw error
    }
  }
}

/** Those that are executed already are skipped by the server. @throws errors of mysql2; Error for too many at once */
export async function injectEmptyTransactions(connection: Connection, gtids: string): Promise<void> {
  const set = parseGtidSet(gtids)
  if (countGtids(set) > EMPTY_TRANSACTIONS_MAX) throw new Error(`More than ${EMPTY_TRANSACTIONS_MAX} transactions cannot be skipped at once`)
  try {
    for (const [server, intervals] of set) {
      for (const { first, last } of intervals) {
        for (let sequence = first; sequence <= last; sequence++) {
          await connection.query(statements.SET_NEXT_GTID, [`${server}:${sequence}`])
          await connection.query('BEGIN')
          await connection.query('COMMIT')
        }
      }
    }
  } finally {
    await connection.query(statements.SET_NEXT_GTID_AUTOMATIC)
  }
}
