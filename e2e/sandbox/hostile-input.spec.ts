import { expect, test, type Page } from '@playwright/test'
import { startSandbox } from '../fixtures/podkeeper'
import { createApi, open, signInFirst, type Api } from '../fixtures/sign-in'

const MARKUP = '<img src=x onerror="window.ran = true"><script>window.ran = true</script>'
const LONG = 'x'.repeat(10_000)
let podkeeper: Awaited<ReturnType<typeof startSandbox>>
let page: Page
let api: Api

test.describe.configure({ mode: 'serial' })
test.beforeAll(async ({ browser }) => {
  podkeeper = await startSandbox()
  page = await (await browser.newContext({ baseURL: podkeeper.origin })).newPage()
  await signInFirst(page, podkeeper)
  api = await createApi(page, podkeeper.origin)
})
test.afterAll(() => podkeeper.stop())

test('10,000 characters in every field of the cluster form are told beside the fields, and what was typed stays', async () => {
  await open(page, '/clusters/new')
  await page.getByRole('button', { name: /add.*variable/i }).click()
  const form = page.getByRole('main')
  const fields = await form.getByRole('textbox').or(form.getByRole('combobox').and(page.locator('input'))).all()
  expect(fields.length).toBeGreaterThan(5)
  for (const field of fields) await field.fill(LONG)
  await page.getByRole('button', { name: /^Create/ }).click()
  await expect(page.getByText('At most 40 characters').first()).toBeVisible()
  for (const field of fields) {
    // What is wrong with a variable is told at its name.
    if (!/^Value of/.test((await field.getAttribute('aria-label')) ?? '')) await expect(field).toHaveAttribute('aria-invalid', 'true')
    await expect(field).toHaveValue(LONG)
  }
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth)).toBe(true)
  expect((await api.ok<{ items: unknown[] }>('GET', '/clusters')).items).toEqual([])
})

test('other forms take no more than may be stored, and neither does REST', async () => {
  await open(page, '/settings/users')
  await page.getByRole('button', { name: 'Add a user' }).click()
  for (const [label, most] of [['User name', 60], ['Name', 120]] as const) {
    await page.getByLabel(label, { exact: true }).fill(LONG)
    await expect(page.getByLabel(label, { exact: true })).toHaveValue(LONG.slice(0, most))
  }
  for (const [path, body] of [['/users', { username: LONG, name: LONG, role: 'viewer' }], ['/tokens', { name: LONG, role: 'viewer', expiresInDays: 1 }], ['/kubernetes-clusters', { name: LONG, kubeconfig: LONG }]] as const) {
    expect(await api.call('POST', path, body)).toMatchObject({ status: 422, body: { code: 'request.invalid', fields: expect.arrayContaining([expect.objectContaining({ path: 'name' })]) } })
  }
  await page.goto(`/clusters?search=${LONG}`)
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
})

test('markup in names is text wherever it is shown', async () => {
  await open(page, '/settings/users')
  await page.getByRole('button', { name: 'Add a user' }).click()
  await page.getByLabel('User name').fill('mallory')
  await page.getByLabel('Name', { exact: true }).fill(MARKUP)
  await page.getByRole('button', { name: 'Add the user' }).click()
  await page.getByRole('button', { name: 'I have kept it' }).click()
  await expect(page.getByRole('cell', { name: MARKUP })).toBeVisible()
  await api.ok('POST', '/tokens', { name: MARKUP, role: 'viewer', expiresInDays: 1 })
  for (const [address, place] of [['/settings/tokens', page.getByRole('cell', { name: MARKUP })], ['/audit', page.getByText(MARKUP)], [`/clusters?search=${encodeURIComponent(MARKUP)}`, page.getByText(MARKUP)]] as const) {
    await page.goto(address)
    await expect(place.first()).toBeVisible()
  }
  expect(await page.evaluate(() => 'ran' in window)).toBe(false)
})
