import { readFile } from 'node:fs/promises'
import { expect, test, type Page } from '@playwright/test'
import type { ClusterDetail, SampleSeries } from '@/server/contracts/cluster'
import { createByApi, expectOnEveryReplica, rootPassword, waitUntilHealthy } from '../fixtures/clusters'
import { apps, claims, core, createNamespace, deleteNamespace, execute, pods, restarts, sql, uids } from '../fixtures/kubernetes'
import { attachOutput, startOnKubernetes, type RealPodkeeper } from '../fixtures/podkeeper'
import { createApi, open, signInFirst, type Api } from '../fixtures/sign-in'

const namespace = `pk-ui-${Date.now().toString(36)}`
let podkeeper: RealPodkeeper
let page: Page
let api: Api
let id: string
let password: string

test.describe.configure({ mode: 'serial' })
test.beforeAll(async ({ browser }) => {
  await createNamespace(namespace)
  podkeeper = await startOnKubernetes()
  page = await (await browser.newContext({ baseURL: podkeeper.origin, viewport: { width: 1440, height: 900 } })).newPage()
  await signInFirst(page, podkeeper)
  api = await createApi(page, podkeeper.origin)
})
test.afterEach(() => attachOutput(podkeeper))
test.afterAll(async () => {
  await podkeeper.stop()
  await deleteNamespace(namespace)
})

async function createByForm(name: string, instances: number, onKeptVolumes = false): Promise<string> {
  await open(page, '/clusters/new')
  await page.getByLabel('Name', { exact: true }).fill(name)
  await page.getByLabel('Namespace', { exact: true }).selectOption(namespace)
  await page.getByLabel('Instances', { exact: true }).fill(String(instances))
  await page.getByLabel('CPU', { exact: true }).fill('0.05')
  await page.getByLabel('Memory', { exact: true }).fill('0.5')
  await page.getByLabel('Volume', { exact: true }).fill('2')
  await page.getByLabel('Protect against deletion').uncheck()
  if (onKeptVolumes) await page.getByText('Start on them').click()
  await page.getByRole('button', { name: `Create ${name}` }).click()
  await expect(page).toHaveURL(/\/clusters\/[0-9a-f-]{36}/)
  return page.url().split('/').at(-1) ?? ''
}

const shownLog = () => page.getByRole('log', { name: 'Log of mysql in shop-1' })
const onPage = (text: string | RegExp) => page.getByText(text).first()

test('a 3-instance cluster is created by the form, and its provisioning is seen live', async () => {
  id = await createByForm('shop', 3)
  await expect(onPage(/primary writable|first instance|pods/i)).toBeVisible()
  await waitUntilHealthy(api, id, 3)
  await expect(page.getByText('Healthy', { exact: true }).first()).toBeVisible()
  password = await rootPassword(api, id)
})

test('a row written at the primary is read on every replica through the read service', async () => {
  await sql({ namespace, pod: 'shop-1', password, host: 'shop-primary' }, 'CREATE DATABASE shop; CREATE TABLE shop.t (a INT PRIMARY KEY AUTO_INCREMENT, at TIMESTAMP(6) DEFAULT NOW(6)); INSERT INTO shop.t VALUES ()')
  await expectOnEveryReplica({ namespace, cluster: 'shop', password, replicas: 2 }, 'SELECT COUNT(*) FROM shop.t', '1')
})

test('a delayed replica is seen to lag, leaves the read service, and comes back', async () => {
  const detail = await api.ok<ClusterDetail>('GET', `/clusters/${id}`)
  await api.ok('PUT', `/clusters/${id}`, { spec: { ...detail.spec, lag: { attentionSeconds: 2, leaveReadsSeconds: 4, returnReadsSeconds: 1 } } }, { 'if-match': detail.etag })
  await open(page, `/clusters/${id}`)
  await sql({ namespace, pod: 'shop-2', password }, 'STOP REPLICA; CHANGE REPLICATION SOURCE TO SOURCE_DELAY = 600; START REPLICA')
  const write = () => sql({ namespace, pod: 'shop-0', password }, 'INSERT INTO shop.t VALUES ()')
  const lagging = async () => (await api.ok<ClusterDetail>('GET', `/clusters/${id}`)).status?.instances[2]
  await expect(async () => {
    await write()
    const instance = await lagging()
    expect(instance?.replication?.lagSeconds ?? 0).toBeGreaterThan(4)
    expect(instance?.servesReads).toBe(false)
  }).toPass({ timeout: 60_000, intervals: [500] })
  await expect(onPage(/lags \d/)).toBeVisible()
  const highest = async () => {
    const { series } = await api.ok<SampleSeries>('GET', `/clusters/${id}/samples?metric=lagSeconds&rangeSeconds=900`)
    return Math.max(...(series.find((one) => one.instance === 'shop-2')?.values ?? []).map((value) => value ?? 0))
  }
  await expect.poll(highest, { timeout: 30_000 }).toBeGreaterThan(4)
  await expect(page.getByRole('img', { name: /lag/i }).first()).toBeVisible()
  await sql({ namespace, pod: 'shop-2', password }, 'STOP REPLICA; CHANGE REPLICATION SOURCE TO SOURCE_DELAY = 0; START REPLICA')
  await expect.poll(async () => (await lagging())?.servesReads, { timeout: 60_000 }).toBe(true)
  await expect(page.getByText('Healthy', { exact: true }).first()).toBeVisible()
})

