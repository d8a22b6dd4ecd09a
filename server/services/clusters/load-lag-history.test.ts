import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Actor } from '@/server/contracts/access'
import { CLUSTER_PRESETS } from '@/server/contracts/cluster-spec'
import { db } from '@/server/database/client'
import { createTestDatabase, TEST_DATABASE_TIMEOUT_MS, type TestDatabase } from '@/server/database/testing/create-test-database'
import { loadLagHistory } from './load-lag-history'

const VIEWER: Actor = { id: 'v', name: 'v', kind: 'session', role: 'viewer', requestId: null, address: null }
let database: TestDatabase
let clusterId: string

beforeAll(async () => {
  database = await createTestDatabase()
  const kubernetes = await db().kubernetesCluster.create({ data: { name: 'k', source: 'sandbox' } })
  const cluster = await db().cluster.create({ data: { kubernetesClusterId: kubernetes.id, namespace: 'n', name: 'c', sortName: 'c', spec: CLUSTER_PRESETS[1]?.spec ?? {}, createdBy: 'test' } })
  clusterId = cluster.id
}, TEST_DATABASE_TIMEOUT_MS)
afterAll(() => database.drop())

test('each minute of the last hour tells the worst lag of all instances', async () => {
  const minute = Math.floor(Date.now() / 60_000) * 60_000
  const sample = (instance: string, agoMinutes: number, lagMaxSeconds: number | null, resolutionSeconds = 60) => ({ clusterId, instance, resolutionSeconds, at: new Date(minute - agoMinutes * 60_000), lagSeconds: lagMaxSeconds === null ? null : 0.1, lagMaxSeconds, healthy: true })
  await db().sample.createMany({ data: [sample('c-1', 10, 2), sample('c-2', 10, 7.12345), sample('c-1', 5, null), sample('c-1', 90, 50), sample('c-1', 3, 99, 1)] })
  expect(await loadLagHistory(VIEWER, [clusterId, 'another'])).toEqual({ [clusterId]: [[(minute - 600_000) / 1000, 7.123], [(minute - 300_000) / 1000, null]] })
})
