import { expect, test } from '@playwright/test'
import type { Preview } from '@/server/contracts/cluster'
import type { KubernetesClusterView } from '@/server/contracts/kubernetes'
import { createByApi, expectOnEveryReplica, READY_TIMEOUT_MS, rootPassword, SMALL, waitUntilHealthy } from '../fixtures/clusters'
import { apps, applyYaml, claims, core, createNamespace, deleteNamespace, execute, pods, restarts, sql, uids } from '../fixtures/kubernetes'
import { attachOutput, startOnKubernetes, type RealPodkeeper } from '../fixtures/podkeeper'
import { createApi, signInFirst, type Api } from '../fixtures/sign-in'

const namespace = `pk-rest-${Date.now().toString(36)}`
const standalone = `${namespace}-alone`
let podkeeper: RealPodkeeper
let api: Api

/** The files of the donor are being written: the temporary server is stopped there, so that it cannot be finished before it is cut off. */
async function stopInTheMiddleOfItsClone(at: { namespace: string; pod: string }): Promise<void> {
  const script = `until [ -d '/var/lib/mysql/#clone' ]; do sleep 0.02; done
for process in /proc/[0-9]*; do if [ "$(readlink "$process/exe")" = "$(readlink -f "$(command -v mysqld)")" ]; then kill -STOP "\${process#/proc/}"; fi; done
[ ! -e /var/lib/mysql/.podkeeper-initialized ]`
  await expect(() => execute(at.namespace, at.pod, ['bash', '-c', script], 'clone-mysql')).toPass({ timeout: READY_TIMEOUT_MS, intervals: [100] })
}

test.describe.configure({ mode: 'serial' })
test.beforeAll(async ({ browser }) => {
  await createNamespace(namespace)
  await createNamespace(standalone)
  podkeeper = await startOnKubernetes()
  const page = await (await browser.newContext()).newPage()
  await signInFirst(page, podkeeper)
  api = await createApi(page, podkeeper.origin)
})
test.afterEach(() => attachOutput(podkeeper))
test.afterAll(async () => {
  await podkeeper.stop()
  await deleteNamespace(namespace)
  await deleteNamespace(standalone)
})

test('the roles of deploy/ give everything that Podkeeper needs', async () => {
  await expect(async () => {
    const [kubernetes] = (await api.ok<{ items: KubernetesClusterView[] }>('GET', '/kubernetes-clusters')).items
    expect(kubernetes?.inventory?.missingPermissions).toEqual(['get nodes/proxy (optional)'])
  }).toPass()
})

test('a dry run says what would be applied, is checked by Kubernetes and changes nothing', async () => {
  const preview = await api.ok<Preview>('POST', '/clusters?dryRun=true', { namespace, name: 'plan', spec: SMALL })
  expect(preview.checkedByKubernetes).toBe(true)
  expect(preview.problems).toEqual([])
  expect(preview.manifests.map((manifest) => manifest.kind)).toEqual(expect.arrayContaining(['Secret', 'ConfigMap', 'Service', 'StatefulSet', 'PodDisruptionBudget', 'NetworkPolicy', 'ServiceAccount']))
  expect(await pods(namespace, 'plan')).toEqual([])
  await expect(core.readNamespacedSecret({ namespace, name: 'plan-credentials' })).rejects.toMatchObject({ code: 404 })
})

test('an operator killed in the middle of a creation: the next one goes on', async () => {
  const id = await createByApi(api, { namespace, name: 'killed' })
  await expect.poll(async () => (await pods(namespace, 'killed')).length, { timeout: 60_000 }).toBe(3)
  await podkeeper.operator()?.kill9()
  podkeeper.startOperator()
  const detail = await waitUntilHealthy(api, id, 3)
  expect(detail.status?.primary).toBe('killed-0')
  const password = await rootPassword(api, id)
  await sql({ namespace, pod: 'killed-0', password, host: 'killed-primary' }, 'CREATE DATABASE shop; CREATE TABLE shop.t (a INT PRIMARY KEY); INSERT INTO shop.t VALUES (41)')
  await expectOnEveryReplica({ namespace, cluster: 'killed', password, replicas: 2 }, 'SELECT a FROM shop.t', '41')
  await api.ok('DELETE', `/clusters/${id}`, { confirmName: 'killed', volumes: 'delete' })
  await expect.poll(() => claims(namespace, 'killed'), { timeout: 120_000 }).toEqual([])
})

