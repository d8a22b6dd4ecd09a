import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { CLUSTER_PRESETS } from '@/server/contracts/cluster-spec'
import { clusterStatusSchema, type ClusterStatus } from '@/server/contracts/cluster-status'
import { db } from '@/server/database/client'
import { createTestDatabase, TEST_DATABASE_TIMEOUT_MS, type TestDatabase } from '@/server/database/testing/create-test-database'
import type { Analysis, NewTimelineEvent } from '@/server/domain/decision'
import { emptyMemory } from '@/server/domain/memory'
import { takeLease, type Leadership } from './lease'
import { storeRound } from './store-round'

let database: TestDatabase
let clusterId: string
let leadership: Leadership
beforeAll(async () => { database = await createTestDatabase() }, TEST_DATABASE_TIMEOUT_MS)
afterAll(() => database.drop())
beforeEach(async () => {
  await db().operatorLease.deleteMany()
  await db().cluster.deleteMany()
  await db().kubernetesCluster.deleteMany()
  const kubernetes = await db().kubernetesCluster.create({ data: { name: 'k', source: 'sandbox' } })
  const cluster = await db().cluster.create({ data: { kubernetesClusterId: kubernetes.id, namespace: 'n', name: 'c', sortName: 'c', spec: CLUSTER_PRESETS[0]?.spec ?? {}, createdBy: 'test' } })
  clusterId = cluster.id
  leadership = { holder: 'a', epoch: (await takeLease('a', null)) ?? 0, trustedUntil: Number.POSITIVE_INFINITY }
})

const status = (overrides: Partial<ClusterStatus> = {}): ClusterStatus => clusterStatusSchema.parse({
  observedGeneration: 1, observedAt: new Date().toISOString(), phase: 'running', level: 'healthy', headline: 'Healthy', findings: [], decisions: [], primary: 'c-0',
  instancesReady: 1, instancesWanted: 1, worstLagSeconds: null, usedBytes: null, instances: [], services: [], conditions: [], keptClaims: [], ...overrides,
})
const analysis = (overrides: Partial<Analysis> = {}): Analysis => ({ status: status(), decisions: [], memory: { ...emptyMemory(), primary: 'c-0' }, events: [], operations: [], newOperations: [], nextRoundMs: 1000, ...overrides })
const event = (overrides: Partial<NewTimelineEvent> = {}): NewTimelineEvent => ({ at: Date.now(), kind: 'operator', severity: 'info', reason: 'Tested', message: 'Tested', instance: null, fingerprint: 'tested', ...overrides })

describe('storeRound', () => {
  it('stores status and memory of the leader', async () => {
    expect(await storeRound(clusterId, analysis(), leadership)).toBe(true)
    expect(await db().clusterStatus.findUnique({ where: { clusterId } })).toMatchObject({ healthLevel: 'healthy', primaryInstance: 'c-0', leaderEpoch: 1, memory: { primary: 'c-0' } })
  })

  it('stores nothing of an operator whose lease another one has taken', async () => {
    await db().$executeRaw`UPDATE "OperatorLease" SET "expiresAt" = now()`
    await takeLease('b', null)
    expect(await storeRound(clusterId, analysis({ events: [event()] }), leadership)).toBe(false)
    expect(await db().clusterStatus.count()).toBe(0)
    expect(await db().timelineEvent.count()).toBe(0)
  })

  it('never replaces a status of a later epoch', async () => {
    await storeRound(clusterId, analysis(), leadership)
    await db().clusterStatus.updateMany({ data: { leaderEpoch: 99 } })
    expect(await storeRound(clusterId, analysis({ status: status({ level: 'broken' }) }), leadership)).toBe(false)
    expect(await db().clusterStatus.findFirst()).toMatchObject({ healthLevel: 'healthy' })
  })

  it('stores nothing for a cluster that is gone', async () => {
    await db().cluster.update({ where: { id: clusterId }, data: { deletedAt: new Date() } })
    expect(await storeRound(clusterId, analysis(), leadership)).toBe(false)
  })

  it('counts an equal event up instead of repeating it, and repeats it after ten minutes', async () => {
    const at = Date.now()
    await storeRound(clusterId, analysis({ events: [event({ at })] }), leadership)
    await storeRound(clusterId, analysis({ events: [event({ at: at + 60_000, message: 'Tested again' })] }), leadership)
    await storeRound(clusterId, analysis({ events: [event({ at: at + 20 * 60_000 })] }), leadership)
    const events = await db().timelineEvent.findMany({ orderBy: { id: 'asc' } })
    expect(events.map(({ count, message }) => ({ count, message }))).toEqual([{ count: 2, message: 'Tested again' }, { count: 1, message: 'Tested' }])
  })

  it('ends an operation once and leaves ended ones alone', async () => {
    const operation = await db().operation.create({ data: { clusterId, kind: 'create', state: 'pending', title: 'Create c', parameters: {}, steps: [], generation: 1, requestedBy: 'test' } })
    const end = (state: 'succeeded' | 'failed') => storeRound(clusterId, analysis({ operations: [{ id: operation.id, state, steps: [], problem: null }] }), leadership)
    await end('succeeded')
    await end('failed')
    const stored = await db().operation.findUnique({ where: { id: operation.id } })
    expect(stored?.state).toBe('succeeded')
    expect(stored?.startedAt).not.toBeNull()
    expect(stored?.finishedAt).not.toBeNull()
  })
})
