import type { LoggedTransaction } from '@/server/contracts/errant-transactions'
import { containsGtidSet, parseGtidSet, type GtidSet } from '@/server/domain/gtid'
import type { BinaryLogEventRow } from './rows'

const STATEMENTS_MAX = 20
const STATEMENT_LENGTH_MAX = 2_000
const TABLES_MAX = 50

/** Puts the events of one binary log file together to the transactions that are wanted. Give it the events in order. */
export class TransactionCollector {
  readonly found: LoggedTransaction[] = []
  private open: LoggedTransaction | null = null

  constructor(private readonly log: string, private readonly wanted: GtidSet) {}

  add(event: BinaryLogEventRow): void {
    // Both Gtid and Gtid_tagged; every transaction begins with one.
    if (event.Event_type.startsWith('Gtid')) return this.begin(event)
    if (this.open === null) return
    if (FILE_EVENTS.has(event.Event_type)) {
      this.open = null
      return
    }
    this.open.sizeBytes = event.End_log_pos - this.open.position
    addEvent(this.open, event)
  }

  private begin(event: BinaryLogEventRow): void {
    const gtid = /GTID_NEXT=\s*'([^']+)'/.exec(event.Info)?.[1] ?? ''
    const isWanted = gtid !== '' && gtid !== 'ANONYMOUS' && containsGtidSet(this.wanted, parseGtidSet(gtid))
    this.open = isWanted ? { gtid, log: this.log, position: event.Pos, sizeBytes: event.End_log_pos - event.Pos, tables: [], inserts: 0, updates: 0, deletes: 0, statements: [] } : null
    if (this.open) this.found.push(this.open)
  }
}

const FILE_EVENTS: ReadonlySet<string> = new Set(['Rotate', 'Stop', 'Format_desc', 'Previous_gtids'])

function addEvent(transaction: LoggedTransaction, { Event_type: type, Info: info }: BinaryLogEventRow): void {
  if (type.startsWith('Write_rows')) transaction.inserts += 1
  else if (type.startsWith('Update_rows')) transaction.updates += 1
  else if (type.startsWith('Delete_rows')) transaction.deletes += 1
  else if (type === 'Table_map') addTable(transaction, info)
  else if (type === 'Query' || type === 'Rows_query') addStatement(transaction, info)
}

/** "table_id: 108 (shop.orders)" */
function addTable(transaction: LoggedTransaction, info: string): void {
  const table = /\((.+)\)\s*$/.exec(info)?.[1]
  if (table !== undefined && !transaction.tables.includes(table) && transaction.tables.length < TABLES_MAX) transaction.tables.push(table)
}

/** "BEGIN" and "COMMIT" tell nothing; passwords are written down hashed, and left out all the same. */
function addStatement(transaction: LoggedTransaction, info: string): void {
  const statement = info.replace(/^# /, '').replace(/\s*\/\* xid=\d+ \*\/$/, '')
  if (/^(BEGIN|COMMIT)$/i.test(statement) || transaction.statements.length >= STATEMENTS_MAX) return
  transaction.statements.push(/\bIDENTIFIED\b|\bPASSWORD\b/i.test(statement) ? '(a statement with a password)' : statement.slice(0, STATEMENT_LENGTH_MAX))
}
