import { expect, test, type Browser, type Page } from '@playwright/test'
import type { ClusterDetail } from '@/server/contracts/cluster'
import { ADMIN, startSandbox } from '../fixtures/podkeeper'
import { expectPresentable } from '../fixtures/look'
import { createApi, open, signIn, signInFirst, type Api } from '../fixtures/sign-in'
import { createByApi, waitUntilHealthy } from '../fixtures/clusters'

let podkeeper: Awaited<ReturnType<typeof startSandbox>>
let page: Page
let api: Api
let errors: string[]

test.describe.configure({ mode: 'serial' })
test.beforeAll(async ({ browser }) => {
  podkeeper = await startSandbox()
  page = await openPage(browser)
})
test.afterAll(() => podkeeper.stop())

async function openPage(browser: Browser): Promise<Page> {
  const opened = await (await browser.newContext({ baseURL: podkeeper.origin, viewport: { width: 1440, height: 900 } })).newPage()
  errors = []
  opened.on('pageerror', (error) => errors.push(error.message))
  return opened
}

test('a wrong password is refused, and the one-time password must be changed', async () => {
  await signIn(page, podkeeper.origin, ADMIN.username, 'not the password')
  await expect(page.getByText('User name or password is wrong')).toBeVisible()
  await signInFirst(page, podkeeper)
  await expect(page.getByRole('heading', { name: 'No clusters yet' })).toBeVisible()
  await expect(page.getByText(/sandbox/i).first()).toBeVisible()
  api = await createApi(page, podkeeper.origin)
})

test('a cluster is created by typing a name, and its steps are seen until it is healthy', async () => {
  await page.getByRole('link', { name: /create a cluster|new cluster/i }).first().click()
  await page.getByLabel('Name', { exact: true }).fill('shop-db')
  await page.getByRole('button', { name: 'Create shop-db' }).click()
  await expect(page).toHaveURL(/\/clusters\/[0-9a-f-]{36}/)
  await expect(page.getByRole('heading', { level: 1, name: 'shop-db' })).toBeVisible()
  await expect(page.getByText('Healthy', { exact: true }).first()).toBeVisible({ timeout: 60_000 })
})

test('bad input is told beside its field and loses nothing', async () => {
  await open(page, '/clusters/new')
  const name = page.getByLabel('Name', { exact: true })
  await name.fill('<script>alert(1)</script>')
  await page.getByRole('button', { name: /^Create/ }).click()
  await expect(page.getByText(/Lower case letters, digits and hyphens; begins with a letter/).first()).toBeVisible()
  await name.fill('x'.repeat(10_000))
  await expect(page.getByText(/At most 40 characters/).first()).toBeVisible()
  await name.fill('shop-db')
  await page.getByRole('button', { name: 'Create shop-db' }).click()
  await expect(page.getByText(/name is taken|already/i).first()).toBeVisible()
  await expect(name).toHaveValue('shop-db')
})

test('a slow replica is seen to lag, leaves the read service and comes back', async () => {
  await open(page, '/clusters')
  await page.getByRole('link', { name: 'shop-db' }).first().click()
  await expect(page.getByRole('heading', { level: 1, name: 'shop-db' })).toBeVisible()
  const panel = page.getByRole('region', { name: /break something/i }).or(page.locator('section', { hasText: 'Sandbox: break something' })).first()
  await panel.getByLabel('Instance').selectOption('shop-db-2')
  await panel.getByRole('button', { name: 'Stop applying' }).click()
  await expect(page.getByText(/Degraded|shop-db-2/).first()).toBeVisible()
  await expect(page.getByText(/SQL thread|applier|applying/i).first()).toBeVisible({ timeout: 30_000 })
  await panel.getByRole('button', { name: 'End it' }).first().click()
  await expect(page.getByText('Healthy', { exact: true }).first()).toBeVisible({ timeout: 60_000 })
})

test('scaling says what will happen, and happens', async () => {
  const id = page.url().split('/').at(-1) ?? ''
  await open(page, `/clusters/${id}/settings`)
  await page.getByRole('button', { name: 'One more' }).click()
  await page.getByRole('button', { name: 'Scale to 4 instances' }).click()
  await waitUntilHealthy(api, id, 4)
  await page.getByRole('button', { name: 'One fewer' }).click()
  await page.getByRole('button', { name: 'One fewer' }).click()
  await expect(page.getByText(/shop-db-2 and shop-db-3 stop/).first()).toBeVisible()
  await page.getByRole('button', { name: 'Scale to 2 instances' }).click()
  await waitUntilHealthy(api, id, 2)
})

