import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import pg from 'pg'
import { AppError } from '@/server/contracts/errors'
import type { Notification } from '@/server/contracts/events'
import { closeDatabase, db, runInTransaction, setDatabaseUrl } from './client'
import { explainDatabaseError, isForeignKeyViolation, isUniqueViolation } from './database-error'
import { onNotification, waitUntilListening } from './listen'
import { applyMigrations } from './migrate'
import { notify, notifyNow } from './notify'
import { createTestDatabase, TEST_DATABASE_TIMEOUT_MS, type TestDatabase } from './testing/create-test-database'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
}, TEST_DATABASE_TIMEOUT_MS)
afterAll(() => database.drop())

describe('migrations', () => {
  it('are applied once, however many processes start together', async () => {
    expect(await Promise.all([applyMigrations(database.url), applyMigrations(database.url)])).toEqual([[], []])
  })

  it('say what to do when Postgres is away', async () => {
    await expect(applyMigrations('postgresql://nobody:x@127.0.0.1:1/none')).rejects.toMatchObject({ code: 'database.unreachable', options: { action: expect.stringContaining('DATABASE_URL') } })
  })
})

describe('transactions', () => {
  it('keep nothing of work that failed', async () => {
    const attempt = runInTransaction(async (tx) => {
      await tx.kubernetesCluster.create({ data: { name: 'half', source: 'sandbox' } })
      throw new AppError('not-found', 'stop')
    })
    await expect(attempt).rejects.toMatchObject({ code: 'not-found' })
    expect(await db().kubernetesCluster.count({ where: { name: 'half' } })).toBe(0)
  })

  it('are run again after a write conflict', async () => {
    const row = await db().kubernetesCluster.create({ data: { name: 'contended', source: 'sandbox', context: '0' } })
    const add = () =>
      runInTransaction(
        async (tx) => {
          const now = await tx.kubernetesCluster.findUniqueOrThrow({ where: { id: row.id } })
          await tx.kubernetesCluster.update({ where: { id: row.id }, data: { context: String(Number(now.context) + 1) } })
        },
        { isolation: 'Serializable' },
      )
    await Promise.all([add(), add()])
    expect((await db().kubernetesCluster.findUniqueOrThrow({ where: { id: row.id } })).context).toBe('2')
  })
})

describe('database errors', () => {
  it('tell a taken name from a missing parent', async () => {
    await db().kubernetesCluster.create({ data: { name: 'taken', source: 'sandbox' } })
    const taken = await db().kubernetesCluster.create({ data: { name: 'taken', source: 'sandbox' } }).catch((error: unknown) => error)
    expect([isUniqueViolation(taken), isForeignKeyViolation(taken)]).toEqual([true, false])
    const orphan = await db().apiToken.create({ data: { name: 'x', hash: 'x', prefix: 'x', role: 'viewer', userId: 'nobody' } }).catch((error: unknown) => error)
    expect([isUniqueViolation(orphan), isForeignKeyViolation(orphan)]).toEqual([false, true])
  })

  it.each([
    ['nothing listens', 'postgresql://podkeeper:x@127.0.0.1:1/none'],
    ['the password is wrong', () => database.url.replace(/:[^:@]+@/, ':wrong@')],
    ['the database does not exist', () => database.url.replace(/\/[^/]+$/, '/no_such_database')],
  ])('say database.unreachable with an action when %s', async (_name, url) => {
    await closeDatabase()
    setDatabaseUrl(typeof url === 'string' ? url : url())
    try {
      await expect(runInTransaction((tx) => tx.cluster.count())).rejects.toMatchObject({ code: 'database.unreachable', options: { action: expect.any(String) } })
      const plain = await db().cluster.count().catch((error: unknown) => error)
      expect(explainDatabaseError(plain)).toMatchObject({ code: 'database.unreachable' })
    } finally {
      await closeDatabase()
      setDatabaseUrl(database.url)
    }
  })

  it('leave other errors as they are', () => {
    const error = new Error('column does not exist')
    expect(explainDatabaseError(error)).toBe(error)
  })
})

describe('notifications', () => {
  const ends: (() => void)[] = []
  afterEach(() => ends.splice(0).forEach((end) => end()))

  async function listen() {
    const heard: Notification[] = []
    const onGap = vi.fn()
    ends.push(onNotification({ onNotification: (notification) => heard.push(notification), onGap }))
    await waitUntilListening()
    return { heard, onGap }
  }

  it('arrive when the transaction commits and never when it fails', async () => {
    const { heard } = await listen()
    await runInTransaction(async (tx) => {
      await notify(tx, { topic: 'definition', clusterId: 'lost' })
      throw new AppError('not-found', 'stop')
    }).catch(() => undefined)
    await runInTransaction((tx) => notify(tx, { topic: 'definition', clusterId: 'kept' }))
    await vi.waitFor(() => expect(heard).toEqual([{ topic: 'definition', clusterId: 'kept' }]))
  })

  it('reach every listener over one connection, and none that ended', async () => {
    const one = await listen()
    const two = await listen()
    ends.pop()?.()
    await notifyNow({ topic: 'operator' })
    await vi.waitFor(() => expect(one.heard).toHaveLength(1))
    expect(two.heard).toHaveLength(0)
  })

  it('go on after the connection was lost, and tell that some may have been missed', async () => {
    const { heard, onGap } = await listen()
    await killListener()
    await vi.waitFor(() => expect(onGap).toHaveBeenCalled(), { timeout: 10_000 })
    await notifyNow({ topic: 'status', clusterId: 'c' })
    await vi.waitFor(() => expect(heard).toContainEqual({ topic: 'status', clusterId: 'c' }))
  })

  it('that are not understood are left out', async () => {
    const { heard } = await listen()
    await db().$executeRaw`select pg_notify('podkeeper', '{"topic":"from-the-future"}')`
    await db().$executeRaw`select pg_notify('podkeeper', 'not json')`
    await notifyNow({ topic: 'operator' })
    await vi.waitFor(() => expect(heard).toEqual([{ topic: 'operator' }]))
  })

  async function killListener(): Promise<void> {
    const client = new pg.Client({ connectionString: database.url })
    await client.connect()
    await client.query("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'podkeeper listen' and datname = current_database()")
    await client.end()
  }
})
