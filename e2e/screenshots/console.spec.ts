import path from 'node:path'
import { test, type Page } from '@playwright/test'
import { createByApi, rootPassword, waitUntilHealthy } from '../fixtures/clusters'
import { createNamespace, deleteNamespace, sql } from '../fixtures/kubernetes'
import { startOnKubernetes } from '../fixtures/podkeeper'
import { ROOT } from '../fixtures/processes'
import { createApi, open, signInFirst } from '../fixtures/sign-in'

/** The pictures of docs/console.md, taken on a real Kubernetes: `npx playwright test --project=screenshots`. */
test('pictures of the console in both themes', async ({ browser }) => {
  const namespace = `shop-${Date.now().toString(36)}`
  await createNamespace(namespace)
  const podkeeper = await startOnKubernetes({ nodeStatistics: true })
  try {
    const page = await (await browser.newContext({ baseURL: podkeeper.origin, viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' })).newPage()
    await signInFirst(page, podkeeper)
    const api = await createApi(page, podkeeper.origin)
    const id = await createByApi(api, { namespace, name: 'shop-db', spec: { lag: { attentionSeconds: 2, leaveReadsSeconds: 6, returnReadsSeconds: 1 } } })
    await open(page, `/clusters/${id}`)
    await picture(page, 'creating')
    await waitUntilHealthy(api, id, 3)
    const password = await rootPassword(api, id)
    const at = { namespace, pod: 'shop-db-0', password }
    await sql(at, 'CREATE DATABASE shop; CREATE TABLE shop.orders (id INT PRIMARY KEY AUTO_INCREMENT, at TIMESTAMP(6) DEFAULT NOW(6))')
    await sql({ ...at, pod: 'shop-db-2' }, 'STOP REPLICA; CHANGE REPLICATION SOURCE TO SOURCE_DELAY = 8; START REPLICA')
    for (let index = 0; index < 25; index++) await sql(at, 'INSERT INTO shop.orders VALUES (); DO SLEEP(0.4)')
    for (const [name, address] of [['overview', `/clusters/${id}`], ['clusters', '/clusters'], ['instances', `/clusters/${id}/instances?instance=shop-db-0&view=logs`], ['timeline', `/clusters/${id}/timeline`], ['yaml', `/clusters/${id}/yaml`], ['settings', `/clusters/${id}/settings`], ['new', '/clusters/new'], ['kubernetes', '/kubernetes'], ['audit', '/audit']] as const) {
      await sql(at, 'INSERT INTO shop.orders VALUES ()')
      await open(page, address)
      await picture(page, name)
    }
  } finally {
    await podkeeper.stop()
    await deleteNamespace(namespace)
  }
})

async function picture(page: Page, name: string): Promise<void> {
  for (const theme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
    await page.screenshot({ path: path.join(ROOT, 'docs', 'images', `${name}-${theme}.png`) })
  }
}
