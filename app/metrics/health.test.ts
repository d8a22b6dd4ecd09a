import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { closeDatabase, db, setDatabaseUrl } from '@/server/database/client'
import { createTestDatabase, TEST_DATABASE_TIMEOUT_MS, type TestDatabase } from '@/server/database/testing/create-test-database'
import { setReadiness } from '@/server/http/readiness'
import { apiRequest, signedInAs, type TestUser } from '@/server/http/testing/signed-in-as'
import * as healthz from '../healthz/route'
import * as readyz from '../readyz/route'
import * as metrics from './route'

let database: TestDatabase
let viewer: TestUser
beforeAll(async () => {
  database = await createTestDatabase()
  viewer = await signedInAs('viewer')
}, TEST_DATABASE_TIMEOUT_MS)
afterAll(() => database.drop())
afterEach(() => vi.unstubAllEnvs())

async function withoutPostgres(work: () => Promise<void>): Promise<void> {
  await closeDatabase()
  setDatabaseUrl('postgresql://podkeeper:x@127.0.0.1:1/none')
  try {
    await work()
  } finally {
    await closeDatabase()
    setDatabaseUrl(database.url)
  }
}

describe('/healthz and /readyz', () => {
  it('503 with the reason while starting and after SIGTERM, 200 between', async () => {
    const answer = async () => {
      const response = await readyz.GET()
      return [response.status, JSON.stringify(await response.json())]
    }
    setReadiness({ state: 'starting', reason: 'waiting for Postgres' })
    expect(await answer()).toEqual([503, expect.stringContaining('waiting for Postgres')])
    setReadiness({ state: 'ready' })
    expect(await answer()).toEqual([200, expect.stringContaining('ready')])
    setReadiness({ state: 'stopping' })
    expect(await answer()).toEqual([503, expect.stringContaining('stopping')])
  })

  it('Postgres away takes readiness but not liveness', async () => {
    setReadiness({ state: 'ready' })
    await withoutPostgres(async () => {
      expect((await readyz.GET()).status).toBe(503)
      expect(healthz.GET().status).toBe(200)
    })
  })
})

describe('/metrics', () => {
  const scrape = async (parts: Parameters<typeof apiRequest>[1] = {}) => metrics.GET(apiRequest('/metrics', parts))

  it('tells clusters by level, each cluster, the operator and requests', async () => {
    const kubernetes = await db().kubernetesCluster.create({ data: { name: 'prod', source: 'sandbox' } })
    const cluster = await db().cluster.create({ data: { kubernetesClusterId: kubernetes.id, namespace: 'shop', name: 'shop-db', sortName: 'shop-db', spec: {}, createdBy: 'x' } })
    const seen = { observedGeneration: 1, leaderEpoch: 1, healthRank: 1, healthLevel: 'attention', primaryInstance: 'shop-db-0', instancesReady: 2, instancesTotal: 3, worstLagSeconds: 4.5, usedBytes: 1024n, status: {}, memory: {}, observedAt: new Date() }
    await db().clusterStatus.create({ data: { clusterId: cluster.id, ...seen } })
    const text = await (await scrape()).text()
    for (const line of [
      'podkeeper_clusters{level="attention"} 1',
      'podkeeper_clusters{level="healthy"} 0',
      'podkeeper_cluster_available{cluster="shop-db",namespace="shop",kubernetes_cluster="prod"} 1',
      'podkeeper_cluster_ready_replicas{cluster="shop-db",namespace="shop",kubernetes_cluster="prod"} 2',
      'podkeeper_cluster_lag_seconds{cluster="shop-db",namespace="shop",kubernetes_cluster="prod"} 4.5',
      'podkeeper_operator_leader 0',
      'podkeeper_event_streams 0',
    ])
      expect(text).toContain(line)
    expect(await (await scrape()).text()).toMatch(/podkeeper_http_request_seconds_count\{method="GET",route="\/metrics",status="200"\} [1-9]/)
  })

  it('401 without a token where others than this machine can ask, 200 with one or with METRICS_PUBLIC', async () => {
    vi.stubEnv('HOST', '0.0.0.0')
    expect((await scrape()).status).toBe(401)
    expect((await scrape({ token: viewer.token })).status).toBe(200)
    vi.stubEnv('METRICS_PUBLIC', '1')
    expect((await scrape()).status).toBe(200)
  })

  it('still answers with the process\'s own metrics while Postgres is away', async () => {
    await withoutPostgres(async () => {
      const response = await scrape()
      expect([response.status, await response.text()]).toEqual([200, expect.stringContaining('podkeeper_process_cpu_seconds_total')])
    })
  })
})
