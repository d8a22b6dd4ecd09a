import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { clusterDetailSchema } from '@/server/contracts/cluster'
import { problemSchema } from '@/server/contracts/errors'
import { transferPreviewSchema } from '@/server/contracts/transfer'
import { db } from '@/server/database/client'
import { createTestDatabase, TEST_DATABASE_TIMEOUT_MS, type TestDatabase } from '@/server/database/testing/create-test-database'
import { systemClock } from '@/server/domain/clock'
import { apiRequest, pathParameters, signedInAs, type TestUser } from '@/server/http/testing/signed-in-as'
import { manifestBuilder } from '@/server/kubernetes/manifests/build-manifests'
import { setServicePorts } from '@/server/services/ports'
import { FakeKubernetes } from '@/server/services/testing/fake-kubernetes'
import { availabilityOf, precheckOf, storeSeenCluster, storeSeenStatus } from '@/server/services/testing/seen-cluster'
import * as failover from './failover/route'
import * as repair from './instances/[instance]/repair/route'
import * as cancel from './operations/[operationId]/cancel/route'
import * as switchover from './switchover/route'

let database: TestDatabase
let viewer: TestUser
let operator: TestUser

beforeAll(async () => {
  database = await createTestDatabase()
  ;[viewer, operator] = [await signedInAs('viewer'), await signedInAs('operator')]
  await db().kubernetesCluster.create({ data: { id: 'k', name: 'prod', source: 'environment', reachable: true } })
  setServicePorts({ clock: systemClock, manifests: manifestBuilder, kubernetes: () => Promise.resolve(new FakeKubernetes()), checkKubeconfig: () => Promise.reject(new Error('unused')), sandbox: null })
}, TEST_DATABASE_TIMEOUT_MS)
afterAll(() => database.drop())
beforeEach(async () => {
  await db().auditEntry.deleteMany()
  await db().cluster.deleteMany()
  await storeSeenCluster({ id: 'c' })
})

const path = '/api/v1/clusters/c'
const switchOver = (body: object, options: { query?: string; who?: TestUser; headers?: Record<string, string> } = {}) => switchover.POST(apiRequest(`${path}/switchover${options.query ?? ''}`, { body, token: (options.who ?? operator).token, ...(options.headers ? { headers: options.headers } : {}) }), pathParameters({ id: 'c' }))
const failOver = (body: object, query = '') => failover.POST(apiRequest(`${path}/failover${query}`, { body, token: operator.token }), pathParameters({ id: 'c' }))
const cancelIt = (operationId: string) => cancel.POST(apiRequest(`${path}/operations/${operationId}/cancel`, { method: 'POST', token: operator.token }), pathParameters({ id: 'c', operationId }))
const repairIt = (instance: string, body: object) => repair.POST(apiRequest(`${path}/instances/${instance}/repair`, { body, token: operator.token }), pathParameters({ id: 'c', instance }))
const problemOf = async (response: Response) => problemSchema.parse(await response.json())
const operations = () => db().operation.findMany({ where: { clusterId: 'c' }, orderBy: { requestedAt: 'asc' } })

describe('POST switchover', () => {
  it('202 stores operation, event and audit entry together', async () => {
    const response = await switchOver({ target: 'shop-db-1' })
    expect(response.status).toBe(202)
    expect(clusterDetailSchema.parse(await response.json()).operations).toMatchObject([{ kind: 'switchover', state: 'pending', title: 'Switch over from shop-db-0 to shop-db-1' }])
    expect(await operations()).toMatchObject([{ parameters: { target: 'shop-db-1', requestedBy: operator.actor.name, accepted: [] } }])
    expect(await db().timelineEvent.findMany({ where: { clusterId: 'c' } })).toMatchObject([{ reason: 'SwitchoverRequested', instance: 'shop-db-1' }])
    expect(await db().auditEntry.findMany()).toMatchObject([{ action: 'cluster.switchover', before: { primary: 'shop-db-0' } }])
  })

  it('dryRun answers every precheck and stores nothing', async () => {
    const checks = [precheckOf('lag', 'failed'), precheckOf('volume', 'warning', false)]
    await storeSeenStatus('c', { availability: availabilityOf({ switchover: { 'shop-db-1': checks } }) })
    expect(transferPreviewSchema.parse(await (await switchOver({ target: 'shop-db-1' }, { query: '?dryRun=true' })).json())).toEqual({ possible: false, prechecks: checks, possibleLoss: null })
    expect(await operations()).toEqual([])
  })

  it('422 with the checks while a hard one fails; a soft one may be accepted', async () => {
    await storeSeenStatus('c', { availability: availabilityOf({ switchover: { 'shop-db-1': [precheckOf('lag', 'failed')], 'shop-db-2': [precheckOf('volume', 'warning', false)] } }) })
    expect(await problemOf(await switchOver({ target: 'shop-db-1', accepted: ['lag'] }))).toMatchObject({ status: 422, code: 'cluster.prechecks-failed', current: { prechecks: [{ id: 'lag' }] } })
    expect(await problemOf(await switchOver({ target: 'shop-db-2' }))).toMatchObject({ status: 422, action: expect.stringContaining('volume') })
    expect((await switchOver({ target: 'shop-db-2', accepted: ['volume'] })).status).toBe(202)
  })

  it('409 while another one runs, also when both come at the same moment', async () => {
    const answers = await Promise.all([switchOver({ target: 'shop-db-1' }), switchOver({ target: 'shop-db-2' })])
    expect(answers.map((answer) => answer.status).sort()).toEqual([202, 409])
    expect(await operations()).toHaveLength(1)
  })

  it('the same Idempotency-Key asks once', async () => {
    const headers = { 'idempotency-key': 'again' }
    const [first, second] = [await switchOver({ target: 'shop-db-1' }, { headers }), await switchOver({ target: 'shop-db-1' }, { headers })]
    expect([first.status, second.status]).toEqual([202, 202])
    expect(await operations()).toHaveLength(1)
  })

  it('403 for a viewer, 404 for no instance of it, 422 for the primary, 409 where Podkeeper has no say', async () => {
    expect((await switchOver({ target: 'shop-db-1' }, { who: viewer })).status).toBe(403)
    expect((await switchOver({ target: 'shop-db-9' })).status).toBe(404)
    expect((await switchOver({ target: 'shop-db-0' })).status).toBe(422)
    await storeSeenStatus('c', { availability: null })
    expect(await problemOf(await switchOver({ target: 'shop-db-1' }))).toMatchObject({ status: 409, code: 'cluster.not-managed' })
  })
})

