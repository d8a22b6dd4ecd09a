// @vitest-environment node
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { followLog, type LogState } from './follow-log'

function record() {
  const lines: string[] = []
  const reopened: boolean[] = []
  const states: LogState['type'][] = []
  return { lines, reopened, states, onLines: (added: string[], again: boolean) => { lines.push(...added); reopened.push(again) }, onState: (state: LogState) => void states.push(state.type) }
}
const text = (body: string) => new Response(body)

describe('reading a log', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('ends with the container when it is not followed', async () => {
    const seen = record()
    await followLog({ url: '/l', follow: false }, seen, new AbortController().signal, () => Promise.resolve(text('one\ntwo')))
    expect(seen.lines).toEqual(['one', 'two'])
    expect(seen.states.at(-1)).toBe('ended')
  })

  it('opens the next run of a container that stopped, and marks its tail as possibly repeated', async () => {
    const seen = record()
    const abort = new AbortController()
    const bodies = ['one\n', 'one\ntwo\n']
    const fetchLog = vi.fn(() => Promise.resolve(text(bodies.shift() ?? '')))
    const done = followLog({ url: '/l', follow: true }, seen, abort.signal, fetchLog)
    await vi.advanceTimersByTimeAsync(2_000)
    abort.abort()
    await done
    expect(fetchLog.mock.calls.length).toBeGreaterThanOrEqual(2)
    expect(seen.reopened).toEqual([false, true])
  })

  it('waits for a pod that is not there, with growing pauses', async () => {
    const seen = record()
    const abort = new AbortController()
    const fetchLog = vi.fn(() => Promise.resolve(Response.json({ detail: 'no pod' }, { status: 404 })))
    const done = followLog({ url: '/l', follow: true }, seen, abort.signal, fetchLog)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(fetchLog.mock.calls.length).toBeLessThan(14)
    expect(seen.states).toContain('waiting')
    abort.abort()
    await done
  })

  it('does not ask again when it is forbidden, and says why', async () => {
    let because = ''
    const listener = { onLines: () => undefined, onState: (state: LogState) => { if (state.type === 'failed') because = state.because } }
    await followLog({ url: '/l', follow: true }, listener, new AbortController().signal, () => Promise.resolve(Response.json({ detail: 'Your role may not read logs' }, { status: 403 })))
    expect(because).toBe('Your role may not read logs')
  })

  it('stops when the viewer goes', async () => {
    const abort = new AbortController()
    abort.abort()
    const fetchLog = vi.fn(() => Promise.resolve(text('')))
    await followLog({ url: '/l', follow: true }, record(), abort.signal, fetchLog)
    expect(fetchLog).not.toHaveBeenCalled()
  })
})