test('passwords are shown on request only, and the look is audited', async () => {
  const id = page.url().split('/').at(-2) ?? ''
  await open(page, `/clusters/${id}`)
  await page.getByRole('button', { name: 'Show password' }).click()
  await expect(page.getByRole('button', { name: /Copy the password of root/ })).toBeVisible()
  await open(page, '/audit')
  await expect(page.getByRole('cell', { name: 'Looked at a password' }).first()).toBeVisible()
})

test('logs of an instance are shown and searched', async () => {
  await open(page, '/clusters')
  await page.getByRole('link', { name: 'shop-db' }).first().click()
  await expect(page.getByRole('heading', { level: 1, name: 'shop-db' })).toBeVisible()
  await page.getByRole('link', { name: 'Instances', exact: true }).click()
  await page.getByRole('table').getByRole('link', { name: 'shop-db-0' }).click()
  await page.getByRole('link', { name: 'Logs' }).click()
  await expect(page.getByText(/ready for connections/).first()).toBeVisible({ timeout: 30_000 })
})

test('a lost connection is told and mends itself', async () => {
  await open(page, '/clusters')
  await expect(page.getByText('Live', { exact: true }).first()).toBeVisible()
  await page.context().setOffline(true)
  await expect(page.getByText(/reconnecting|offline|no connection/i).first()).toBeVisible({ timeout: 30_000 })
  await page.context().setOffline(false)
  await expect(page.getByText('Live', { exact: true }).first()).toBeVisible({ timeout: 60_000 })
})

test('the command palette jumps to a cluster by keyboard', async () => {
  await open(page, '/clusters')
  await page.keyboard.press('Control+k')
  await page.getByPlaceholder('Cluster, instance, page or action').fill('shop-db')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/clusters\/[0-9a-f-]{36}/)
})

test('every page is accessible in both themes and fits 1440 and 360 px', async () => {
  test.setTimeout(600_000)
  const id = page.url().split('/').at(-1) ?? ''
  for (const path of ['/clusters', '/clusters/new', `/clusters/${id}`, `/clusters/${id}/instances`, `/clusters/${id}/timeline`, `/clusters/${id}/yaml`, `/clusters/${id}/settings`, '/kubernetes', '/audit', '/settings/users', '/settings/tokens', '/settings/account', '/docs/api', '/docs/errors']) {
    await expectPresentable(page, path)
  }
})

test('a viewer whose cluster is deleted meanwhile is told when and by whom', async ({ browser }) => {
  const id = await createByApi(api, { namespace: 'default', name: 'short-lived', spec: { topology: 'single', instances: 1 } })
  await waitUntilHealthy(api, id, 1)
  const viewer = await openPage(browser)
  await signIn(viewer, podkeeper.origin, ADMIN.username, ADMIN.password)
  await expect(viewer).toHaveURL(/clusters/)
  await open(viewer, `/clusters/${id}`)
  await open(page, `/clusters/${id}/settings`)
  await page.getByRole('button', { name: 'Delete short-lived' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('Delete the volumes').click()
  await dialog.getByRole('textbox').fill('short-lived')
  await dialog.getByRole('button', { name: 'Delete short-lived and its data' }).click()
  await expect(viewer.getByText('short-lived was deleted')).toBeVisible({ timeout: 60_000 })
})

test('a cluster is there again after a restart with its data, and nothing is made anew', async () => {
  const { items } = await api.ok<{ items: { id: string }[] }>('GET', '/clusters?search=shop-db')
  const id = items[0]?.id ?? ''
  const before = await waitUntilHealthy(api, id, 2)
  const stoppedAt = new Date().toISOString()
  await podkeeper.restart()
  const after = await waitUntilHealthy(api, id, 2)
  const facts = ({ status }: ClusterDetail) => status?.instances.map(({ name, mysql }) => ({ name, uuid: mysql?.serverUuid }))
  expect(facts(after)).toEqual(facts(before))
  const { items: events } = await api.ok<{ items: { at: string; reason: string }[] }>('GET', `/clusters/${id}/timeline?limit=100`)
  expect(events.filter(({ at, reason }) => at > stoppedAt && /Creat|Bootstrap|Clon|Provision/.test(reason))).toEqual([])
  await expect(page.getByText('Live', { exact: true }).first()).toBeVisible({ timeout: 60_000 })
})

test('nothing was thrown in the browser meanwhile', () => {
  expect(errors).toEqual([])
})