test('two operators: one leads, and the other takes over when the first is killed', async () => {
  const first = podkeeper.operator()
  const second = podkeeper.startSecondOperator()
  const holder = async () => (await api.ok<{ holder: string | null }>('GET', '/operator')).holder ?? ''
  expect(await holder()).toContain(`/${first?.pid}/`)
  await first?.kill9()
  await expect.poll(holder, { timeout: 20_000 }).toContain(`/${second.pid}/`)
  await second.stop()
  podkeeper.startOperator()
})

test('the whole life by REST: create, scale 3→5→2, lose every object, delete and come back on kept volumes', async () => {
  const id = await createByApi(api, { namespace, name: 'life' })
  await waitUntilHealthy(api, id, 3)
  const password = await rootPassword(api, id)
  const primary = { namespace, pod: 'life-0', password, host: 'life-primary' }
  await sql(primary, 'CREATE DATABASE shop; CREATE TABLE shop.t (a INT PRIMARY KEY); INSERT INTO shop.t VALUES (7)')

  await api.ok('POST', `/clusters/${id}/scale`, { instances: 5 })
  await waitUntilHealthy(api, id, 5)
  await expectOnEveryReplica({ namespace, cluster: 'life', password, replicas: 4 }, 'SELECT a FROM shop.t', '7')
  await api.ok('POST', `/clusters/${id}/scale`, { instances: 2, removedVolumes: 'delete' })
  await waitUntilHealthy(api, id, 2)
  await expect.poll(() => claims(namespace, 'life'), { timeout: 60_000 }).toEqual(['data-life-0', 'data-life-1'])

  const before = { uids: await uids(namespace, 'life'), restarts: await restarts(namespace, 'life') }
  await apps.deleteNamespacedStatefulSet({ namespace, name: 'life', propagationPolicy: 'Background' })
  await core.deleteNamespacedService({ namespace, name: 'life-read' })
  await core.deleteNamespacedConfigMap({ namespace, name: 'life-config' })
  await core.deleteNamespacedSecret({ namespace, name: 'life-credentials' })
  await expect.poll(async () => (await apps.readNamespacedStatefulSet({ namespace, name: 'life' }).catch(() => null))?.status?.readyReplicas ?? 0, { timeout: 60_000 }).toBe(2)
  await expect(async () => {
    await core.readNamespacedService({ namespace, name: 'life-read' })
    await core.readNamespacedConfigMap({ namespace, name: 'life-config' })
    await core.readNamespacedSecret({ namespace, name: 'life-credentials' })
  }).toPass({ timeout: 30_000 })
  await waitUntilHealthy(api, id, 2)
  expect({ uids: await uids(namespace, 'life'), restarts: await restarts(namespace, 'life') }).toEqual(before)

  await api.ok('DELETE', `/clusters/${id}`, { confirmName: 'life', volumes: 'keep' })
  await expect.poll(async () => (await api.call<{ code: string }>('GET', `/clusters/${id}`)).body.code, { timeout: 120_000 }).toBe('cluster.gone')
  expect(await pods(namespace, 'life')).toEqual([])
  expect(await claims(namespace, 'life')).toEqual(['data-life-0', 'data-life-1'])
  const again = await createByApi(api, { namespace, name: 'life', spec: { instances: 2 }, useKeptVolumes: true })
  await waitUntilHealthy(api, again, 2)
  expect(await sql({ ...primary, password: await rootPassword(api, again) }, 'SELECT a FROM shop.t')).toBe('7')
  await api.ok('DELETE', `/clusters/${again}`, { confirmName: 'life', volumes: 'delete' })
})

