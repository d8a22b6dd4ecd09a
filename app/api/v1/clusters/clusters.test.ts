import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { clusterDetailSchema, previewSchema, type CreateCluster } from '@/server/contracts/cluster'
import { clusterConflictSchema } from '@/server/contracts/cluster-queries'
import { CLUSTER_PRESETS, GIB, type ClusterSpec } from '@/server/contracts/cluster-spec'
import { problemSchema } from '@/server/contracts/errors'
import { decryptSecrets } from '@/server/config/cluster-secrets'
import { db, jsonOf } from '@/server/database/client'
import { createTestDatabase, TEST_DATABASE_TIMEOUT_MS, type TestDatabase } from '@/server/database/testing/create-test-database'
import { systemClock } from '@/server/domain/clock'
import { apiRequest, pathParameters, signedInAs, type TestUser } from '@/server/http/testing/signed-in-as'
import { manifestBuilder } from '@/server/kubernetes/manifests/build-manifests'
import { setServicePorts } from '@/server/services/ports'
import { emptyInventory, FakeKubernetes } from '@/server/services/testing/fake-kubernetes'
import * as one from './[id]/route'
import * as credentials from './[id]/credentials/[account]/route'
import * as scale from './[id]/scale/route'
import * as all from './route'

let database: TestDatabase
let viewer: TestUser
let operator: TestUser
let admin: TestUser
let kubernetes: FakeKubernetes

beforeAll(async () => {
  database = await createTestDatabase()
  ;[viewer, operator, admin] = [await signedInAs('viewer'), await signedInAs('operator'), await signedInAs('admin')]
}, TEST_DATABASE_TIMEOUT_MS)
afterAll(() => database.drop())
beforeEach(async () => {
  await db().cluster.deleteMany()
  await db().kubernetesCluster.deleteMany()
  await db().kubernetesCluster.create({ data: { id: 'k', name: 'prod', source: 'environment', inventory: jsonOf(emptyInventory()), reachable: true } })
  kubernetes = new FakeKubernetes()
  setServicePorts({ clock: systemClock, manifests: manifestBuilder, kubernetes: () => Promise.resolve(kubernetes), checkKubeconfig: () => Promise.reject(new Error('unused')), sandbox: null })
})

const preset = CLUSTER_PRESETS[1]?.spec
if (!preset) throw new Error('presets are missing')
const spec: ClusterSpec = { ...preset, deletionProtection: false }
const wanted = (more: object = {}): CreateCluster => ({ kubernetesClusterId: null, namespace: 'shop', name: 'shop-db', spec, useKeptVolumes: false, ...more })
const post = (body: unknown, options: { who?: TestUser; query?: string; headers?: Record<string, string> } = {}) =>
  all.POST(apiRequest(`/api/v1/clusters${options.query ?? ''}`, { body, token: (options.who ?? operator).token, ...(options.headers ? { headers: options.headers } : {}) }))
const made = async (more: object = {}) => clusterDetailSchema.parse(await (await post(wanted(more))).json())
const put = (id: string, changed: object, etag: string | null, who = operator, query = '') =>
  one.PUT(apiRequest(`/api/v1/clusters/${id}${query}`, { method: 'PUT', body: { spec: { ...spec, ...changed } }, token: who.token, headers: etag === null ? {} : { 'if-match': etag } }), pathParameters({ id }))
const remove = (id: string, body: object, who = operator, query = '') => one.DELETE(apiRequest(`/api/v1/clusters/${id}${query}`, { method: 'DELETE', body, token: who.token }), pathParameters({ id }))
const resize = (id: string, body: object, query = '') => scale.POST(apiRequest(`/api/v1/clusters/${id}/scale${query}`, { body, token: operator.token }), pathParameters({ id }))
const get = (id: string, who = viewer) => one.GET(apiRequest(`/api/v1/clusters/${id}`, { token: who.token }), pathParameters({ id }))
const problemOf = async (response: Response) => problemSchema.parse(await response.json())

