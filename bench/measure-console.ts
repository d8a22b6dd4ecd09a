import { chromium, type Browser, type CDPSession, type Page } from '@playwright/test'
import { db, setDatabaseUrl } from '@/server/database/client'
import { startOnKubernetes, startSandbox } from '@/e2e/fixtures/podkeeper'
import { createApi, signInFirst, type Api } from '@/e2e/fixtures/sign-in'
import { createByApi, waitUntilHealthy } from '@/e2e/fixtures/clusters'
import playwrightConfig from '@/playwright.config'
import type { Figure } from './report'
import { seedClusters } from './seed-clusters'

const IDLE_MS = 60_000
const launch = (): Promise<Browser> => chromium.launch(playwrightConfig.use?.launchOptions ?? {})

/** List, pages and idle tab, with definitions and statuses in Postgres and no operator. */
export async function measureConsole(): Promise<Figure[]> {
  const podkeeper = await startOnKubernetes({ operator: false })
  const browser = await launch()
  try {
    setDatabaseUrl(podkeeper.databaseUrl)
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
    const page = await context.newPage()
    await signInFirst(page, podkeeper)
    await seedClusters(200)
    const figures = [...(await measureFirstRow(page, podkeeper.origin)), ...(await measureScripts(page, podkeeper.origin)), await measureIdle(page, podkeeper.origin)]
    await db().cluster.deleteMany()
    await seedClusters(500)
    return [...figures, await measureList(await createApi(page, podkeeper.origin))]
  } finally {
    await browser.close()
    await podkeeper.stop()
  }
}

async function measureList(api: Api): Promise<Figure> {
  const values: number[] = []
  const queries = ['', '&search=shop-4', '&sort=lag&order=desc', '&level=attention', '&page=7', '&sort=name']
  for (let index = 0; index < 200; index++) {
    const startedAt = performance.now()
    await api.ok('GET', `/clusters?pageSize=50${queries[index % queries.length]}`)
    values.push(performance.now() - startedAt)
  }
  return { name: 'list API at 500 clusters', unit: 'ms', values, target: 100, how: '200 requests one after another over HTTP with a token, pages of 50, six kinds of query' }
}

async function measureFirstRow(page: Page, origin: string): Promise<Figure[]> {
  const cdp = await page.context().newCDPSession(page)
  const time = async () => {
    const startedAt = performance.now()
    await page.goto(`${origin}/clusters`, { waitUntil: 'commit' })
    await page.getByText('shop-0', { exact: true }).first().waitFor()
    return performance.now() - startedAt
  }
  const desktop: number[] = []
  for (let index = 0; index < 10; index++) {
    await clearCache(cdp)
    desktop.push(await time())
  }
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: 4 })
  await cdp.send('Network.emulateNetworkConditions', { offline: false, latency: 40, downloadThroughput: 10e6 / 8, uploadThroughput: 3e6 / 8 })
  const phone: number[] = []
  for (let index = 0; index < 5; index++) {
    await clearCache(cdp)
    phone.push(await time())
  }
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: 1 })
  await cdp.send('Network.emulateNetworkConditions', { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: -1 })
  return [
    { name: 'first cluster row at 200 clusters', unit: 'ms', values: desktop, target: 1_000, how: 'from the navigation to the row on the screen, browser cache empty' },
    { name: 'the same on a slow phone', unit: 'ms', values: phone, target: 3_000, how: '4× CPU slowdown, 10 Mbit/s, 40 ms, browser cache empty' },
  ]
}

async function clearCache(cdp: CDPSession): Promise<void> {
  await cdp.send('Network.enable')
  await cdp.send('Network.clearBrowserCache')
}

