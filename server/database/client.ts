import { PrismaPg } from '@prisma/adapter-pg'
import { environment } from '@/server/config/environment'
import { AppError } from '@/server/contracts/errors'
import { Prisma, PrismaClient } from '@/server/generated/prisma/client'
import { explainDatabaseError, isWriteConflict } from './database-error'

export type Database = PrismaClient
/** What statements run on inside runInTransaction; every Database is one too. */
export type Transaction = Prisma.TransactionClient

/** ms; a statement of Podkeeper's own never needs as long */
export const STATEMENT_TIMEOUT_MS = 15_000
const CONNECT_TIMEOUT_MS = 5_000

// Next bundles routes and instrumentation apart, so a module variable would exist twice.
const shared = globalThis as { podkeeperDatabase?: { url: string; client: PrismaClient }; podkeeperDatabaseUrl?: string }

/** Told by boot once the embedded Postgres runs; DATABASE_URL needs no telling. */
export function setDatabaseUrl(url: string): void {
  shared.podkeeperDatabaseUrl = url
}

/** @throws AppError database.unreachable while neither DATABASE_URL nor the embedded Postgres is there */
export function databaseUrl(): string {
  const url = shared.podkeeperDatabaseUrl ?? environment().databaseUrl
  if (!url) throw new AppError('database.unreachable', 'The embedded Postgres has not started yet.', { action: 'Wait some seconds and try again.', retryAfterSeconds: 2 })
  return url
}

/** The Prisma client, made on first use so that `next build` needs no database. */
export function db(): Database {
  const url = databaseUrl()
  if (shared.podkeeperDatabase?.url !== url) {
    const adapter = new PrismaPg(poolOptions(url), { onPoolError: ignoreLostConnection, onConnectionError: ignoreLostConnection })
    shared.podkeeperDatabase = { url, client: new PrismaClient({ adapter, errorFormat: 'minimal' }) }
  }
  return shared.podkeeperDatabase.client
}

/** Closes the pool; the next db() opens another. */
export async function closeDatabase(): Promise<void> {
  const open = shared.podkeeperDatabase
  delete shared.podkeeperDatabase
  await open?.client.$disconnect()
}

/**
 * Runs `work` in one transaction, again (up to 3 times) when Postgres found a write conflict or deadlock, so `work` must
 * do nothing but statements on `tx`.
 * @throws AppError database.unreachable; whatever `work` throws
 */
export async function runInTransaction<T>(work: (tx: Transaction) => Promise<T>, options: { isolation?: 'ReadCommitted' | 'RepeatableRead' | 'Serializable'; timeoutMs?: number } = {}): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await db().$transaction(work, { maxWait: CONNECT_TIMEOUT_MS, timeout: options.timeoutMs ?? STATEMENT_TIMEOUT_MS, ...(options.isolation ? { isolationLevel: options.isolation } : {}) })
    } catch (error) {
      if (attempt < 3 && isWriteConflict(error)) continue
      throw explainDatabaseError(error)
    }
  }
}

function poolOptions(url: string) {
  return {
    connectionString: url,
    max: environment().databasePoolSize,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    idleTimeoutMillis: 60_000,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    // the server may be gone without a word: give up on the socket a little after the server would have
    query_timeout: STATEMENT_TIMEOUT_MS + 5_000,
    idle_in_transaction_session_timeout: 30_000,
    keepAlive: true,
    application_name: 'podkeeper',
  }
}

/** The pool drops the connection and opens another; statements on it have already failed by themselves. */
function ignoreLostConnection(): void {}

/** A value for a nullable JSON column; what is not plain JSON (undefined members, dates) becomes so. */
export function jsonOrNull(value: unknown): Prisma.InputJsonValue | typeof Prisma.DbNull {
  return value === null || value === undefined ? Prisma.DbNull : jsonOf(value)
}

/** A value for a JSON column. */
export function jsonOf(value: unknown): Prisma.InputJsonValue {
  return JSON.parse(JSON.stringify(value)) as Prisma.InputJsonValue
}
