import { expect, test } from '@playwright/test'
import type { ClusterDetail, Preview } from '@/server/contracts/cluster'
import { GIB } from '@/server/contracts/cluster-spec'
import { createByApi, expectOnEveryReplica, rootPassword, SMALL, waitUntilHealthy } from '../fixtures/clusters'
import { apps, core, createNamespace, deleteNamespace, pods, restarts, sql, uids } from '../fixtures/kubernetes'
import { startOnKubernetes, type RealPodkeeper } from '../fixtures/podkeeper'
import { createApi, signInFirst, type Api } from '../fixtures/sign-in'

const namespace = `pk-volumes-${Date.now().toString(36)}`
const FROM = { className: 'standard', sizeBytes: GIB }
const TO = { className: 'standard', sizeBytes: 2 * GIB }
let podkeeper: RealPodkeeper
let api: Api

test.describe.configure({ mode: 'serial' })
test.beforeAll(async ({ browser }) => {
  await createNamespace(namespace)
  podkeeper = await startOnKubernetes()
  const page = await (await browser.newContext()).newPage()
  await signInFirst(page, podkeeper)
  api = await createApi(page, podkeeper.origin)
})
test.afterAll(async () => {
  await podkeeper.stop()
  await deleteNamespace(namespace)
})

const put = (id: string, detail: ClusterDetail, storage: object, query = '') => ['PUT', `/clusters/${id}${query}`, { spec: { ...detail.spec, storage } }, { 'if-match': detail.etag }] as const

async function capacities(cluster: string): Promise<(string | undefined)[]> {
  const { items } = await core.listNamespacedPersistentVolumeClaim({ namespace, labelSelector: `app.kubernetes.io/instance=${cluster}` })
  return items.map((claim) => claim.status?.capacity?.['storage'])
}

const templateOf = async (cluster: string) => (await apps.readNamespacedStatefulSet({ namespace, name: cluster })).spec?.volumeClaimTemplates?.[0]?.spec?.resources?.requests?.['storage']

for (const management of ['operator', 'statefulset'] as const) {
  test(`volumes grow from 1 to 2 GiB with no pod restarted, and a new instance gets 2 GiB (${management})`, async () => {
    const name = `grow-${management}`
    const id = await createByApi(api, { namespace, name, spec: { management, instances: 2, storage: FROM } })
    const detail = await waitUntilHealthy(api, id, 2)
    const password = await rootPassword(api, id)
    await sql({ namespace, pod: `${name}-0`, password, host: `${name}-primary` }, 'CREATE DATABASE shop; CREATE TABLE shop.t (a INT PRIMARY KEY); INSERT INTO shop.t VALUES (3)')
    const before = { uids: await uids(namespace, name), restarts: await restarts(namespace, name) }

    const preview = await api.ok<Preview>(...put(id, detail, TO, '?dryRun=true'))
    expect(preview).toMatchObject({ problems: [], checkedByKubernetes: true })
    expect(await capacities(name)).toEqual(['1Gi', '1Gi'])
    await api.ok(...put(id, detail, TO))
    const grown = await waitUntilHealthy(api, id, 2)
    expect(grown.operations[0]).toMatchObject({ state: 'succeeded', title: `Enlarge the volumes of ${name} from 1 GiB to 2 GiB` })
    expect(grown.operations[0]?.steps.every((step) => step.state === 'done')).toBe(true)
    expect(await capacities(name)).toEqual(['2Gi', '2Gi'])
    expect(await templateOf(name)).toBe(String(2 * GIB))
    expect({ uids: await uids(namespace, name), restarts: await restarts(namespace, name) }).toEqual(before)

    await api.ok('POST', `/clusters/${id}/scale`, { instances: 3 })
    await waitUntilHealthy(api, id, 3)
    expect(await capacities(name)).toEqual(['2Gi', '2Gi', '2Gi'])
    await expectOnEveryReplica({ namespace, cluster: name, password, replicas: 2 }, 'SELECT a FROM shop.t', '3')
    const { yaml } = await api.ok<{ yaml: string }>('GET', `/clusters/${id}/manifests?form=standalone`)
    expect(yaml).toContain(String(2 * GIB))
    await api.ok('DELETE', `/clusters/${id}`, { confirmName: name, volumes: 'delete' })
    await expect.poll(() => pods(namespace, name), { timeout: 120_000 }).toEqual([])
  })
}

test('a class that does not let volumes grow is refused beside the field, before anything is changed', async () => {
  const id = await createByApi(api, { namespace, name: 'fixed', spec: { topology: 'single', instances: 1, ...SMALL, storage: { className: 'standard-fixed', sizeBytes: GIB } } })
  const detail = await waitUntilHealthy(api, id, 1)
  const refused = await api.call<{ code: string; fields: unknown }>(...put(id, detail, { className: 'standard-fixed', sizeBytes: 2 * GIB }))
  expect(refused).toMatchObject({ status: 422, body: { code: 'request.invalid', fields: [{ path: 'spec.storage.sizeBytes', message: expect.stringContaining('standard-fixed does not let its volumes grow') }] } })
  expect((await api.ok<ClusterDetail>('GET', `/clusters/${id}`)).etag).toBe(detail.etag)
})
