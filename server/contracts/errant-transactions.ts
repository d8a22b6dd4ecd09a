import { z } from 'zod'

/** A transaction as the binary log has it. */
export const loggedTransactionSchema = z.object({
  gtid: z.string(),
  /** file and offset of the binary log */
  log: z.string(),
  position: z.number().int(),
  sizeBytes: z.number().int(),
  tables: z.array(z.string()).meta({ description: 'Tables whose rows it changed, as schema.table' }),
  /** row events, each of which may change many rows */
  inserts: z.number().int(),
  updates: z.number().int(),
  deletes: z.number().int(),
  statements: z.array(z.string()).meta({ description: 'Statements as they were written down: definitions of tables and the like' }),
})
export type LoggedTransaction = z.infer<typeof loggedTransactionSchema>

export const errantTransactionsSchema = z
  .object({
    instance: z.string(),
    gtids: z.string().meta({ description: 'The GTID set that the primary lacks; empty: none' }),
    count: z.number().int(),
    transactions: z.array(loggedTransactionSchema).meta({ description: 'Oldest first' }),
    complete: z.boolean().meta({ description: 'false: there are more, or some are no longer in the binary log' }),
    readAt: z.iso.datetime().nullable().meta({ description: 'null: the operator has not read them yet' }),
  })
  .meta({ id: 'ErrantTransactions' })
export type ErrantTransactions = z.infer<typeof errantTransactionsSchema>
