import type { LoggedTransactions } from '@/server/domain/mysql-port'
import { countGtids, parseGtidSet } from '@/server/domain/gtid'
import type { DataDirectory } from './volume'

const BYTES = 420

/** What a binary log of the sandbox has of a set: whoever writes here, by hand or as an application, inserts a row. */
export function listTransactions(data: DataDirectory, { gtids, limit }: { gtids: string; limit: number }): LoggedTransactions {
  const wanted = parseGtidSet(gtids)
  const transactions = [...wanted].flatMap(([uuid, intervals]) => intervals.flatMap(({ first, last }) => {
    const from = Math.max(first, (data.purged[uuid] ?? 0) + 1)
    const to = Math.min(last, data.executed[uuid] ?? 0, from + limit)
    return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => ({
      gtid: `${uuid}:${from + index}`, log: 'binlog.000001', position: 157 + (from + index) * BYTES, sizeBytes: BYTES, tables: ['app.notes'], inserts: 1, updates: 0, deletes: 0, statements: [],
    }))
  }))
  return { transactions: transactions.slice(0, limit), complete: transactions.length === countGtids(wanted) && transactions.length <= limit }
}
