import { randomBytes } from 'node:crypto'
import { tmpdir, userInfo } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { closeDatabase, setDatabaseUrl } from '../client'
import { startEmbedded, stopEmbedded } from '../embedded'
import { applyMigrations } from '../migrate'

export interface TestDatabase {
  url: string
  /** closes this process's pool and drops the database */
  drop(): Promise<void>
}

/**
 * Makes an empty, migrated database for one test file and points db() at it. It lies in DATABASE_URL's server when that
 * is set, else in an embedded Postgres that all test files share and that stays for the next run.
 *
 *     let database: TestDatabase
 *     beforeAll(async () => { database = await createTestDatabase() }, TEST_DATABASE_TIMEOUT_MS)
 *     afterAll(() => database.drop())
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const server = process.env['DATABASE_URL'] || (await startShared())
  const name = `podkeeper_test_${randomBytes(6).toString('hex')}`
  await administer(server, (client) => client.query(`create database ${client.escapeIdentifier(name)}`))
  const url = new URL(server)
  url.pathname = `/${name}`
  await applyMigrations(url.toString())
  await closeDatabase()
  setDatabaseUrl(url.toString())
  return {
    url: url.toString(),
    async drop() {
      await closeDatabase()
      await administer(server, (client) => client.query(`drop database if exists ${client.escapeIdentifier(name)} with (force)`))
    },
  }
}

/** The first start of a machine makes the server. */
export const TEST_DATABASE_TIMEOUT_MS = 120_000

const sharedDirectory = () => path.join(tmpdir(), `podkeeper-test-${userInfo().username}`)

async function startShared(): Promise<string> {
  const { url } = await startEmbedded({ dataDirectory: sharedDirectory() })
  return url
}

/** Ends the server that test files share, e.g. after a whole test run. */
export function stopTestServer(): Promise<void> {
  return stopEmbedded(sharedDirectory())
}

async function administer(server: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const url = new URL(server)
  url.pathname = '/postgres'
  const client = new pg.Client({ connectionString: url.toString(), connectionTimeoutMillis: 10_000 })
  await client.connect()
  try {
    await work(client)
  } finally {
    await client.end()
  }
}
