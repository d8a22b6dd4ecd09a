import { expect, test, type Page } from '@playwright/test'
import { GIB, MIB } from '@/server/contracts/cluster-spec'
import type { ClusterDetail } from '@/server/contracts/cluster'
import { FaultyLink } from '@/server/kubernetes/testing/faulty-link'
import { createByApi, SMALL, waitUntilHealthy } from '../fixtures/clusters'
import { apiServer, core, createNamespace, deleteNamespace, pods, storage } from '../fixtures/kubernetes'
import { attachOutput, startOnKubernetes, type RealPodkeeper } from '../fixtures/podkeeper'
import { createApi, open, signInFirst, type Api } from '../fixtures/sign-in'

const namespace = `pk-faults-${Date.now().toString(36)}`
const classWithoutDriver = `${namespace}-broken`
const ONE = { topology: 'single', instances: 1 }
let podkeeper: RealPodkeeper
let page: Page
let api: Api
let link: FaultyLink

test.describe.configure({ mode: 'serial' })
test.beforeAll(async ({ browser }) => {
  await createNamespace(namespace)
  await storage.createStorageClass({ body: { metadata: { name: classWithoutDriver }, provisioner: 'nobody.podkeeper.dev', volumeBindingMode: 'Immediate' } })
  link = await linkToApiServer()
  podkeeper = await startOnKubernetes({ apiServer: `https://127.0.0.1:${link.port}` })
  page = await (await browser.newContext({ baseURL: podkeeper.origin, viewport: { width: 1440, height: 900 } })).newPage()
  await signInFirst(page, podkeeper)
  api = await createApi(page, podkeeper.origin)
})
test.afterEach(() => attachOutput(podkeeper))
test.afterAll(async () => {
  await podkeeper.stop()
  await link.cut()
  await storage.deleteStorageClass({ name: classWithoutDriver })
  await deleteNamespace(namespace)
})

/** Podkeeper reaches the API server through a link that can be cut; the test itself does not use it. */
async function linkToApiServer(): Promise<FaultyLink> {
  const { hostname, port } = new URL(apiServer)
  const opened = new FaultyLink({ host: hostname, port: Number(port || 443) })
  await opened.open()
  return opened
}

const detailOf = (id: string) => api.ok<ClusterDetail>('GET', `/clusters/${id}`)
const told = async (id: string) => JSON.stringify((await detailOf(id)).status?.findings ?? [])
const refused = (name: string, spec: object, place = namespace) => api.call<{ code: string; detail: string; action?: string }>('POST', '/clusters', { namespace: place, name, spec: { ...SMALL, ...ONE, ...spec } })
const remove = (id: string, name: string) => api.ok('DELETE', `/clusters/${id}`, { confirmName: name, volumes: 'delete' })

test('a namespace, a storage class and a name that cannot be used are refused with what to do', async () => {
  const namespaceMissing = await refused('a', {}, 'no-such-namespace')
  expect(namespaceMissing).toMatchObject({ status: 422, body: { code: 'kubernetes.namespace-missing' } })
  expect(namespaceMissing.body.action).toBeTruthy()
  expect(await refused('a', { storage: { className: 'no-such-class', sizeBytes: 2 * GIB } })).toMatchObject({ status: 422, body: { code: 'kubernetes.storage-class-missing' } })
  expect(await refused('x'.repeat(10_000), {})).toMatchObject({ status: 422, body: { code: 'request.invalid' } })
  expect(await refused('<script>alert(1)</script>', {})).toMatchObject({ status: 422, body: { code: 'request.invalid' } })
})