describe('POST failover', () => {
  const lossy = () => storeSeenStatus('c', { availability: availabilityOf({ failover: { possible: false, code: 'quorum', message: 'nobody takes over', action: null, checks: [], manual: [precheckOf('loss'), precheckOf('quorum', 'warning', false)], possibleLoss: 'At least 3 transactions would be lost' } }) })

  it('422 of a primary that answers', async () => {
    expect(await problemOf(await failOver({}))).toMatchObject({ status: 422, code: 'cluster.prechecks-failed', detail: expect.stringContaining('saw loss') })
  })

  it('asks for the loss to be accepted by name, and says what goes', async () => {
    await lossy()
    expect(transferPreviewSchema.parse(await (await failOver({}, '?dryRun=true')).json())).toMatchObject({ possible: true, possibleLoss: 'At least 3 transactions would be lost' })
    expect((await problemOf(await failOver({}))).code).toBe('cluster.prechecks-failed')
    expect(await problemOf(await failOver({ lossAccepted: true, confirmName: 'shop' }))).toMatchObject({ code: 'request.invalid', fields: [{ path: 'confirmName' }] })
    expect((await failOver({ lossAccepted: true, confirmName: 'shop-db' })).status).toBe(202)
    expect(await operations()).toMatchObject([{ kind: 'failover', parameters: { lossAccepted: true, requestedBy: operator.actor.name } }])
    expect(await db().timelineEvent.findFirst({ where: { clusterId: 'c' } })).toMatchObject({ severity: 'attention', message: expect.stringContaining('At least 3 transactions') })
  })
})

describe('POST cancel', () => {
  const transfer = (cancellable: boolean, operationId: string) => storeSeenStatus('c', { availability: availabilityOf({ transfer: { operationId, kind: 'switchover', from: 'shop-db-0', to: 'shop-db-1', stage: 'stop-writes', startedAt: '2026-11-24T12:00:00.000Z', cancellable, writesStoppedAt: null } }) })

  it('tells the operator, until the commit point', async () => {
    await switchOver({ target: 'shop-db-1' })
    const id = (await operations())[0]?.id ?? ''
    await transfer(false, id)
    expect(await problemOf(await cancelIt(id))).toMatchObject({ status: 409, code: 'cluster.not-cancellable' })
    await transfer(true, id)
    expect((await cancelIt(id)).status).toBe(202)
    expect(await operations()).toMatchObject([{ parameters: { target: 'shop-db-1', cancel: true } }])
  })

  it('404 for no operation of it, 409 for one that has ended or cannot be cancelled', async () => {
    expect((await cancelIt('nothing')).status).toBe(404)
    await repairIt('shop-db-1', { way: 'inject' })
    const id = (await operations())[0]?.id ?? ''
    expect((await cancelIt(id)).status).toBe(409)
    await db().operation.update({ where: { id }, data: { kind: 'switchover', state: 'succeeded' } })
    expect(await problemOf(await cancelIt(id))).toMatchObject({ detail: expect.stringContaining('ended') })
  })
})

describe('POST repair', () => {
  it('replaces data only for the name typed again', async () => {
    expect(await problemOf(await repairIt('shop-db-1', { way: 'reclone' }))).toMatchObject({ status: 422, fields: [{ path: 'confirmName' }] })
    expect((await repairIt('shop-db-1', { way: 'reclone', confirmName: 'shop-db-1' })).status).toBe(202)
    expect(await operations()).toMatchObject([{ kind: 'repair', parameters: { instance: 'shop-db-1', way: 'reclone' } }])
    expect((await repairIt('shop-db-2', { way: 'inject' })).status).toBe(409)
  })

  it('never of the primary', async () => {
    expect(await problemOf(await repairIt('shop-db-0', { way: 'inject' }))).toMatchObject({ status: 422, detail: expect.stringContaining('is the primary') })
    expect((await repairIt('shop-db-7', { way: 'inject' })).status).toBe(404)
  })
})
