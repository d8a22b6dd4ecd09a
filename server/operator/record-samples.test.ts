import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { db } from '@/server/database/client'
import { createTestDatabase, TEST_DATABASE_TIMEOUT_MS, type TestDatabase } from '@/server/database/testing/create-test-database'
import { RESOLUTIONS, rollUpSamples } from './record-samples'

let database: TestDatabase
let clusterId: string
beforeAll(async () => {
  database = await createTestDatabase()
  const kubernetes = await db().kubernetesCluster.create({ data: { name: 'k', source: 'sandbox' } })
  clusterId = (await db().cluster.create({ data: { kubernetesClusterId: kubernetes.id, namespace: 'n', name: 'c', sortName: 'c', spec: {}, createdBy: 'test' } })).id
}, TEST_DATABASE_TIMEOUT_MS)
afterAll(() => database.drop())
beforeEach(() => db().sample.deleteMany())

const bin = (ageSeconds: number) => Math.floor((Date.now() / 1000 - ageSeconds) / 10) * 10
const put = (second: number, lagSeconds: number | null, healthy = true) =>
  db().sample.create({ data: { clusterId, instance: 'c-1', resolutionSeconds: 1, at: new Date(second * 1000), lagSeconds, lagMaxSeconds: lagSeconds, healthy } })

describe('rollUpSamples', () => {
  it('averages a closed bin and keeps its highest lag', async () => {
    const start = bin(40)
    await put(start, 1)
    await put(start + 3, 5)
    await put(start + 9, 3, false)
    await rollUpSamples()
    expect(await db().sample.findMany({ where: { resolutionSeconds: 10 } })).toMatchObject([{ at: new Date(start * 1000), lagSeconds: 3, lagMaxSeconds: 5, healthy: false }])
  })

  it('leaves a gap where there was no value, instead of a zero', async () => {
    await put(bin(40), null)
    await rollUpSamples()
    expect(await db().sample.findMany({ where: { resolutionSeconds: 10 } })).toMatchObject([{ lagSeconds: null }])
  })

  it('does not close a bin that still runs', async () => {
    await put(Math.floor(Date.now() / 1000 / 10) * 10, 1)
    await rollUpSamples()
    const rows = await db().sample.findMany({ where: { resolutionSeconds: 10, at: { gt: new Date(Date.now() - 9_000) } } })
    expect(rows).toEqual([])
  })

  it('gives the same result when it runs again', async () => {
    await put(bin(40), 2)
    await rollUpSamples()
    const once = await db().sample.findMany({ where: { resolutionSeconds: 10 } })
    await rollUpSamples()
    expect(await db().sample.findMany({ where: { resolutionSeconds: 10 } })).toEqual(once)
  })

  it('drops what is older than its resolution is kept', async () => {
    const finest = RESOLUTIONS[0]
    await put(bin(finest.keptSeconds + 60), 1)
    await rollUpSamples()
    expect(await db().sample.count({ where: { resolutionSeconds: 1 } })).toBe(0)
  })
})
