import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { clusterDetailSchema } from '@/server/contracts/cluster'
import { problemSchema } from '@/server/contracts/errors'
import type { Notification } from '@/server/contracts/events'
import { operatorViewSchema } from '@/server/contracts/operator'
import { db } from '@/server/database/client'
import { onNotification, waitUntilListening } from '@/server/database/listen'
import { createTestDatabase, TEST_DATABASE_TIMEOUT_MS, type TestDatabase } from '@/server/database/testing/create-test-database'
import { systemClock } from '@/server/domain/clock'
import { apiRequest, pathParameters, signedInAs, type TestUser } from '@/server/http/testing/signed-in-as'
import { manifestBuilder } from '@/server/kubernetes/manifests/build-manifests'
import { loadClusters } from '@/server/operator/load-definitions'
import { setServicePorts } from '@/server/services/ports'
import { FakeKubernetes } from '@/server/services/testing/fake-kubernetes'
import { storeSeenCluster } from '@/server/services/testing/seen-cluster'
import * as everywhere from '../../operator/pause/route'
import * as fence from './instances/[instance]/fence/route'
import * as pause from './pause/route'

let database: TestDatabase
let operator: TestUser
let admin: TestUser

beforeAll(async () => {
  database = await createTestDatabase()
  ;[operator, admin] = [await signedInAs('operator'), await signedInAs('admin')]
  await db().kubernetesCluster.create({ data: { id: 'k', name: 'prod', source: 'environment', reachable: true } })
  setServicePorts({ clock: systemClock, manifests: manifestBuilder, kubernetes: () => Promise.resolve(new FakeKubernetes()), checkKubeconfig: () => Promise.reject(new Error('unused')), sandbox: null })
}, TEST_DATABASE_TIMEOUT_MS)
afterAll(() => database.drop())
beforeEach(async () => {
  await db().auditEntry.deleteMany()
  await db().hold.deleteMany()
  await db().cluster.deleteMany()
  await storeSeenCluster({ id: 'c' })
})

const soon = () => new Date(Date.now() + 3_600_000).toISOString()
const change = (method: 'PUT' | 'DELETE', path: string, body?: object, who = operator) => apiRequest(`/api/v1/${path}`, { method, token: who.token, ...(body ? { body } : {}) })
const putPause = (body: object) => pause.PUT(change('PUT', 'clusters/c/pause', body), pathParameters({ id: 'c' }))
const putFence = (instance: string, body: object) => fence.PUT(change('PUT', `clusters/c/instances/${instance}/fence`, body), pathParameters({ id: 'c', instance }))
const detailOf = async (response: Response) => clusterDetailSchema.parse(await response.json())
const definition = async () => (await loadClusters('c')).clusters[0]?.definition

describe('pause of a cluster', () => {
  it('is shown, reaches the operator with who and why, and is on timeline and audit log', async () => {
    const until = soon()
    expect((await detailOf(await putPause({ reason: 'network work', until }))).holds).toMatchObject({ pauses: [{ by: operator.actor.name, reason: 'network work', until, everywhere: false }], fences: [] })
    expect((await definition())?.pause).toEqual({ everywhere: false, by: operator.actor.name, reason: 'network work', until: Date.parse(until) })
    expect(await db().timelineEvent.findMany({ where: { clusterId: 'c' } })).toMatchObject([{ reason: 'AutomationPaused', severity: 'attention' }])
    expect(await db().auditEntry.findMany()).toMatchObject([{ action: 'cluster.pause', after: { reason: 'network work' } }])
  })

  it('is replaced by another and lifted; ended ones are kept with who ended them', async () => {
    await putPause({ reason: 'first' })
    await putPause({ reason: 'second' })
    expect((await definition())?.pause?.reason).toBe('second')
    expect((await detailOf(await pause.DELETE(change('DELETE', 'clusters/c/pause'), pathParameters({ id: 'c' })))).holds.pauses).toEqual([])
    expect((await definition())?.pause).toBeNull()
    expect((await db().hold.findMany({ orderBy: { since: 'asc' } })).map(({ reason, endedBy }) => [reason, endedBy])).toEqual([['first', operator.actor.name], ['second', operator.actor.name]])
  })

  it('that has run out is no pause, without anybody lifting it', async () => {
    await putPause({ reason: 'short', until: soon() })
    await db().hold.updateMany({ data: { until: new Date(Date.now() - 1) } })
    expect((await definition())?.pause).toBeNull()
  })

  it('422 without a reason or with a time that has passed', async () => {
    expect((await putPause({ reason: ' ' })).status).toBe(422)
    expect(problemSchema.parse(await (await putPause({ reason: 'late', until: new Date(Date.now() - 1000).toISOString() })).json()).fields).toMatchObject([{ path: 'until' }])
  })
})

describe('pause of everything', () => {
  it('is for administrators, reaches every cluster at once and wakes the operator', async () => {
    expect((await everywhere.PUT(change('PUT', 'operator/pause', { reason: 'x' }))).status).toBe(403)
    const heard: Notification[] = []
    const stop = onNotification({ onNotification: (notification) => heard.push(notification), onGap: () => {} })
    await waitUntilListening()
    const answer = operatorViewSchema.parse(await (await everywhere.PUT(change('PUT', 'operator/pause', { reason: 'storage outage' }, admin))).json())
    expect(answer.pause).toMatchObject({ reason: 'storage outage', everywhere: true })
    await expect.poll(() => heard.map(({ topic }) => topic)).toContain('automation')
    stop()
    expect((await definition())?.pause).toMatchObject({ everywhere: true, by: admin.actor.name })
    expect(operatorViewSchema.parse(await (await everywhere.DELETE(change('DELETE', 'operator/pause', undefined, admin))).json()).pause).toBeNull()
    expect((await db().timelineEvent.findMany({ where: { clusterId: 'c' } })).map(({ reason }) => reason)).toEqual(['AutomationPaused', 'AutomationResumed'])
  })
})

describe('fence of an instance', () => {
  it('reaches the operator, and is lifted', async () => {
    expect((await detailOf(await putFence('shop-db-1', { reason: 'look at its data' }))).holds.fences).toMatchObject([{ instance: 'shop-db-1', reason: 'look at its data' }])
    await putFence('shop-db-2', { reason: 'another' })
    expect((await definition())?.fenced.map(({ instance }) => instance).sort()).toEqual(['shop-db-1', 'shop-db-2'])
    await fence.DELETE(change('DELETE', 'clusters/c/instances/shop-db-1/fence'), pathParameters({ id: 'c', instance: 'shop-db-1' }))
    expect((await definition())?.fenced.map(({ instance }) => instance)).toEqual(['shop-db-2'])
  })

  it('is refused of the primary with what to do, and of no instance', async () => {
    expect(problemSchema.parse(await (await putFence('shop-db-0', { reason: 'x' })).json())).toMatchObject({ status: 422, action: expect.stringContaining('Switch over') })
    expect((await putFence('shop-db-9', { reason: 'x' })).status).toBe(404)
  })
})
