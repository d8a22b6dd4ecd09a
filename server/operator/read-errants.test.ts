import { afterAll, beforeAll, expect, test } from 'vitest'
import { db } from '@/server/database/client'
import { createTestDatabase, TEST_DATABASE_TIMEOUT_MS, type TestDatabase } from '@/server/database/testing/create-test-database'
import { systemClock } from '@/server/domain/clock'
import { emptyInstanceMemory } from '@/server/domain/memory'
import type { MysqlPort } from '@/server/domain/mysql-port'
import { storeSeenCluster } from '@/server/services/testing/seen-cluster'
import { startErrantReader } from './read-errants'

const GTIDS = '3e11fa47-71ca-11e1-9e33-c80aa9429562:1-2'
const target = { kubernetesClusterId: 'k', namespace: 'shop', pod: 'shop-db-1', podUid: 'u', address: null, credentials: { user: 'operator', password: 'p' } }
const remembered = (errantGtids: string) => ({ instances: { 'shop-db-1': { ...emptyInstanceMemory(), errantGtids } } })

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
  await db().kubernetesCluster.create({ data: { id: 'k', name: 'prod', source: 'environment', reachable: true } })
  await storeSeenCluster({ id: 'c' })
}, TEST_DATABASE_TIMEOUT_MS)
afterAll(() => database.drop())

const rows = () => db().errantTransactions.findMany()

test('each set is read once, kept, and forgotten when it is gone', async () => {
  let asked = 0
  const mysql: Pick<MysqlPort, 'listTransactions'> = {
    listTransactions: (_target, { gtids }) => {
      asked += 1
      return Promise.resolve({ ok: true, value: { complete: true, transactions: [{ gtid: gtids, log: 'binlog.000001', position: 4, sizeBytes: 9, tables: ['app.notes'], inserts: 1, updates: 0, deletes: 0, statements: [] }] } })
    },
  }
  const reader = startErrantReader('c', systemClock, () => true)
  const round = (gtids: string) => reader.follow(remembered(gtids), mysql, () => target)
  round('')
  expect(asked).toBe(0)
  round(GTIDS)
  round(GTIDS)
  await expect.poll(rows).toMatchObject([{ instance: 'shop-db-1', gtids: GTIDS, complete: true }])
  round(GTIDS)
  expect(asked).toBe(1)
  round('')
  await expect.poll(rows).toEqual([])
})

test('nothing is asked of an instance that cannot be reached, nor by an operator that no longer leads', () => {
  const mysql = { listTransactions: () => { throw new Error('asked') } }
  startErrantReader('c', systemClock, () => true).follow(remembered(GTIDS), mysql, () => null)
  startErrantReader('c', systemClock, () => false).follow(remembered(GTIDS), mysql, () => target)
})