test('an image that cannot be pulled, pods that fit nowhere and volumes that are never made are told in words, on the page too', async () => {
  const image = await createByApi(api, { namespace, name: 'image', spec: { ...ONE, image: 'registry.invalid/mysql:0' } })
  const large = await createByApi(api, { namespace, name: 'large', spec: { ...ONE, resources: { cpuRequestMillicores: 200_000, cpuLimitMillicores: null, memoryBytes: 512 * MIB } } })
  const broken = await createByApi(api, { namespace, name: 'broken', spec: { ...ONE, storage: { className: classWithoutDriver, sizeBytes: 2 * GIB } } })
  for (const [id, words] of [[image, /registry\.invalid\/mysql:0/], [large, /Insufficient cpu/], [broken, new RegExp(`storage class ${classWithoutDriver} has not made one.*driver`)]] as const) {
    await expect.poll(() => told(id), { timeout: 120_000 }).toMatch(words)
    await open(page, `/clusters/${id}`)
    await expect(page.getByText(words).first()).toBeVisible()
  }
  await remove(image, 'image')
  await remove(large, 'large')
  await remove(broken, 'broken')
})

test('a quota that is used up is told, and the creation goes on when it is raised', async () => {
  await core.createNamespacedResourceQuota({ namespace, body: { metadata: { name: 'small' }, spec: { hard: { 'requests.storage': '1Gi' } } } })
  const id = await createByApi(api, { namespace, name: 'quota', spec: ONE })
  await expect.poll(() => told(id), { timeout: 90_000 }).toMatch(/quota/i)
  await core.deleteNamespacedResourceQuota({ namespace, name: 'small' })
  await waitUntilHealthy(api, id, 1)
  await remove(id, 'quota')
})

test('an object of the same name that is somebody else’s is never taken over', async () => {
  await core.createNamespacedConfigMap({ namespace, body: { metadata: { name: 'theirs-config', labels: { 'app.kubernetes.io/managed-by': 'helm' } }, data: { precious: 'yes' } } })
  const id = await createByApi(api, { namespace, name: 'theirs', spec: ONE })
  await expect.poll(() => told(id), { timeout: 60_000 }).toMatch(/theirs-config/)
  expect((await core.readNamespacedConfigMap({ namespace, name: 'theirs-config' })).data).toEqual({ precious: 'yes' })
  expect(await pods(namespace, 'theirs')).toEqual([])
  await core.deleteNamespacedConfigMap({ namespace, name: 'theirs-config' })
  await waitUntilHealthy(api, id, 1)
  await remove(id, 'theirs')
})

test('the API server away in the middle of a creation: told on the page, and it goes on by itself', async () => {
  const id = await createByApi(api, { namespace, name: 'away', spec: { instances: 2 } })
  await expect.poll(async () => (await pods(namespace, 'away')).length, { timeout: 60_000 }).toBeGreaterThan(0)
  await link.cut()
  await open(page, `/clusters/${id}`)
  await expect(page.getByText(/cannot be reached/).first()).toBeVisible()
  await link.open()
  await waitUntilHealthy(api, id, 2)
  await expect(page.getByText('Healthy', { exact: true }).first()).toBeVisible()
  await remove(id, 'away')
})

test('Postgres away: answered as such, not ready, and everything goes on when it is back', async () => {
  await podkeeper.stopDatabase()
  const answer = await page.request.get('/api/v1/clusters')
  expect(answer.status()).toBe(503)
  expect(await answer.json()).toMatchObject({ code: 'database.unreachable' })
  expect((await page.request.get('/readyz')).status()).toBe(503)
  expect((await page.request.get('/healthz')).status()).toBe(200)
  await podkeeper.startDatabase()
  await expect.poll(async () => (await page.request.get('/readyz')).status(), { timeout: 60_000 }).toBe(200)
  const id = await createByApi(api, { namespace, name: 'after', spec: ONE })
  await waitUntilHealthy(api, id, 1)
  await remove(id, 'after')
})

test('a kubeconfig that cannot work is refused with the reason', async () => {
  const add = (kubeconfig: string) => api.call<{ code: string; detail: string }>('POST', '/kubernetes-clusters', { name: 'second', kubeconfig })
  expect(await add('not: [yaml')).toMatchObject({ status: 422, body: { code: 'kubernetes.kubeconfig-invalid' } })
  expect(await add(podkeeper.kubeconfig.replace(/https:\/\/[^"'\s]+/, 'https://127.0.0.1:1'))).toMatchObject({ status: 503, body: { code: 'kubernetes.unreachable' } })
  expect((await add(podkeeper.kubeconfig)).status).toBe(201)
})
