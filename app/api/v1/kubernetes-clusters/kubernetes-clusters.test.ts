import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { AppError, problemSchema } from '@/server/contracts/errors'
import type { Notification } from '@/server/contracts/events'
import { kubernetesClusterSchema } from '@/server/contracts/kubernetes'
import { decryptKubeconfig } from '@/server/config/kubeconfig-secret'
import { db } from '@/server/database/client'
import { onNotification, waitUntilListening } from '@/server/database/listen'
import { createTestDatabase, TEST_DATABASE_TIMEOUT_MS, type TestDatabase } from '@/server/database/testing/create-test-database'
import { systemClock } from '@/server/domain/clock'
import { apiRequest, pathParameters, signedInAs, type TestUser } from '@/server/http/testing/signed-in-as'
import { servicePorts, setServicePorts } from '@/server/services/ports'
import * as one from './[id]/route'
import * as all from './route'

let database: TestDatabase
let admin: TestUser
let operator: TestUser
const heard: Notification[] = []
let endListening = () => {}
const checkKubeconfig = vi.fn(() => Promise.resolve({ context: 'prod', server: 'https://k8s.example:6443', version: 'v1.34.0' }))
const unused = () => Promise.reject(new Error('not used here'))

beforeAll(async () => {
  database = await createTestDatabase()
  ;[admin, operator] = [await signedInAs('admin'), await signedInAs('operator')]
  endListening = onNotification((notification) => heard.push(notification))
  await waitUntilListening()
}, TEST_DATABASE_TIMEOUT_MS)
afterAll(async () => {
  endListening()
  await database.drop()
})
beforeEach(() => {
  heard.length = 0
  setServicePorts({ clock: systemClock, manifests: { build: () => [] }, kubernetes: unused, checkKubeconfig, sandbox: null })
})

const add = (name: string, who = admin) => all.POST(apiRequest('/api/v1/kubernetes-clusters', { body: { name, kubeconfig: 'apiVersion: v1\ntoken: hunter2', context: null }, token: who.token }))
const remove = (id: string, query = '') => one.DELETE(apiRequest(`/api/v1/kubernetes-clusters/${id}${query}`, { method: 'DELETE', token: admin.token }), pathParameters({ id }))
const problemOf = async (response: Response) => problemSchema.parse(await response.json())
const living = (kubernetesClusterId: string, more: object = {}) => db().cluster.create({ data: { kubernetesClusterId, namespace: 'shop', name: 'shop-db', sortName: 'shop-db', spec: {}, createdBy: 'x', ...more } })

describe('Kubernetes clusters', () => {
  it('201 for a kubeconfig that works: stored encrypted, audited without it, and the operator is told', async () => {
    const response = await add('prod')
    expect(response.status).toBe(201)
    const view = kubernetesClusterSchema.parse(await response.json())
    expect(view).toMatchObject({ name: 'prod', source: 'kubeconfig', context: 'prod', reachable: null, clusterCount: 0 })
    const row = await db().kubernetesCluster.findUniqueOrThrow({ where: { id: view.id } })
    expect(row.encryptedKubeconfig).not.toContain('hunter2')
    expect(decryptKubeconfig(row.encryptedKubeconfig ?? '')).toContain('hunter2')
    expect(JSON.stringify(await db().auditEntry.findMany({ where: { targetId: view.id }, omit: { id: true } }))).not.toContain('hunter2')
    await vi.waitFor(() => expect(heard).toContainEqual({ topic: 'kubernetes', kubernetesClusterId: view.id }))
    const listed = await (await all.GET(apiRequest('/api/v1/kubernetes-clusters', { token: operator.token }))).text()
    expect(listed).toContain('"prod"')
    expect(listed).not.toMatch(/hunter2|encrypted/)
  })

  it('403 for operators, 409 for a taken name, 422 for a kubeconfig that does not work', async () => {
    expect((await add('other', operator)).status).toBe(403)
    expect(await problemOf(await add('prod'))).toMatchObject({ status: 409, code: 'kubernetes.name-taken', fields: [{ path: 'name' }] })
    checkKubeconfig.mockRejectedValueOnce(new AppError('kubernetes.kubeconfig-invalid', 'It names no cluster.'))
    expect(await problemOf(await add('broken'))).toMatchObject({ status: 422, code: 'kubernetes.kubeconfig-invalid' })
    expect(await db().kubernetesCluster.count({ where: { name: 'broken' } })).toBe(0)
  })

  it('503 while Podkeeper is starting', async () => {
    const ports = servicePorts()
    Reflect.deleteProperty(globalThis, 'podkeeperServicePorts')
    expect(await problemOf(await add('early'))).toMatchObject({ status: 503, code: 'starting' })
    setServicePorts(ports)
  })

  it('409 for removing one with clusters on it, then 204 and 404', async () => {
    const { id } = kubernetesClusterSchema.parse(await (await add('used')).json())
    const cluster = await living(id)
    expect(await problemOf(await remove(id))).toMatchObject({ code: 'kubernetes.in-use', detail: expect.stringContaining('shop-db') })
    expect((await one.GET(apiRequest('/x', { token: operator.token }), pathParameters({ id }))).status).toBe(200)
    await db().cluster.update({ where: { id: cluster.id }, data: { deletedAt: new Date(), keepVolumes: false } })
    expect((await remove(id)).status).toBe(204)
    expect((await remove(id)).status).toBe(404)
    expect((await one.GET(apiRequest('/x', { token: operator.token }), pathParameters({ id }))).status).toBe(404)
  })

  it('409 while passwords of kept volumes would be lost, unless that is asked for', async () => {
    const { id } = kubernetesClusterSchema.parse(await (await add('kept')).json())
    await living(id, { deletedAt: new Date(), keepVolumes: true })
    expect((await problemOf(await remove(id))).action).toContain('forgetKeptVolumes')
    expect((await remove(id, '?forgetKeptVolumes=true')).status).toBe(204)
  })

  it('409 for removing what the environment of the process names', async () => {
    const { id } = await db().kubernetesCluster.create({ data: { name: 'sandbox', source: 'sandbox' } })
    expect((await problemOf(await remove(id))).code).toBe('kubernetes.in-use')
  })

  it('an inventory that cannot be read is left out instead of failing the list', async () => {
    await db().kubernetesCluster.updateMany({ where: { name: 'sandbox' }, data: { inventory: { nonsense: true }, problem: { code: 'kubernetes.unreachable', detail: 'away', action: null }, reachable: false } })
    const response = await all.GET(apiRequest('/api/v1/kubernetes-clusters', { token: operator.token }))
    expect(await response.json()).toMatchObject({ items: expect.arrayContaining([expect.objectContaining({ name: 'sandbox', inventory: null, reachable: false, problem: expect.objectContaining({ detail: 'away' }) })]) })
  })
})
