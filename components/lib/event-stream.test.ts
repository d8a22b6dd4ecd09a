// @vitest-environment node
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { ServerEvent } from '@/server/contracts/events'
import { EventStream, reconnectDelayMs, SILENCE_LIMIT_MS, type EventSourceLike } from './event-stream'

class FakeSource implements EventSourceLike {
  onmessage: EventSourceLike['onmessage'] = null
  onerror: EventSourceLike['onerror'] = null
  closed = false
  constructor(readonly url: string) {}
  close() { this.closed = true }
  say(event: ServerEvent) { this.onmessage?.({ data: JSON.stringify(event) }) }
  hello(buildId = 'b1') { this.say({ type: 'hello', serverTime: new Date().toISOString(), buildId }) }
}

let sources: FakeSource[]
let reconnected: number
let failures: number[]
let events: ServerEvent[]
let stream: EventStream

const latest = () => {
  const source = sources.at(-1)
  if (!source) throw new Error('no stream was opened')
  return source
}
const openSources = () => sources.filter((source) => !source.closed)

beforeEach(() => {
  vi.useFakeTimers()
  sources = []
  reconnected = 0
  failures = []
  events = []
  stream = new EventStream({
    open: (url) => { const source = new FakeSource(url); sources.push(source); return source },
    onEvent: (event) => events.push(event),
    onReconnected: () => { reconnected += 1 },
    onFailure: (attempts) => failures.push(attempts),
    random: () => 1,
  })
})
afterEach(() => {
  stream.stop()
  vi.useRealTimers()
})

async function startLive() {
  stream.start()
  await vi.advanceTimersByTimeAsync(50)
  latest().hello()
}

test('it is live after the greeting and hands events on', async () => {
  stream.start()
  await vi.advanceTimersByTimeAsync(50)
  expect(stream.getState().status).toBe('connecting')
  latest().hello()
  latest().say({ type: 'deleted', clusterId: 'c' })
  expect(stream.getState()).toEqual({ status: 'live', staleSinceMs: null, outdated: false })
  expect(events.map((event) => event.type)).toEqual(['hello', 'deleted'])
})

test('a lost connection is stale since then, comes back by itself and reads once what was missed', async () => {
  await startLive()
  const lostAt = Date.now()
  latest().onerror?.()
  await vi.advanceTimersByTimeAsync(500)
  latest().onerror?.()
  expect(stream.getState()).toMatchObject({ status: 'reconnecting', staleSinceMs: lostAt })
  await vi.advanceTimersByTimeAsync(1000)
  expect(reconnected).toBe(0)
  latest().hello()
  latest().hello()
  expect(stream.getState()).toMatchObject({ status: 'live', staleSinceMs: null })
  expect(reconnected).toBe(1)
  expect(failures).toEqual([1, 2])
})

test('the first connection reads nothing again, also when it needed several attempts', async () => {
  stream.start()
  await vi.advanceTimersByTimeAsync(50)
  latest().onerror?.()
  await vi.advanceTimersByTimeAsync(1000)
  latest().hello()
  expect(reconnected).toBe(0)
})

test('attempts come at growing distances, spread by chance, never more than 15 s apart', () => {
  expect([1, 2, 3].map((attempt) => reconnectDelayMs(attempt, 1))).toEqual([500, 1000, 2000])
  expect(reconnectDelayMs(3, 0)).toBe(1000)
  expect(reconnectDelayMs(30, 1)).toBe(15_000)
})

test('silence for longer than the server allows itself is a lost connection', async () => {
  await startLive()
  await vi.advanceTimersByTimeAsync(SILENCE_LIMIT_MS - 1)
  expect(stream.getState().status).toBe('live')
  await vi.advanceTimersByTimeAsync(1)
  expect(stream.getState().status).toBe('reconnecting')
})

test('a tab never holds more than one stream, whatever is watched and unwatched', async () => {
  const leaveA = stream.watch('a')
  stream.start()
  await vi.advanceTimersByTimeAsync(50)
  expect(latest().url).toBe('/api/events?cluster=a')
  latest().hello()
  stream.watch('b')
  leaveA()
  await vi.advanceTimersByTimeAsync(50)
  expect(openSources().map((source) => source.url)).toEqual(['/api/events?cluster=b'])
  expect(sources).toHaveLength(2)
})

test('leaving and watching the same cluster at once opens nothing anew', async () => {
  const leave = stream.watch('a')
  stream.start()
  await vi.advanceTimersByTimeAsync(50)
  latest().hello()
  leave()
  stream.watch('a')
  await vi.advanceTimersByTimeAsync(200)
  expect(sources).toHaveLength(1)
})

test('another build of the server asks for a reload, and it stays asked', async () => {
  await startLive()
  latest().onerror?.()
  await vi.advanceTimersByTimeAsync(1000)
  latest().hello('b2')
  expect(stream.getState().outdated).toBe(true)
  latest().hello('b2')
  expect(stream.getState().outdated).toBe(true)
})

test('the browser coming online again tries at once', async () => {
  await startLive()
  for (let attempt = 0; attempt < 6; attempt += 1) {
    latest().onerror?.()
    await vi.advanceTimersByTimeAsync(reconnectDelayMs(attempt + 1, 1))
  }
  latest().onerror?.()
  const before = sources.length
  stream.reconnectNow()
  await vi.advanceTimersByTimeAsync(0)
  expect(sources.length).toBe(before + 1)
})

test('a closed stream says nothing any more', async () => {
  await startLive()
  const first = latest()
  stream.stop()
  first.say({ type: 'deleted', clusterId: 'late' })
  await vi.advanceTimersByTimeAsync(60_000)
  expect(first.closed).toBe(true)
  expect(sources).toHaveLength(1)
  expect(events.some((event) => event.type === 'deleted')).toBe(false)
})
