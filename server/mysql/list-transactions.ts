import type { Connection } from 'mysql2/promise'
import type { LoggedTransaction } from '@/server/contracts/errant-transactions'
import { countGtids, parseGtidSet, subtractGtidSets, type GtidSet } from '@/server/domain/gtid'
import type { LoggedTransactions } from '@/server/domain/mysql-port'
import { TransactionCollector } from './collect-transactions'
import { readRows } from './read-facts'
import { binaryLogEventRow, binaryLogFileRow, type BinaryLogEventRow } from './rows'
import * as statements from './statements'

const FIRST_POSITION = 4
const PAGE_EVENTS = 1_000
/** A server reads its log from the beginning of a file: this bounds what one question costs it. */
const EVENTS_MAX = 50_000
/** The format description and the sets before it are among the first. */
const HEAD_EVENTS = 3

/** Looks through the binary log from its newest file on, and only where transactions of the set can be. @throws errors of mysql2 */
export async function listTransactions(connection: Connection, wanted: { gtids: string; limit: number }): Promise<LoggedTransactions> {
  const set = parseGtidSet(wanted.gtids)
  const files = await readRows(connection, statements.READ_BINARY_LOGS, binaryLogFileRow)
  const found: LoggedTransaction[] = []
  // What the set still has in the file that is looked at and those before it.
  let left = set
  let events = 0
  for (const { Log_name: log } of files.reverse()) {
    if (countGtids(left) === 0 || events >= EVENTS_MAX) break
    const before = previousGtids(await readEvents(connection, log, FIRST_POSITION, HEAD_EVENTS))
    if (countGtids(subtractGtidSets(left, before)) > 0) {
      const read = await readFile(connection, log, set, EVENTS_MAX - events)
      found.unshift(...read.found)
      events += read.events
    }
    left = intersect(left, before)
  }
  return { transactions: found.slice(0, wanted.limit), complete: found.length === countGtids(set) && found.length <= wanted.limit }
}

async function readFile(connection: Connection, log: string, wanted: GtidSet, eventsMax: number): Promise<{ found: LoggedTransaction[]; events: number }> {
  const collector = new TransactionCollector(log, wanted)
  let position = FIRST_POSITION
  let events = 0
  while (events < eventsMax) {
    const page = await readEvents(connection, log, position, PAGE_EVENTS)
    for (const event of page) collector.add(event)
    events += page.length
    const last = page.at(-1)
    if (page.length < PAGE_EVENTS || !last) break
    position = last.End_log_pos
  }
  return { found: collector.found, events }
}

async function readEvents(connection: Connection, log: string, position: number, limit: number): Promise<BinaryLogEventRow[]> {
  const [rows] = await connection.query(statements.READ_BINARY_LOG_EVENTS, [log, position, limit])
  return binaryLogEventRow.array().parse(rows)
}

function previousGtids(head: readonly BinaryLogEventRow[]): GtidSet {
  return parseGtidSet(head.find((event) => event.Event_type === 'Previous_gtids')?.Info ?? '')
}

const intersect = (a: GtidSet, b: GtidSet) => subtractGtidSets(a, subtractGtidSets(a, b))
