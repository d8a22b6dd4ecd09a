import type { Connection } from 'mysql2/promise'
import type { MysqlCommand } from '@/server/domain/mysql-port'
import { numberOf } from './classify-failure'
import { readRows } from './read-facts'
import { cloneStateRow } from './rows'
import * as statements from './statements'

type CloneCommand = Extract<MysqlCommand, { type: 'clone-from' }>

/** ER_CLONE_TOO_MANY_CONCURRENT_CLONES: the one that runs is taken for this one. */
const ALREADY_RUNS = 3634
/** The server ended to restart on the clone; without a supervisor it says 3707 first. */
const ENDED_FOR_RESTART = [3707, 1053]
const CHECK_EVERY_MS = 100

/**
 * Begins to replace the server's data by the donor's, and returns when the server says that it does. The statement lasts as long
 * as the clone; `connection` belongs to it until `ended` resolves.
 * @param watcher another connection to the same server
 * @throws errors of mysql2 when the clone did not begin
 */
export async function startClone(connection: Connection, watcher: Connection, command: CloneCommand): Promise<{ ended: Promise<void> }> {
  // super_read_only forbids the server to drop the schemas that it holds; read_only stays and keeps applications out. The server
  // restarts with super_read_only when the clone is complete.
  const before = await readState(watcher)
  if (before?.state === 'In Progress') return { ended: Promise.resolve() }
  await connection.query(statements.LIFT_SUPER_READ_ONLY)
  await connection.query(statements.SET_DONORS, [`${command.donorHost}:${command.donorPort}`])
  let outcome: { error: unknown } | 'done' | null = null
  const ended = connection
    .query(statements.CLONE_INSTANCE, [command.user, command.donorHost, command.donorPort, command.password])
    .then(() => { outcome = 'done' }, async (error: unknown) => {
      if (!isNormalEnd(error)) await connection.query(statements.SET_READ_ONLY).catch(() => undefined)
      outcome = { error }
    })
  const settled = (): { error: unknown } | 'done' | null => outcome
  while (true) {
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, CHECK_EVERY_MS))])
    const result = settled()
    if (result === 'done') return { ended }
    if (result !== null) {
      if (isNormalEnd(result.error)) return { ended }
      throw result.error
    }
    const now = await readState(watcher).catch((error: unknown) => {
      // A small clone is over before the first look.
      if (isNormalEnd(error)) return null
      throw error
    })
    if (now === null) return { ended }
    if (now?.state === 'In Progress' || (now && now.startedAt !== before?.startedAt && now.state === 'Completed')) return { ended }
  }
}

async function readState(watcher: Connection) {
  return (await readRows(watcher, statements.READ_CLONE_STATE, cloneStateRow))[0]
}

function isNormalEnd(error: unknown): boolean {
  const number = numberOf(error)
  if (number !== null) return number === ALREADY_RUNS || ENDED_FOR_RESTART.includes(number)
  return typeof error === 'object' && error !== null && Reflect.get(error, 'code') === 'PROTOCOL_CONNECTION_LOST'
}
