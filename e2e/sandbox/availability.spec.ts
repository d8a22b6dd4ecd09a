import { expect, test, type Page } from '@playwright/test'
import type { ClusterDetail } from '@/server/contracts/cluster'
import { createByApi, waitUntilHealthy } from '../fixtures/clusters'
import { expectAccessible, expectPresentable } from '../fixtures/look'
import { startSandbox } from '../fixtures/podkeeper'
import { createApi, open, signInFirst, type Api } from '../fixtures/sign-in'

let podkeeper: Awaited<ReturnType<typeof startSandbox>>
let page: Page
let api: Api
let id: string
let errors: string[]

test.describe.configure({ mode: 'serial' })
test.beforeAll(async ({ browser }) => {
  podkeeper = await startSandbox()
  page = await (await browser.newContext({ baseURL: podkeeper.origin, viewport: { width: 1440, height: 900 } })).newPage()
  errors = []
  page.on('pageerror', (error) => errors.push(error.message))
  await signInFirst(page, podkeeper)
  api = await createApi(page, podkeeper.origin)
})
test.afterAll(() => podkeeper.stop())

const detail = () => api.ok<ClusterDetail>('GET', `/clusters/${id}`)
const primary = async () => (await detail()).status?.primary ?? ''
const node = (name: string) => page.getByRole('group', { name: new RegExp(`^${name}, `) })
const menuOf = async (name: string) => page.getByRole('button', { name: `Actions for ${name}` }).click()
const quiet = () => expect.poll(async () => (await detail()).status?.availability?.switchover['shop-db-0']?.every((check) => check.state === 'passed') ?? (await detail()).status?.availability?.switchover['shop-db-1']?.every((check) => check.state === 'passed'), { timeout: 60_000 }).toBe(true)

test('the form says what acknowledgements tolerate, and the cluster is created with them', async () => {
  await open(page, '/clusters/new')
  await page.getByLabel('Name', { exact: true }).fill('shop-db')
  await page.getByRole('radio', { name: 'Semi-synchronous replication' }).check()
  await expect(page.getByText('A commit returns when 2 of 3 instances have it.').first()).toBeVisible()
  await page.getByLabel('Acknowledgements').selectOption({ label: '2 of 2 replicas' })
  await expect(page.getByText('If any replica is away, commits wait.').first()).toBeVisible()
  await page.getByLabel('Acknowledgements').selectOption({ index: 0 })
  await page.getByText('More', { exact: true }).click()
  await page.getByLabel('Quiet time between failovers').fill('0')
  await page.getByRole('button', { name: 'Create shop-db' }).click()
  await expect(page).toHaveURL(/\/clusters\/[0-9a-f-]{36}/)
  id = page.url().split('/').at(-1) ?? ''
  await waitUntilHealthy(api, id, 3)
  expect((await detail()).spec).toMatchObject({ topology: 'semisync', semiSync: { acknowledgements: null }, failover: { mode: 'automatic', quietSeconds: 0 } })
  const panel = page.locator('section', { has: page.getByRole('heading', { name: 'Availability' }) })
  await expect(panel.getByText(/Each commit waits for 1 of 2 replicas/)).toBeVisible()
  await expect(panel.getByText('another instance takes over and no acknowledged write is lost')).toBeVisible()
})

test('a switchover begins with its checklist and ends with how long writes were stopped', async () => {
  await open(page, `/clusters/${id}`)
  await menuOf('shop-db-1')
  await page.getByRole('menuitem', { name: 'Make primary…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Make shop-db-1 the primary' })
  await expect(dialog.getByText('12 of 12 conditions are met')).toBeVisible()
  await expect(dialog.getByText('Its replication threads run')).toBeVisible()
  await dialog.getByRole('button', { name: 'Switch over to shop-db-1' }).click()
  const running = page.getByRole('dialog', { name: /Switch over from shop-db-0/ })
  await expect(running.getByText(/^Done\. Writes were interrupted for/)).toBeVisible({ timeout: 30_000 })
  await running.getByRole('button', { name: 'Close' }).last().click()
  expect(await primary()).toBe('shop-db-1')
  await waitUntilHealthy(api, id, 3)
})