async function measureScripts(page: Page, origin: string): Promise<Figure[]> {
  const figures: Figure[] = []
  for (const route of ['/clusters', '/clusters/new', '/clusters/bench-0', '/clusters/bench-0/instances', '/clusters/bench-0/timeline', '/clusters/bench-0/yaml', '/clusters/bench-0/settings', '/kubernetes', '/audit', '/settings/account']) {
    const cdp = await page.context().newCDPSession(page)
    await clearCache(cdp)
    const scripts = new Set<string>()
    let bytes = 0
    cdp.on('Network.responseReceived', (event) => { if (event.type === 'Script') scripts.add(event.requestId) })
    cdp.on('Network.loadingFinished', (event) => { if (scripts.has(event.requestId)) bytes += event.encodedDataLength })
    await page.goto(`${origin}${route}`, { waitUntil: 'load' })
    await page.getByRole('heading', { level: 1 }).first().waitFor()
    figures.push({ name: `JavaScript of ${route.replace('bench-0', '[id]')}`, unit: 'KiB', values: [bytes / 1024], target: 180, how: 'bytes of scripts over the wire (gzip, headers included) until the load event' })
    await cdp.detach()
  }
  return figures
}

async function measureIdle(page: Page, origin: string): Promise<Figure> {
  await page.goto(`${origin}/clusters`, { waitUntil: 'load' })
  await page.getByText('shop-0', { exact: true }).first().waitFor()
  let requests = 0
  page.on('request', () => { requests += 1 })
  await new Promise((resolve) => setTimeout(resolve, IDLE_MS))
  return { name: 'requests of an idle tab', unit: 'requests/min', values: [requests], target: 6, how: 'the clusters page left alone for a minute, beside its one event stream' }
}

/** From a fault in the simulated MySQL to its words on the page, operator, Postgres and event stream between. */
export async function measureLatency(): Promise<Figure[]> {
  const podkeeper = await startSandbox()
  const browser = await launch()
  try {
    const page = await (await browser.newContext()).newPage()
    await signInFirst(page, podkeeper)
    const api = await createApi(page, podkeeper.origin)
    const id = await createByApi(api, { namespace: 'default', name: 'bench' })
    await waitUntilHealthy(api, id, 3)
    await page.goto(`${podkeeper.origin}/clusters/${id}`)
    await page.getByRole('heading', { level: 1 }).waitFor()
    const values: number[] = []
    for (let index = 0; index < 10; index++) {
      const seen = page.getByText(/its pod is not ready|has no pod|starting/i).first()
      await seen.waitFor({ state: 'hidden' })
      const startedAt = performance.now()
      await api.ok('POST', '/sandbox/faults', { type: 'kill-pod', clusterId: id, instance: 'bench-2' })
      await seen.waitFor()
      values.push(performance.now() - startedAt)
      await waitUntilHealthy(api, id, 3)
    }
    return [{ name: 'a pod dies → words in the browser', unit: 'ms', values, target: 1_000, how: 'sandbox: from the request that kills the pod to the changed words on the open cluster page' }]
  } finally {
    await browser.close()
    await podkeeper.stop()
  }
}

/** How long real clusters take. */
export async function measureCreation(): Promise<Figure[]> {
  const { createNamespace, deleteNamespace } = await import('@/e2e/fixtures/kubernetes')
  const namespace = `pk-bench-${Date.now().toString(36)}`
  await createNamespace(namespace)
  const podkeeper = await startOnKubernetes()
  const browser = await launch()
  try {
    const page = await (await browser.newContext()).newPage()
    await signInFirst(page, podkeeper)
    const api = await createApi(page, podkeeper.origin)
    const values: number[] = []
    for (let index = 0; index < 3; index++) {
      const startedAt = performance.now()
      const id = await createByApi(api, { namespace, name: `bench-${index}` })
      await waitUntilHealthy(api, id, 3)
      values.push((performance.now() - startedAt) / 1000)
      await api.ok('DELETE', `/clusters/${id}`, { confirmName: `bench-${index}`, volumes: 'delete' })
    }
    return [{ name: 'creation of 3 instances on Kubernetes', unit: 's', values, target: null, how: 'from the REST request to healthy: primary writable, both replicas cloned and replicating, services with endpoints' }]
  } finally {
    await browser.close()
    await podkeeper.stop()
    await deleteNamespace(namespace)
  }
}