describe('POST /api/v1/clusters', () => {
  it('201 stores definition, encrypted passwords, operation, event and audit entry together', async () => {
    const response = await post(wanted())
    expect(response.status).toBe(201)
    expect(response.headers.get('etag')).toBe('"1"')
    const detail = clusterDetailSchema.parse(await response.json())
    expect(response.headers.get('location')).toBe(`/api/v1/clusters/${detail.summary.id}`)
    expect(detail.summary).toMatchObject({ name: 'shop-db', namespace: 'shop', level: 'working', instancesReady: 0, instancesWanted: 3, operation: { kind: 'create', stepCount: 0 } })
    const row = await db().cluster.findUniqueOrThrow({ where: { id: detail.summary.id }, include: { events: true, operations: true } })
    const passwords = Object.values(decryptSecrets(row.encryptedSecrets))
    expect(new Set(passwords).size).toBe(6)
    expect(row.events.map((event) => event.reason)).toEqual(['ClusterDefined'])
    expect(row.operations).toMatchObject([{ kind: 'create', state: 'pending', requestedBy: operator.actor.name, generation: 1 }])
    const audit = await db().auditEntry.findMany({ where: { targetId: row.id }, omit: { id: true } })
    expect(audit).toMatchObject([{ action: 'cluster.create', actorName: operator.actor.name }])
    expect(passwords.some((password) => JSON.stringify(audit).includes(password))).toBe(false)
  })

  it('the same Idempotency-Key gives the same cluster, once', async () => {
    const headers = { 'idempotency-key': 'key-1' }
    const [first, second] = [await post(wanted(), { headers }), await post(wanted(), { headers })]
    expect([first.status, second.status]).toEqual([201, 201])
    expect(await second.json()).toEqual(await first.json())
    expect(await db().cluster.count()).toBe(1)
  })

  it('409 for a taken name, also when both come at the same moment', async () => {
    const answers = await Promise.all([post(wanted()), post(wanted())])
    expect(answers.map((answer) => answer.status).sort()).toEqual([201, 409])
    expect(await problemOf(await post(wanted()))).toMatchObject({ code: 'cluster.name-taken', fields: [{ path: 'name' }] })
    expect((await post(wanted({ namespace: 'default' }))).status).toBe(201)
  })

  it('403 for a viewer, who nevertheless sees clusters', async () => {
    expect((await post(wanted(), { who: viewer })).status).toBe(403)
    expect((await get((await made()).summary.id)).status).toBe(200)
  })

  it('422 beside the field for script, for 10,000 characters and for what does not fit together', async () => {
    const names = ['<script>alert(1)</script>', 'x'.repeat(10_000), 'Größe', 'a'.repeat(41)]
    for (const name of names) expect(await problemOf(await post(wanted({ name })))).toMatchObject({ status: 422, fields: [{ path: 'name' }] })
    const problem = await problemOf(await post(wanted({ spec: { ...spec, topology: 'single', configuration: { server_id: '1' }, version: '5.7' } })))
    expect(problem.fields?.map((field) => field.path)).toContain('spec.configuration.server_id')
    expect(await db().cluster.count()).toBe(0)
  })

  it('422 when namespace or storage class are missing, unless Kubernetes has them by now', async () => {
    const lacking = wanted({ namespace: 'new', spec: { ...spec, storage: { className: 'fast', sizeBytes: GIB } } })
    expect(await problemOf(await post(lacking))).toMatchObject({ code: 'kubernetes.namespace-missing', fields: [{ path: 'namespace' }, { path: 'spec.storage.className' }] })
    kubernetes.present.namespaces.push({ name: 'new', terminating: false })
    kubernetes.present.storageClasses.push({ name: 'fast', isDefault: false, provisioner: 'test', expandable: false, waitsForConsumer: true, reclaimPolicy: 'Delete', snapshots: false })
    expect((await post(lacking)).status).toBe(201)
  })

  it('201 while Kubernetes is away: the definition waits for it', async () => {
    kubernetes.away = true
    expect((await post(wanted())).status).toBe(201)
  })
})

