import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { CLUSTER_PRESETS } from '@/server/contracts/cluster-spec'
import type { ServerEvent } from '@/server/contracts/events'
import { db, jsonOf } from '@/server/database/client'
import { waitUntilListening } from '@/server/database/listen'
import { notifyNow } from '@/server/database/notify'
import { createTestDatabase, TEST_DATABASE_TIMEOUT_MS, type TestDatabase } from '@/server/database/testing/create-test-database'
import { systemClock, type Clock } from '@/server/domain/clock'
import { metrics } from '@/server/http/metrics'
import { signedInAs, type TestUser } from '@/server/http/testing/signed-in-as'
import { EventHub } from './event-hub'
import { HELLO_EVERY_MS, streamEvents } from './stream-events'

let database: TestDatabase
let viewer: TestUser
let hub: EventHub
const open: AbortController[] = []

beforeAll(async () => {
  database = await createTestDatabase()
  viewer = await signedInAs('viewer')
  await db().kubernetesCluster.create({ data: { id: 'k', name: 'prod', source: 'environment' } })
}, TEST_DATABASE_TIMEOUT_MS)
afterAll(() => database.drop())
beforeEach(async () => {
  hub = new EventHub()
  await db().cluster.deleteMany()
  for (const id of ['one', 'two']) await db().cluster.create({ data: { id, kubernetesClusterId: 'k', namespace: 'shop', name: id, sortName: id, spec: jsonOf(CLUSTER_PRESETS[1]?.spec), createdBy: 'ada' } })
})
afterEach(() => {
  for (const abort of open.splice(0)) abort.abort()
  vi.restoreAllMocks()
})

async function connect(clusterId: string | null, options: { clock?: Clock; read?: boolean } = {}) {
  const abort = new AbortController()
  open.push(abort)
  const stream = streamEvents(viewer.actor, { clusterId, headers: new Headers({ cookie: viewer.cookie }), signal: abort.signal }, { hub, ...(options.clock ? { clock: options.clock } : {}) })
  const events: ServerEvent[] = []
  const state = { ended: false }
  if (options.read !== false) void collect(stream, events).then(() => { state.ended = true })
  await waitUntilListening()
  return { events, state, abort, stream, types: () => events.map((event) => event.type) }
}

async function collect(stream: ReadableStream<Uint8Array>, events: ServerEvent[]): Promise<void> {
  const decoder = new TextDecoder()
  const reader = stream.getReader()
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    const data = /^data: (.*)$/m.exec(decoder.decode(piece.value))?.[1]
    if (data !== undefined) events.push(JSON.parse(data) as ServerEvent)
  }
}

