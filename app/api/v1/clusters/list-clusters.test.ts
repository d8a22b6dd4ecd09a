import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clusterSummarySchema, pageSchema } from '@/server/contracts/cluster'
import { CLUSTER_PRESETS, GIB } from '@/server/contracts/cluster-spec'
import { db, jsonOf } from '@/server/database/client'
import { createTestDatabase, TEST_DATABASE_TIMEOUT_MS, type TestDatabase } from '@/server/database/testing/create-test-database'
import { apiRequest, signedInAs, type TestUser } from '@/server/http/testing/signed-in-as'
import * as all from './route'

const spec = CLUSTER_PRESETS[1]?.spec
let database: TestDatabase
let viewer: TestUser

beforeAll(async () => {
  database = await createTestDatabase()
  viewer = await signedInAs('viewer')
  await db().kubernetesCluster.create({ data: { id: 'k', name: 'prod', source: 'environment', reachable: true } })
  await insertClusters()
}, TEST_DATABASE_TIMEOUT_MS)
afterAll(() => database.drop())

/** 500 clusters in 12 namespaces, all but the last one observed. */
async function insertClusters(): Promise<void> {
  const levels = ['healthy', 'broken', 'attention', 'working', 'unknown'] as const
  const ranks = { broken: 0, attention: 1, working: 2, unknown: 3, healthy: 4 }
  const rows = Array.from({ length: 500 }, (_, index) => ({ id: `c${index}`, kubernetesClusterId: 'k', namespace: `team-${index % 12}`, name: `db-${index}`, sortName: `db-${String(index).padStart(12, '0')}`, spec: jsonOf({ ...spec, version: index % 2 ? '9.7' : '8.4' }), createdBy: 'ada' }))
  await db().cluster.createMany({ data: rows })
  await db().clusterStatus.createMany({
    data: rows.slice(0, 499).map((row, index) => {
      const level = levels[index % 5] ?? 'unknown'
      const lag = index % 7 === 0 ? null : index / 10
      const instances = [0, 1].map((ordinal) => ({ name: `${row.name}-${ordinal}`, ordinal, role: ordinal === 0 ? 'primary' : 'replica', level, replication: ordinal === 0 ? null : { lagSeconds: lag }, volume: { capacityBytes: GIB } }))
      return { clusterId: row.id, observedGeneration: 1, leaderEpoch: 1, healthRank: ranks[level], healthLevel: level, primaryInstance: `${row.name}-0`, instancesReady: 2, instancesTotal: 3, worstLagSeconds: lag, usedBytes: BigInt(index), status: jsonOf({ headline: `it is ${level}`, instances }), memory: {}, observedAt: new Date() }
    }),
  })
}

describe('GET /api/v1/clusters', () => {
  const list = async (query: string) => {
    const response = await all.GET(apiRequest(`/api/v1/clusters?${query}`, { token: viewer.token }))
    return pageSchema(clusterSummarySchema).parse(await response.json())
  }
  const names = async (query: string) => (await list(query)).items.map((cluster) => cluster.name)

  it('gives the worst first, then by name as people count', async () => {
    const page = await list('pageSize=3')
    expect(page).toMatchObject({ total: 500, page: 1, pageSize: 3 })
    expect(page.items.map((cluster) => cluster.name)).toEqual(['db-1', 'db-6', 'db-11'])
    expect(page.items[0]).toMatchObject({ level: 'broken', headline: 'it is broken', capacityBytes: 2 * GIB, instances: [{ name: 'db-1-0', role: 'primary', lagSeconds: null }, { name: 'db-1-1', role: 'replica', lagSeconds: 0.1 }] })
  })
  it('sorts naturally, both ways, with what is unknown last', async () => {
    expect(await names('sort=name&pageSize=3&page=4')).toEqual(['db-9', 'db-10', 'db-11'])
    expect((await list('sort=namespace&pageSize=200&page=1')).items.map((cluster) => cluster.namespace).filter((namespace, index, list) => list[index - 1] !== namespace)).toEqual(['team-0', 'team-1', 'team-2', 'team-3', 'team-4'])
    expect(await names('sort=primary&pageSize=2&page=2')).toEqual(['db-2', 'db-3'])
    expect(await names('sort=lag&order=desc&pageSize=1')).toEqual(['db-498'])
    expect((await list('sort=lag&order=desc&pageSize=1&page=500')).items[0]?.worstLagSeconds).toBeNull()
    expect((await list('sort=version&pageSize=1')).items[0]?.version).toBe('8.4')
    for (const key of ['topology', 'instances', 'size', 'age', 'health']) expect((await list(`sort=${key}&order=desc`)).total).toBe(500)
  })
  it('filters and searches, taking wildcards as what they are', async () => {
    expect((await list('level=broken&level=attention')).total).toBe(200)
    expect((await list('level=working')).total).toBe(101)
    expect((await list('namespace=team-3&topology=async&management=operator&kubernetesClusterId=k')).total).toBe(42)
    expect(await names('search=DB-499')).toEqual(['db-499'])
    expect((await list('search=db-49-0')).total).toBe(1)
    expect((await list('search=%25')).total).toBe(0)
    expect((await list(`search=${encodeURIComponent(`'; DROP TABLE "Cluster"; --`)}`)).total).toBe(0)
  })
  it('a page beyond the last is empty and still tells the total', async () => {
    expect(await list('page=99')).toMatchObject({ items: [], total: 500 })
  })
  it('422 for a sort key that is none and a search of 10,000 characters', async () => {
    expect((await all.GET(apiRequest('/api/v1/clusters?sort=password', { token: viewer.token }))).status).toBe(422)
    expect((await all.GET(apiRequest(`/api/v1/clusters?search=${'x'.repeat(10_000)}`, { token: viewer.token }))).status).toBe(422)
  })
})
