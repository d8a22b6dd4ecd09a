import { NOTIFY_CHANNEL, type Notification } from '@/server/contracts/events'
import { db, type Transaction } from './client'
import { explainDatabaseError } from './database-error'

/**
 * Tells every web replica and the operator, when and only when `tx` commits.
 * Postgres limits a payload to 8,000 bytes; readers load the rest by id.
 */
export async function notify(tx: Transaction, notification: Notification): Promise<void> {
  await tx.$executeRaw`select pg_notify(${NOTIFY_CHANNEL}, ${JSON.stringify(notification)})`
}

/** The same, at once, for what no transaction writes. @throws AppError database.unreachable */
export async function notifyNow(notification: Notification): Promise<void> {
  try {
    await notify(db(), notification)
  } catch (error) {
    throw explainDatabaseError(error)
  }
}
