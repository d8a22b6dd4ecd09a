import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { clusterDetailSchema, previewSchema } from '@/server/contracts/cluster'
import { GIB, type ClusterSpec } from '@/server/contracts/cluster-spec'
import { problemSchema } from '@/server/contracts/errors'
import { db, jsonOf } from '@/server/database/client'
import { createTestDatabase, TEST_DATABASE_TIMEOUT_MS, type TestDatabase } from '@/server/database/testing/create-test-database'
import { systemClock } from '@/server/domain/clock'
import { analyzed } from '@/server/domain/testing/analyzed'
import { definitionOf } from '@/server/domain/testing/build-definition'
import { claim, observationOf } from '@/server/domain/testing/build-observation'
import { apiRequest, pathParameters, signedInAs, type TestUser } from '@/server/http/testing/signed-in-as'
import { manifestBuilder } from '@/server/kubernetes/manifests/build-manifests'
import { setServicePorts } from '@/server/services/ports'
import { emptyInventory, FakeKubernetes } from '@/server/services/testing/fake-kubernetes'
import * as one from './route'

let database: TestDatabase
let operator: TestUser
let kubernetes: FakeKubernetes
const { spec } = definitionOf()

beforeAll(async () => {
  database = await createTestDatabase()
  operator = await signedInAs('operator')
}, TEST_DATABASE_TIMEOUT_MS)
afterAll(() => database.drop())
beforeEach(async () => {
  await db().cluster.deleteMany()
  await db().kubernetesCluster.deleteMany()
  await db().kubernetesCluster.create({ data: { id: 'k', name: 'prod', source: 'environment', inventory: jsonOf(emptyInventory()), reachable: true } })
  await db().cluster.create({ data: { id: 'c', kubernetesClusterId: 'k', namespace: 'shop', name: 'shop-db', sortName: 'shop-db', spec: jsonOf(spec), createdBy: 'ada' } })
  kubernetes = new FakeKubernetes()
  setServicePorts({ clock: systemClock, manifests: manifestBuilder, kubernetes: () => Promise.resolve(kubernetes), checkKubeconfig: () => Promise.reject(new Error('unused')), sandbox: null })
})

/** As the operator stores it. */
async function seeVolumes(...capacities: number[]): Promise<void> {
  const { status } = analyzed({ observation: observationOf({ kubernetes: { claims: capacities.map((capacityBytes, ordinal) => claim({ ordinal, capacityBytes, requestedBytes: capacityBytes })) } }) })
  await db().clusterStatus.create({ data: { clusterId: 'c', observedGeneration: 1, leaderEpoch: 1, healthRank: 4, healthLevel: 'healthy', primaryInstance: 'shop-db-0', instancesReady: 3, instancesTotal: 3, status: jsonOf(status), memory: {}, observedAt: new Date() } })
}

const put = (sizeBytes: number, options: { query?: string; more?: Partial<ClusterSpec> } = {}) =>
  one.PUT(apiRequest(`/api/v1/clusters/c${options.query ?? ''}`, { method: 'PUT', body: { spec: { ...spec, ...options.more, storage: { ...spec.storage, sizeBytes } } }, token: operator.token, headers: { 'if-match': '*' } }), pathParameters({ id: 'c' }))
const refusal = async (response: Response) => problemSchema.parse(await response.json()).fields
const preview = async (sizeBytes: number, more: Partial<ClusterSpec> = {}) => previewSchema.parse(await (await put(sizeBytes, { query: '?dryRun=true', more })).json())
const words = ({ consequences }: { consequences: { message: string }[] }) => consequences.map(({ message }) => message).join(' ')