describe('kept volumes', () => {
  const keep = async () => {
    const { summary } = await made()
    await db().cluster.update({ where: { id: summary.id }, data: { deletedAt: new Date(), keepVolumes: true, deletionRequestedBy: 'ada' } })
    kubernetes.present.keptClaims.push({ namespace: 'shop', cluster: 'shop-db', claim: 'data-shop-db-0', capacityBytes: GIB, storageClass: null })
    return summary.id
  }

  it('are started on with the passwords that their data knows', async () => {
    const old = await db().cluster.findUniqueOrThrow({ where: { id: await keep() } })
    const { summary } = await made({ useKeptVolumes: true })
    const again = await db().cluster.findUniqueOrThrow({ where: { id: summary.id } })
    expect(decryptSecrets(again.encryptedSecrets)).toEqual(decryptSecrets(old.encryptedSecrets))
    expect(again.useKeptVolumes).toBe(true)
  })
  it('are never started on by accident', async () => {
    await keep()
    expect(await problemOf(await post(wanted()))).toMatchObject({ status: 409, code: 'kubernetes.object-not-ours', fields: [{ path: 'useKeptVolumes' }] })
  })
  it('422 when there are none', async () => {
    expect(await problemOf(await post(wanted({ useKeptVolumes: true })))).toMatchObject({ status: 422, fields: [{ path: 'useKeptVolumes' }] })
  })
})

describe('PUT /api/v1/clusters/{id}', () => {
  it('200 raises the generation; 428 without If-Match; the same definition changes nothing', async () => {
    const { summary } = await made()
    expect((await put(summary.id, {}, null)).status).toBe(428)
    const changed = await put(summary.id, { configuration: { max_connections: '500' } }, '"1"')
    expect(changed.headers.get('etag')).toBe('"2"')
    const same = await put(summary.id, { configuration: { max_connections: '500' } }, '"2"')
    expect(same.headers.get('etag')).toBe('"2"')
    expect(await db().operation.count({ where: { clusterId: summary.id, kind: 'update' } })).toBe(1)
  })

  it('409 shows who changed what since, and what one wanted oneself', async () => {
    const { summary } = await made()
    await put(summary.id, { configuration: { max_connections: '500' } }, '"1"', admin)
    const problem = await problemOf(await put(summary.id, { configuration: { max_connections: '200' }, lag: { attentionSeconds: 9, leaveReadsSeconds: 30, returnReadsSeconds: 5 } }, '"1"'))
    expect(problem).toMatchObject({ status: 409, code: 'cluster.changed-meanwhile', detail: expect.stringContaining(admin.actor.name) })
    const conflict = clusterConflictSchema.parse(problem.current)
    expect(conflict).toMatchObject({ etag: '"2"', changes: [{ path: 'spec.configuration.max_connections', before: null, now: '500', yours: '200', changedBy: admin.actor.name }] })
    expect((await put(summary.id, { configuration: { max_connections: '200' } }, conflict.etag)).status).toBe(200)
  })

  it('422 with a reason for each thing that cannot change', async () => {
    const { summary } = await made()
    const problem = await problemOf(await put(summary.id, { management: 'statefulset', version: '8.4', storage: { className: 'other', sizeBytes: GIB } }, '"1"'))
    expect(problem.fields?.map((field) => field.path)).toEqual(['spec.management', 'spec.storage.className', 'spec.version', 'spec.storage.sizeBytes'])
  })

  it('a newer wish takes the place of one that has not ended', async () => {
    const { summary } = await made()
    await put(summary.id, { configuration: { max_connections: '1' } }, '"1"')
    await put(summary.id, { configuration: { max_connections: '2' } }, '"2"')
    const states = await db().operation.findMany({ where: { clusterId: summary.id }, orderBy: { requestedAt: 'asc' }, select: { kind: true, state: true } })
    expect(states).toEqual([{ kind: 'create', state: 'pending' }, { kind: 'update', state: 'cancelled' }, { kind: 'update', state: 'pending' }])
  })
})