test('the statefulset way heals without Podkeeper, also a clone that is cut off, and its exported YAML stands alone', async () => {
  const id = await createByApi(api, { namespace, name: 'plain', spec: { management: 'statefulset', instances: 2 } })
  await waitUntilHealthy(api, id, 2)
  const password = await rootPassword(api, id)
  const primary = { namespace, pod: 'plain-0', password, host: 'plain-primary' }
  await sql(primary, 'CREATE DATABASE shop; CREATE TABLE shop.t (a INT PRIMARY KEY); INSERT INTO shop.t VALUES (1)')
  const yaml = (await api.ok<{ yaml: string }>('GET', `/clusters/${id}/manifests?form=standalone`)).yaml
  await podkeeper.operator()?.stop()
  await core.createNamespacedSecret({ namespace: standalone, body: { metadata: { name: 'plain-credentials' }, stringData: Object.fromEntries(['root', 'operator', 'replication', 'clone', 'backup', 'exporter'].map((account) => [account, `Pw-${account}-1234567`])) } })
  await applyYaml(yaml, standalone)

  const rowsOnReplica = () => sql({ namespace, pod: 'plain-1', password }, 'SELECT GROUP_CONCAT(a ORDER BY a) FROM shop.t').catch(() => '')
  await core.deleteNamespacedPod({ namespace, name: 'plain-1' })
  await sql(primary, 'INSERT INTO shop.t VALUES (2)')
  await expect.poll(rowsOnReplica, { timeout: READY_TIMEOUT_MS }).toBe('1,2')
  await sql(primary, 'INSERT INTO shop.t VALUES (3)')
  await expect.poll(rowsOnReplica).toBe('1,2,3')

  // Without its volume it is cloned; that is cut off in the middle, and what it leaves behind is not taken for a server.
  await core.deleteNamespacedPersistentVolumeClaim({ namespace, name: 'data-plain-1' })
  await core.deleteNamespacedPod({ namespace, name: 'plain-1' })
  await stopInTheMiddleOfItsClone({ namespace, pod: 'plain-1' })
  await core.deleteNamespacedPod({ namespace, name: 'plain-1', gracePeriodSeconds: 0 })
  await sql(primary, 'INSERT INTO shop.t VALUES (4)')
  await expect.poll(rowsOnReplica, { timeout: READY_TIMEOUT_MS }).toBe('1,2,3,4')
  expect(await core.readNamespacedPodLog({ namespace, name: 'plain-1', container: 'clone-mysql' })).toMatch(/An earlier start was cut off: what it left behind is wiped[^]*Cloned plain-0/)

  const alone = { namespace: standalone, pod: 'plain-0', password: 'Pw-root-1234567', host: 'plain-primary' }
  await expect.poll(async () => (await apps.readNamespacedStatefulSet({ namespace: standalone, name: 'plain' })).status?.readyReplicas ?? 0, { timeout: READY_TIMEOUT_MS }).toBe(2)
  await sql(alone, 'CREATE DATABASE other; CREATE TABLE other.t (a INT PRIMARY KEY); INSERT INTO other.t VALUES (3)')
  await expect.poll(() => sql({ ...alone, host: '127.0.0.1', pod: 'plain-1' }, 'SELECT a FROM other.t').catch(() => '')).toBe('3')
  podkeeper.startOperator()
  await api.ok('DELETE', `/clusters/${id}`, { confirmName: 'plain', volumes: 'delete' })
  await expect.poll(async () => (await api.call<{ code: string }>('GET', `/clusters/${id}`)).body.code).toBe('cluster.gone')
})

test('a change made on an old version is refused and shows what changed', async () => {
  const id = await createByApi(api, { namespace, name: 'edited', spec: { topology: 'single', instances: 1 } })
  const detail = await waitUntilHealthy(api, id, 1)
  const protectedSpec = { ...detail.spec, deletionProtection: true }
  await api.ok('PUT', `/clusters/${id}`, { spec: protectedSpec }, { 'if-match': detail.etag })
  const late = await api.call<{ code: string; current: unknown }>('PUT', `/clusters/${id}`, { spec: { ...detail.spec, lag: { ...detail.spec.lag, attentionSeconds: 9 } } }, { 'if-match': detail.etag })
  expect(late.status).toBe(409)
  expect(late.body.code).toBe('cluster.changed-meanwhile')
  expect(JSON.stringify(late.body.current)).toContain('deletionProtection')
  const refused = await api.call<{ code: string }>('DELETE', `/clusters/${id}`, { confirmName: 'edited', volumes: 'delete' })
  expect(refused.body.code).toBe('cluster.protected')
})