test('a replica that is dragged onto the primary opens the same checklist; a condition that is not met blocks it', async () => {
  await api.ok('POST', '/sandbox/faults', { type: 'stop-sql-thread', clusterId: id, instance: 'shop-db-2' })
  await expect.poll(async () => (await detail()).status?.availability?.switchover['shop-db-2']?.find((check) => check.id === 'threads')?.state, { timeout: 30_000 }).toBe('failed')
  await open(page, `/clusters/${id}`)
  await node('shop-db-2').dragTo(node('shop-db-1'))
  const dialog = page.getByRole('dialog', { name: 'Make shop-db-2 the primary' })
  await expect(dialog.getByText('Its replication threads run')).toBeVisible()
  await expect(dialog.getByRole('button', { name: 'Switch over to shop-db-2' })).toHaveAttribute('aria-disabled', 'true')
  await dialog.getByRole('button', { name: 'Keep as it is' }).click()
  const { faults } = await api.ok<{ faults: { id: string }[] }>('GET', '/sandbox')
  for (const fault of faults) await api.ok('DELETE', `/sandbox/faults/${fault.id}`)
  await waitUntilHealthy(api, id, 3)
})

test('a switchover is taken back by cancelling it', async () => {
  await quiet()
  const before = await primary()
  const target = before === 'shop-db-1' ? 'shop-db-0' : 'shop-db-1'
  // The target cannot catch up, so that there is time to cancel.
  await api.ok('POST', '/sandbox/faults', { type: 'set-load', clusterId: id, transactionsPerSecond: 50 })
  await open(page, `/clusters/${id}`)
  await menuOf(target)
  await page.getByRole('menuitem', { name: 'Make primary…' }).click()
  await page.getByRole('button', { name: `Switch over to ${target}` }).click()
  const running = page.getByRole('dialog', { name: /Switch over from/ })
  const cancel = running.getByRole('button', { name: 'Cancel and take it back' })
  await cancel.click({ timeout: 10_000 }).catch(() => undefined)
  await expect(running.getByText(/Taken back|Done\.|can no longer be cancelled/).first()).toBeVisible({ timeout: 60_000 })
  const operation = (await detail()).operations.find((one) => one.kind === 'switchover')
  // Whichever came first, the cluster says one of the two and not something between.
  if (operation?.state === 'cancelled') expect(await primary()).toBe(before)
  await waitUntilHealthy(api, id, 3)
})

test('a lost primary is failed over from by itself, seen live', async () => {
  await quiet()
  const lost = await primary()
  await open(page, `/clusters/${id}`)
  await api.ok('POST', '/sandbox/faults', { type: 'hang-mysql', clusterId: id, instance: lost })
  await expect(page.getByText(`Fail over from ${lost}`).first()).toBeVisible({ timeout: 60_000 })
  await expect.poll(primary, { timeout: 60_000 }).not.toBe(lost)
  const after = await primary()
  await expect(node(after).getByText('primary', { exact: true })).toBeVisible({ timeout: 30_000 })
  await open(page, `/clusters/${id}/timeline`)
  await expect(page.getByText(/Failover from .* is done\. Writes were interrupted for .* Nothing that was committed was lost/).first()).toBeVisible({ timeout: 60_000 })
  const { faults } = await api.ok<{ faults: { id: string }[] }>('GET', '/sandbox')
  for (const fault of faults) await api.ok('DELETE', `/sandbox/faults/${fault.id}`)
  await waitUntilHealthy(api, id, 3)
})

test('automation that is stopped is told on every page with who and why, and goes on', async () => {
  await open(page, `/clusters/${id}/settings`)
  await page.getByRole('button', { name: 'Stop automation of shop-db…' }).click()
  await page.getByRole('dialog').getByLabel('Why').fill('moving racks')
  await page.getByRole('dialog').getByRole('button', { name: 'Stop automation of shop-db' }).click()
  for (const part of ['', '/instances', '/timeline', '/yaml', '/settings']) {
    await open(page, `/clusters/${id}${part}`)
    await expect(page.getByText('Automation is stopped for this cluster.')).toBeVisible()
    await expect(page.getByText(/“moving racks”, admin/)).toBeVisible()
  }
  await expect.poll(async () => (await detail()).summary.headline).toContain('stopped automation')
  await page.getByRole('button', { name: 'Let automation go on' }).click()
  await expect(page.getByText('Automation is stopped for this cluster.')).toBeHidden()
  await waitUntilHealthy(api, id, 3)
})