describe('a larger volume', () => {
  it('is an operation of its own, named by its sizes', async () => {
    await seeVolumes(10 * GIB, 10 * GIB, 10 * GIB)
    const detail = clusterDetailSchema.parse(await (await put(20 * GIB)).json())
    expect(detail.spec.storage.sizeBytes).toBe(20 * GIB)
    expect(detail.summary.operation).toMatchObject({ kind: 'update', title: 'Enlarge the volumes of shop-db from 10 GiB to 20 GiB' })
    expect(await db().operation.findFirst({ where: { clusterId: 'c' } })).toMatchObject({ parameters: { changed: ['storage.sizeBytes'] } })
  })

  it('422 beside the field when the class of the volumes does not let them grow, unless it was allowed just now', async () => {
    await seeVolumes(10 * GIB, 10 * GIB, 10 * GIB)
    const fixed = emptyInventory().storageClasses.map((storageClass) => ({ ...storageClass, expandable: false }))
    await db().kubernetesCluster.update({ where: { id: 'k' }, data: { inventory: jsonOf({ ...emptyInventory(), storageClasses: fixed }) } })
    kubernetes.present.storageClasses = fixed
    expect(await refusal(await put(20 * GIB))).toEqual([{ path: 'spec.storage.sizeBytes', message: expect.stringMatching(/storage class standard .*kubectl patch storageclass standard/) }])
    expect((await preview(20 * GIB)).problems).toMatchObject([{ path: 'spec.storage.sizeBytes' }])
    kubernetes.present = emptyInventory()
    expect((await put(20 * GIB)).status).toBe(200)
  })

  it('is refused with the class that the volumes have, not with the default of today', async () => {
    const { status } = analyzed({ observation: observationOf({ kubernetes: { claims: [claim({ storageClass: 'old' })] } }) })
    await seeVolumes(10 * GIB)
    await db().clusterStatus.update({ where: { clusterId: 'c' }, data: { status: jsonOf(status) } })
    expect(await refusal(await put(20 * GIB))).toMatchObject([{ message: expect.stringContaining('class old of the volumes is no longer on prod') }])
  })

  it('is previewed: what grows, what restarts (nothing), and one dry run for class and quota of all', async () => {
    await seeVolumes(10 * GIB, 10 * GIB, 10 * GIB)
    const told = await preview(20 * GIB)
    expect(told).toMatchObject({ problems: [], checkedByKubernetes: true })
    expect(words(told)).toMatch(/from 10 GiB to 20 GiB \(data-shop-db-0, data-shop-db-1 and data-shop-db-2\).*cannot be made smaller.*its pods run on/)
    expect(words(told)).not.toMatch(/restart/)
    expect(told.manifests.find(({ kind }) => kind === 'StatefulSet')).toMatchObject({ change: 'update', yaml: expect.stringContaining(`${20 * GIB}`) })
    const asked = kubernetes.applied.filter(({ dryRun }) => dryRun)
    expect(asked.map(({ manifest }) => manifest.kind)).toEqual(['PersistentVolumeClaim'])
    expect(asked[0]?.manifest).toMatchObject({ metadata: { name: 'data-shop-db-0' }, spec: { resources: { requests: { storage: `${40 * 1024}Mi` } } } })
  })

  it('shows what Kubernetes refuses beside the field, and says what it could not be asked', async () => {
    await seeVolumes(10 * GIB, 10 * GIB, 10 * GIB)
    kubernetes.refusals.set('PersistentVolumeClaim', { code: 'kubernetes.quota-exceeded', detail: 'requests.storage: 30Gi more wanted' })
    expect((await preview(20 * GIB)).problems).toMatchObject([{ path: 'spec.storage.sizeBytes', message: expect.stringContaining('30Gi more wanted') }])
    kubernetes.refusals.set('PersistentVolumeClaim', { code: 'kubernetes.forbidden', detail: 'the account lacks the permission to patch persistentvolumeclaims' })
    const told = await preview(20 * GIB)
    expect(told.problems).toEqual([])
    expect(words(told)).toContain('was not checked: the account lacks the permission to patch')
  })
})

describe('a smaller volume', () => {
  it('422: what has grown stays', async () => {
    await seeVolumes(10 * GIB, 10 * GIB, 10 * GIB)
    expect(await refusal(await put(5 * GIB))).toMatchObject([{ path: 'spec.storage.sizeBytes', message: expect.stringContaining('they have 10 GiB') }])
  })
  it('422 before any volume was seen', async () => {
    expect(await refusal(await put(5 * GIB))).toHaveLength(1)
  })
  it('is the way back from a growth that did not reach all volumes, down to the smallest', async () => {
    await seeVolumes(10 * GIB, 10 * GIB, 20 * GIB)
    await db().cluster.update({ where: { id: 'c' }, data: { spec: jsonOf({ ...spec, storage: { ...spec.storage, sizeBytes: 20 * GIB } }) } })
    expect(await refusal(await put(9 * GIB))).toHaveLength(1)
    expect(words(await preview(10 * GIB))).toContain('those that have 20 GiB keep it')
    expect((await put(10 * GIB)).status).toBe(200)
  })
})