describe('POST /api/v1/clusters/{id}/scale', () => {
  it('202 keeps what becomes of volumes with the operation', async () => {
    const { summary } = await made()
    const response = await resize(summary.id, { instances: 2, removedVolumes: 'delete' })
    expect(response.status).toBe(202)
    const operation = await db().operation.findFirstOrThrow({ where: { clusterId: summary.id, kind: 'scale' } })
    expect(operation).toMatchObject({ parameters: { from: 3, to: 2, removedVolumes: 'delete' }, generation: 2 })
  })
  it('422 when the topology does not have that many', async () => {
    const semisync = await made({ name: 'two', spec: { ...spec, topology: 'semisync' } })
    expect(await problemOf(await resize(semisync.summary.id, { instances: 1 }))).toMatchObject({ status: 422, fields: [{ path: 'instances', message: expect.stringContaining('at least 2 instances') }] })
    const single = await made({ name: 'one', spec: { ...spec, topology: 'single', instances: 1 } })
    expect((await resize(single.summary.id, { instances: 3 })).status).toBe(422)
  })
  it('when the primary goes, another takes over first: the preview says so', async () => {
    const { summary } = await made()
    await db().clusterStatus.create({ data: { clusterId: summary.id, observedGeneration: 1, leaderEpoch: 1, healthRank: 4, healthLevel: 'healthy', primaryInstance: 'shop-db-2', instancesReady: 3, instancesTotal: 3, status: {}, memory: {}, observedAt: new Date() } })
    const preview = previewSchema.parse(await (await resize(summary.id, { instances: 2 }, '?dryRun=true')).json())
    expect(preview.consequences.map(({ message }) => message).join(' ')).toContain('shop-db-2 is the primary: another instance takes over first')
    expect((await resize(summary.id, { instances: 2 })).status).toBe(202)
  })
})

describe('DELETE /api/v1/clusters/{id}', () => {
  it('202 for the name typed again, 422 for another, 409 when protected or under way, 403 for a viewer', async () => {
    const { summary } = await made()
    expect((await remove(summary.id, { confirmName: 'shop-db', volumes: 'keep' }, viewer)).status).toBe(403)
    expect(await problemOf(await remove(summary.id, { confirmName: 'shop', volumes: 'keep' }))).toMatchObject({ fields: [{ path: 'confirmName' }] })
    const response = await remove(summary.id, { confirmName: 'shop-db', volumes: 'keep' })
    expect(response.status).toBe(202)
    expect(clusterDetailSchema.parse(await response.json()).summary).toMatchObject({ operation: { kind: 'delete' }, deletionRequestedAt: expect.any(String) })
    expect(await problemOf(await remove(summary.id, { confirmName: 'shop-db', volumes: 'keep' }))).toMatchObject({ code: 'cluster.being-deleted' })
    const guarded = await made({ name: 'guarded', spec: { ...spec, deletionProtection: true } })
    expect(await problemOf(await remove(guarded.summary.id, { confirmName: 'guarded', volumes: 'delete' }))).toMatchObject({ status: 409, code: 'cluster.protected' })
  })
  it('410 afterwards, with when and by whom; 404 for what never was', async () => {
    const { summary } = await made()
    await db().cluster.update({ where: { id: summary.id }, data: { deletedAt: new Date(), deletionRequestedBy: 'ada', keepVolumes: true } })
    expect(await problemOf(await get(summary.id))).toMatchObject({ status: 410, code: 'cluster.gone', detail: expect.stringContaining('ada'), current: { deletedBy: 'ada', volumesKept: true } })
    expect((await get('never')).status).toBe(404)
  })
})