test('scale 3 → 5 → 2 from the form', async () => {
  await open(page, `/clusters/${id}/settings`)
  await page.getByRole('button', { name: 'One more' }).click()
  await page.getByRole('button', { name: 'One more' }).click()
  await page.getByRole('button', { name: 'Scale to 5 instances' }).click()
  await waitUntilHealthy(api, id, 5)
  await expectOnEveryReplica({ namespace, cluster: 'shop', password, replicas: 4 }, 'SELECT COUNT(*) > 1 FROM shop.t', '1')
  await open(page, `/clusters/${id}/settings`)
  for (let index = 0; index < 3; index++) await page.getByRole('button', { name: 'One fewer' }).click()
  await expect(onPage(/shop-2, shop-3 and shop-4 stop/)).toBeVisible()
  await page.getByRole('button', { name: 'Scale to 2 instances' }).click()
  await waitUntilHealthy(api, id, 2)
  expect((await pods(namespace, 'shop')).map((pod) => pod.metadata?.name)).toEqual(['shop-0', 'shop-1'])
  expect(await claims(namespace, 'shop')).toHaveLength(5)
})

test('a StatefulSet deleted by hand comes back with no pod restarted', async () => {
  const before = { uids: await uids(namespace, 'shop'), restarts: await restarts(namespace, 'shop') }
  const old = (await apps.readNamespacedStatefulSet({ namespace, name: 'shop' })).metadata?.uid
  await apps.deleteNamespacedStatefulSet({ namespace, name: 'shop' })
  await expect.poll(async () => {
    const set = await apps.readNamespacedStatefulSet({ namespace, name: 'shop' }).catch(() => null)
    return set !== null && set.metadata?.uid !== old && set.status?.readyReplicas === 2
  }, { timeout: 60_000 }).toBe(true)
  await waitUntilHealthy(api, id, 2)
  expect({ uids: await uids(namespace, 'shop'), restarts: await restarts(namespace, 'shop') }).toEqual(before)
  await open(page, `/clusters/${id}/timeline`)
  await expect(onPage(/StatefulSet/)).toBeVisible()
})

test('a log goes on in the pod that replaces the one that is read, and says so', async () => {
  await open(page, `/clusters/${id}/instances`)
  await page.getByRole('table').getByRole('link', { name: 'shop-1' }).click()
  await page.getByRole('link', { name: 'Logs' }).click()
  await expect(shownLog().getByText(/ready for connections/).first()).toBeVisible()
  const [before] = await uids(namespace, 'shop').then((all) => all.slice(1))
  await core.deleteNamespacedPod({ namespace, name: 'shop-1' })
  const remark = shownLog().getByText(/^A new pod took the place of the old one$|shop-1 was replaced by a new pod/)
  await expect(remark.first()).toBeVisible()
  await expect(async () => expect((await shownLog().textContent() ?? '').split(/took the place|was replaced by a new pod/).at(-1)).toMatch(/ready for connections/)).toPass()
  await waitUntilHealthy(api, id, 2)
  expect((await uids(namespace, 'shop'))[1]).not.toBe(before)
})

test('a log goes on after a restart of the container, whose run before can be read, searched and downloaded', async () => {
  await execute(namespace, 'shop-1', ['bash', '-c', 'kill 1'])
  await expect(shownLog().getByText(/container mysql restarted/)).toBeVisible()
  await expect(async () => expect((await shownLog().textContent() ?? '').split('container mysql restarted').at(-1)).toMatch(/ready for connections/)).toPass()
  await page.getByRole('switch', { name: 'Run before the last restart' }).check()
  await expect(page.getByRole('status').getByText('Read to its end')).toBeVisible()
  await expect(shownLog().getByText(/Shutdown complete/).first()).toBeVisible()
  await page.getByLabel('Search').fill('SHUTDOWN COMPLETE')
  await expect(onPage(/^1 of \d+ lines$/)).toBeVisible()
  expect(await shownLog().locator('mark').allInnerTexts()).toContain('Shutdown complete')
  await page.getByLabel('Search').fill('no such words')
  await expect(onPage('Not found in the shown lines')).toBeVisible()
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Download' }).click()])
  expect(download.suggestedFilename()).toBe('shop-1-mysql-previous.log')
  expect(await readFile(await download.path(), 'utf8')).toMatch(/ready for connections[^]*Shutdown complete/)
  await waitUntilHealthy(api, id, 2)
})

test('an operator killed in the middle of a creation goes on when it is started again', async () => {
  const other = await createByApi(api, { namespace, name: 'other', spec: { instances: 2 } })
  await open(page, `/clusters/${other}`)
  await expect.poll(async () => (await pods(namespace, 'other')).length, { timeout: 60_000 }).toBeGreaterThan(0)
  await podkeeper.operator()?.kill9()
  podkeeper.startOperator()
  await waitUntilHealthy(api, other, 2)
  await expect(page.getByText('Healthy', { exact: true }).first()).toBeVisible()
  await api.ok('DELETE', `/clusters/${other}`, { confirmName: 'other', volumes: 'delete' })
})

test('deleted with its volumes kept, and created again on them with its data', async () => {
  await open(page, `/clusters/${id}/settings`)
  await page.getByRole('button', { name: 'Delete shop' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('Keep the volumes').click()
  await dialog.getByRole('textbox').fill('shop')
  await dialog.getByRole('button', { name: 'Delete shop, keep its data' }).click()
  await expect.poll(async () => (await api.call<{ code: string }>('GET', `/clusters/${id}`)).body.code, { timeout: 120_000 }).toBe('cluster.gone')
  expect(await claims(namespace, 'shop')).toHaveLength(5)
  id = await createByForm('shop', 2, true)
  await waitUntilHealthy(api, id, 2)
  const again = await rootPassword(api, id)
  expect(Number(await sql({ namespace, pod: 'shop-0', password: again, host: 'shop-primary' }, 'SELECT COUNT(*) FROM shop.t'))).toBeGreaterThan(1)
})