describe('GET /api/events', () => {
  it('greets first, then tells every tab of each change, loading it once', async () => {
    const query = vi.spyOn(db(), '$queryRawUnsafe')
    const tabs = [await connect(null), await connect(null), await connect('two')]
    await notifyNow({ topic: 'status', clusterId: 'one' })
    for (const tab of tabs) await vi.waitFor(() => expect(tab.events).toContainEqual(expect.objectContaining({ type: 'summary', cluster: expect.objectContaining({ id: 'one' }) })))
    expect(tabs.every((tab) => tab.events[0]?.type === 'hello')).toBe(true)
    expect(query.mock.calls.filter(([, ids]) => JSON.stringify(ids) === '["one"]')).toHaveLength(1)
  })

  it('tells detail, samples and timeline to tabs of that cluster only', async () => {
    const [list, page] = [await connect(null), await connect('one')]
    await vi.waitFor(() => expect(page.types()).toContain('detail'))
    const { id } = await db().timelineEvent.create({ data: { clusterId: 'one', at: new Date(), lastAt: new Date(), kind: 'operator', severity: 'info', reason: 'Test', message: '<script>alert(1)</script>\n\ndata: x', fingerprint: 'f' } })
    await notifyNow({ topic: 'timeline', clusterId: 'one', eventId: id.toString() })
    await notifyNow({ topic: 'sample', clusterId: 'one', sample: { at: 1, values: {} } })
    await notifyNow({ topic: 'status', clusterId: 'one' })
    await vi.waitFor(() => expect(page.types()).toEqual(expect.arrayContaining(['timeline', 'sample', 'summary'])))
    expect(page.events.find((event) => event.type === 'timeline')).toMatchObject({ event: { message: '<script>alert(1)</script>\n\ndata: x' } })
    await vi.waitFor(() => expect(list.types()).toEqual(['hello', 'summary']))
  })

  it('sends at most one summary a second for a busy cluster, the last change included', async () => {
    const tab = await connect(null)
    for (let generation = 2; generation <= 20; generation += 1) {
      await db().cluster.update({ where: { id: 'one' }, data: { generation } })
      await notifyNow({ topic: 'definition', clusterId: 'one' })
    }
    await vi.waitFor(() => expect(tab.events.at(-1)).toMatchObject({ cluster: { generation: 20 } }), { timeout: 5_000 })
    expect(tab.types().filter((type) => type === 'summary').length).toBeLessThanOrEqual(3)
  })

  it('tells that a cluster is gone, and operator and Kubernetes', async () => {
    const tab = await connect(null)
    await db().cluster.update({ where: { id: 'one' }, data: { deletedAt: new Date() } })
    await notifyNow({ topic: 'status', clusterId: 'one' })
    await notifyNow({ topic: 'operator' })
    await notifyNow({ topic: 'kubernetes', kubernetesClusterId: 'k' })
    await notifyNow({ topic: 'kubernetes', kubernetesClusterId: 'removed' })
    await vi.waitFor(() => expect(tab.types()).toEqual(expect.arrayContaining(['deleted', 'operator', 'kubernetes', 'kubernetes-removed'])))
    expect(tab.events).toContainEqual({ type: 'kubernetes-removed', kubernetesClusterId: 'removed' })
  })

  it('a tab that opens just after a change still hears of it', async () => {
    const first = await connect(null)
    await notifyNow({ topic: 'status', clusterId: 'two' })
    await vi.waitFor(() => expect(first.types()).toContain('summary'))
    const second = await connect(null)
    await vi.waitFor(() => expect(second.events).toContainEqual(expect.objectContaining({ type: 'summary', cluster: expect.objectContaining({ id: 'two' }) })))
  })

  it('ends when the session has ended, and stays when it has not', async () => {
    const timers: (() => void)[] = []
    const clock: Clock = { now: () => systemClock.now(), after: (ms, run) => { if (ms === HELLO_EVERY_MS) timers.push(run); return () => undefined } }
    const tab = await connect(null, { clock })
    timers.shift()?.()
    await vi.waitFor(() => expect(tab.types()).toEqual(['hello', 'hello']))
    await db().user.update({ where: { id: viewer.actor.id }, data: { banned: true } })
    timers.shift()?.()
    await vi.waitFor(() => expect(tab.state.ended).toBe(true))
    await db().user.update({ where: { id: viewer.actor.id }, data: { banned: false } })
    expect(hub.size).toBe(0)
  })

  it('cuts off a browser that does not read, and leaves the others alone', async () => {
    await connect('one', { read: false })
    const quick = await connect('one')
    const values = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`instance-${index}`, { lagSeconds: 1, transactionsBehind: 1, queriesPerSecond: 1, threadsConnected: 1, usedBytes: 1 }]))
    expect(hub.size).toBe(2)
    for (let at = 0; at < 400 && hub.size === 2; at += 1) await notifyNow({ topic: 'sample', clusterId: 'one', sample: { at, values } })
    await vi.waitFor(() => expect(hub.size).toBe(1))
    expect(quick.state.ended).toBe(false)
  })

  it('counts open streams and forgets closed ones', async () => {
    const gauge = async () => (await metrics().eventStreams.get()).values[0]?.value
    const before = (await gauge()) ?? 0
    const tab = await connect(null)
    expect(await gauge()).toBe(before + 1)
    tab.abort.abort()
    await vi.waitFor(async () => expect(await gauge()).toBe(before))
    expect(hub.size).toBe(0)
  })
})