describe('?dryRun=true', () => {
  const previewOf = async (response: Response) => previewSchema.parse(await response.json())

  it('of a creation: objects, words and what Kubernetes says, beside the fields; nothing is stored', async () => {
    kubernetes.refusals.set('StatefulSet', { code: 'kubernetes.quota-exceeded', detail: 'exceeded quota: requests.memory' })
    const preview = await previewOf(await post(wanted({ namespace: 'shop' }), { query: '?dryRun=true' }))
    expect(preview.manifests.map((manifest) => manifest.kind)).toEqual(expect.arrayContaining(['Secret', 'ConfigMap', 'Service', 'StatefulSet']))
    expect(preview.manifests.every((manifest) => manifest.change === 'create')).toBe(true)
    expect(preview.summary.join(' ')).toContain('3 instances')
    expect(preview).toMatchObject({ checkedByKubernetes: true, problems: [{ path: 'spec.resources.memoryBytes' }] })
    expect(kubernetes.applied.every((request) => request.dryRun)).toBe(true)
    expect(await db().cluster.count()).toBe(0)
  })
  it('asks for room for all instances at once, because a StatefulSet passes every quota', async () => {
    const { summary } = await made()
    kubernetes.refusals.set('Pod', { code: 'kubernetes.quota-exceeded', detail: 'requests.cpu: 3 more wanted' }).set('PersistentVolumeClaim', { code: 'kubernetes.forbidden', detail: 'may not create' })
    const told = await previewOf(await post(wanted({ name: 'other' }), { query: '?dryRun=true' }))
    expect(told).toMatchObject({ problems: [{ path: 'spec.resources.cpuRequestMillicores' }] })
    expect(told.consequences).toContainEqual({ severity: 'info', message: 'Whether a quota of namespace shop leaves room for the new volumes was not checked: may not create' })
    const claim = kubernetes.applied.find((request) => request.manifest.kind === 'PersistentVolumeClaim')
    expect(claim).toMatchObject({ dryRun: true, manifest: { spec: { resources: { requests: { storage: '76800Mi' } } } } })
    expect(await previewOf(await resize(summary.id, { instances: 5 }, '?dryRun=true'))).toMatchObject({ problems: [{ path: 'instances' }] })
    kubernetes.applied = []
    await resize(summary.id, { instances: 1 }, '?dryRun=true')
    expect(kubernetes.applied.map((request) => request.manifest.kind)).not.toContain('Pod')
  })
  it('while Kubernetes is away: says that it was not asked', async () => {
    kubernetes.away = true
    expect(await previewOf(await post(wanted(), { query: '?dryRun=true' }))).toMatchObject({ checkedByKubernetes: false, problems: [{ path: null }] })
  })
  it('of a change: what differs and what restarts', async () => {
    const { summary } = await made()
    const preview = await previewOf(await put(summary.id, { configuration: { max_connections: '500' } }, null, operator, '?dryRun=true'))
    expect(preview.manifests.find((manifest) => manifest.kind === 'ConfigMap')).toMatchObject({ change: 'update', before: expect.any(String) })
    expect(preview.manifests.find((manifest) => manifest.kind === 'Secret')).toMatchObject({ change: 'unchanged' })
    expect(preview.consequences.map((line) => line.message).join(' ')).toMatch(/restart one after another.*Writes stop/)
    expect((await get(summary.id)).headers.get('etag')).toBe('"1"')
  })
  it('of scaling: which instances go and what becomes of their volumes, and no restart', async () => {
    const { summary } = await made()
    const { consequences } = await previewOf(await resize(summary.id, { instances: 1, removedVolumes: 'delete' }, '?dryRun=true'))
    expect(consequences[0]?.message).toContain('shop-db-1 and shop-db-2 stop')
    expect(consequences).toContainEqual({ severity: 'destructive', message: expect.stringContaining('data-shop-db-1 and data-shop-db-2') })
    expect(consequences.some((line) => line.message.includes('restart one after another'))).toBe(false)
  })
  it('of a deletion: everything that goes', async () => {
    const { summary } = await made()
    const preview = await previewOf(await remove(summary.id, { confirmName: '', volumes: 'delete' }, operator, '?dryRun=true'))
    expect(preview.manifests.every((manifest) => manifest.change === 'delete')).toBe(true)
    expect(preview.consequences.filter((line) => line.severity === 'destructive')).toHaveLength(2)
  })
})

describe('POST /api/v1/clusters/{id}/credentials/{account}', () => {
  const reveal = (id: string, account: string, who: TestUser) => credentials.POST(apiRequest('/x', { method: 'POST', token: who.token }), pathParameters({ id, account }))

  it('200 with an audit entry; 403 for a viewer; 404 for an unknown account', async () => {
    const { summary } = await made()
    const response = await reveal(summary.id, 'root', operator)
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(await response.json()).toEqual({ account: 'root', username: 'root', password: expect.stringMatching(/^[A-Za-z0-9]{32}$/) })
    expect(await db().auditEntry.count({ where: { targetId: summary.id, action: 'credentials.reveal' } })).toBe(1)
    expect((await reveal(summary.id, 'root', viewer)).status).toBe(403)
    expect((await reveal(summary.id, 'nobody', operator)).status).toBe(404)
  })
})
