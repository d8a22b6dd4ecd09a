import { createHash, randomUUID } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import pg from 'pg'
import { AppError } from '@/server/contracts/errors'
import { log } from '@/server/log/log'

/** the number that Prisma's schema engine locks, so that its CLI and this may run at once */
const ADVISORY_LOCK = 72_707_369
const MIGRATIONS_TABLE = `create table if not exists _prisma_migrations (
  id varchar(36) primary key not null, checksum varchar(64) not null, finished_at timestamptz,
  migration_name varchar(255) not null, logs text, rolled_back_at timestamptz,
  started_at timestamptz not null default now(), applied_steps_count integer not null default 0)`

interface Migration { name: string; sql: string; checksum: string }
interface AppliedRow { migration_name: string; checksum: string; finished_at: Date | null }

/**
 * What `prisma migrate deploy` does, without its CLI: applies prisma/migrations in order and keeps Prisma's own table.
 * Several processes may call it at once.
 * @returns names of the migrations applied now
 * @throws AppError database.unreachable when it cannot be applied, saying why
 */
export async function applyMigrations(connectionString: string, directory = path.join(process.cwd(), 'prisma', 'migrations')): Promise<string[]> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 10_000, application_name: 'podkeeper migrate' })
  try {
    await client.connect()
  } catch (error) {
    throw new AppError('database.unreachable', `Postgres refused the connection: ${messageOf(error)}.`, { action: 'Check that Postgres runs and that DATABASE_URL is right.', cause: error })
  }
  try {
    await client.query('select pg_advisory_lock($1)', [ADVISORY_LOCK])
    await client.query(MIGRATIONS_TABLE)
    const pending = await pendingMigrations(client, await readMigrations(directory))
    for (const migration of pending) await applyOne(client, migration)
    return pending.map((migration) => migration.name)
  } finally {
    await client.end()
  }
}

async function readMigrations(directory: string): Promise<Migration[]> {
  const entries = await readdir(/* turbopackIgnore: true */ directory, { withFileTypes: true })
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name).sort()
  return Promise.all(
    names.map(async (name) => {
      const sql = await readFile(/* turbopackIgnore: true */ path.join(directory, name, 'migration.sql'), 'utf8')
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
    }),
  )
}

async function pendingMigrations(client: pg.Client, migrations: Migration[]): Promise<Migration[]> {
  const { rows } = await client.query<AppliedRow>('select migration_name, checksum, finished_at from _prisma_migrations where rolled_back_at is null')
  const failed = rows.find((row) => row.finished_at === null)
  if (failed) throw new AppError('database.unreachable', `The migration ${failed.migration_name} failed half-way earlier.`, { action: `Mend the schema, then run: npx prisma migrate resolve --applied ${failed.migration_name}` })
  const known = new Map(rows.map((row) => [row.migration_name, row.checksum]))
  for (const migration of migrations) {
    const checksum = known.get(migration.name)
    if (checksum !== undefined && checksum !== migration.checksum) log.warn({ migration: migration.name }, 'a migration was edited after it was applied to this database')
  }
  return migrations.filter((migration) => !known.has(migration.name))
}

async function applyOne(client: pg.Client, migration: Migration): Promise<void> {
  const id = randomUUID()
  await client.query('insert into _prisma_migrations (id, checksum, migration_name) values ($1, $2, $3)', [id, migration.checksum, migration.name])
  try {
    // one simple query: Postgres runs the whole file in one implicit transaction
    await client.query(migration.sql)
  } catch (error) {
    // nothing of it stayed, so the row is marked as rolled back and the next start tries again
    await client.query('update _prisma_migrations set logs = $2, rolled_back_at = now() where id = $1', [id, messageOf(error)])
    throw new AppError('database.unreachable', `The migration ${migration.name} failed: ${messageOf(error)}.`, { action: 'Nothing of it was kept. Correct what Postgres complains of and start again.', cause: error })
  }
  await client.query('update _prisma_migrations set finished_at = now(), applied_steps_count = 1 where id = $1', [id])
}

function messageOf(error: unknown): string {
  return error instanceof Error && error.message ? error.message : String(error)
}