test('a replica with writes of its own is quarantined, fenced, and replaced by a copy', async () => {
  const replica = (await detail()).status?.instances.find((one) => one.role === 'replica')?.name ?? ''
  await api.ok('POST', '/sandbox/faults', { type: 'write-by-hand', clusterId: id, instance: replica, transactions: 2 })
  await open(page, `/clusters/${id}`)
  await expect(node(replica).getByText('quarantined')).toBeVisible({ timeout: 30_000 })
  await page.getByRole('button', { name: `Repair ${replica}…` }).click()
  await expect(page.getByRole('region', { name: `Transactions that only ${replica} has` }).getByText(/Inserts rows in app\.notes/).first()).toBeVisible({ timeout: 15_000 })
  await page.getByRole('radio', { name: 'Keep it for now' }).check()
  await page.getByRole('button', { name: `Fence ${replica}…` }).click()
  await page.getByRole('dialog').getByLabel('Why').fill('who wrote this?')
  await page.getByRole('dialog').getByRole('button', { name: `Fence ${replica}` }).click()
  await expect(page.getByText(`${replica} is fenced.`)).toBeVisible()
  await expect(node(replica).getByText('fenced', { exact: true })).toBeVisible({ timeout: 15_000 })
  await page.getByRole('button', { name: `Lift the fence of ${replica}` }).click()
  await expect(page.getByText(`${replica} is fenced.`)).toBeHidden()
  await page.getByRole('button', { name: `Repair ${replica}…` }).click()
  const dialog = page.getByRole('dialog', { name: `Repair ${replica}` })
  await dialog.getByLabel(`Type ${replica} to replace its data`).fill(replica)
  await dialog.getByRole('button', { name: `Replace the data of ${replica}` }).click()
  await waitUntilHealthy(api, id, 3)
})

test('an asynchronous cluster says why it is not failed over, what would be lost, and what has to be certain first', async () => {
  id = await createByApi(api, { namespace: 'default', name: 'plain', spec: { failover: { mode: 'automatic', allowDataLoss: false, confirmSeconds: 1, quietSeconds: 0 } } })
  await waitUntilHealthy(api, id, 3)
  const lost = await primary()
  await api.ok('POST', '/sandbox/faults', { type: 'hang-mysql', clusterId: id, instance: lost })
  await open(page, `/clusters/${id}`)
  await expect(page.getByText(/nobody takes over: With asynchronous replication/).first()).toBeVisible({ timeout: 60_000 })
  await page.getByRole('button', { name: 'Fail over…' }).first().click()
  const dialog = page.getByRole('dialog', { name: `Fail over from ${lost}` })
  await expect(dialog.getByText('Writes that clients saw committed may be lost.')).toBeVisible()
  await expect(dialog.getByRole('listitem').filter({ hasText: 'The old primary takes no more writes' })).toContainText('may still run and take writes')
  await expect(dialog.getByRole('button', { name: 'Fail over now' })).toHaveAttribute('aria-disabled', 'true')
  await dialog.getByRole('button', { name: 'Keep as it is' }).click()
  const { faults } = await api.ok<{ faults: { id: string }[] }>('GET', '/sandbox')
  for (const fault of faults) await api.ok('DELETE', `/sandbox/faults/${fault.id}`)
  await waitUntilHealthy(api, id, 3)
})

test('every new page is presentable in both themes and at 360 px', async () => {
  test.setTimeout(300_000)
  const instance = encodeURIComponent((await detail()).summary.instances.at(-1)?.name ?? '')
  for (const address of [`/clusters/${id}`, `/clusters/${id}/instances?instance=${instance}`, `/clusters/${id}/timeline`, `/clusters/${id}/settings`, '/clusters/new', '/kubernetes', '/docs/availability']) await expectPresentable(page, address)
  expect(errors).toEqual([])
})

test('dialogs are presentable too', async () => {
  for (const width of [1440, 360]) {
    await page.setViewportSize({ width, height: 900 })
    for (const [action, name] of [['Make primary…', /Make plain-\d the primary/], ['Fence…', /Fence plain-\d/]] as const) {
      await open(page, `/clusters/${id}`)
      await menuOf((await detail()).status?.instances.find((one) => one.role === 'replica')?.name ?? '')
      await page.getByRole('menuitem', { name: action }).click()
      await expect(page.getByRole('dialog', { name })).toBeVisible()
      await expectAccessible(page, `${action} at ${width} px`)
    }
  }
})
