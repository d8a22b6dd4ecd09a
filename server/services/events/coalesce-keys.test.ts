import { describe, expect, it, vi } from 'vitest'
import type { Clock } from '@/server/domain/clock'
import { CoalescedKeys } from './coalesce-keys'

/** A clock that moves when the test says so; flushes are awaited between steps. */
function testClock() {
  let now = 0
  let timers: { at: number; run: () => void }[] = []
  const clock: Clock = {
    now: () => now,
    after(ms, run) {
      const timer = { at: now + ms, run }
      timers.push(timer)
      return () => { timers = timers.filter((other) => other !== timer) }
    },
  }
  const advance = async (ms: number) => {
    const end = now + ms
    for (let next = due(end); next; next = due(end)) {
      now = Math.max(now, next.at)
      timers = timers.filter((other) => other !== next)
      next.run()
      await Promise.resolve().then(() => Promise.resolve()).then(() => Promise.resolve())
    }
    now = end
  }
  const due = (end: number) => timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0]
  return { clock, advance }
}

describe('CoalescedKeys', () => {
  it('hands a burst on at once and once, then at most once a second', async () => {
    const { clock, advance } = testClock()
    const flush = vi.fn(() => Promise.resolve())
    const keys = new CoalescedKeys(clock, { intervalMs: 1000, gatherMs: 20 }, flush)
    for (let step = 0; step < 50; step += 1) {
      keys.add('a')
      await advance(100)
    }
    expect(flush.mock.calls.length).toBeGreaterThanOrEqual(5)
    expect(flush.mock.calls.length).toBeLessThanOrEqual(6)
  })
  it('never loses the last change of a burst', async () => {
    const { clock, advance } = testClock()
    const seen: number[] = []
    const keys = new CoalescedKeys(clock, { intervalMs: 1000, gatherMs: 20 }, () => Promise.resolve(void seen.push(clock.now())))
    keys.add('a')
    await advance(30)
    keys.add('a')
    await advance(2000)
    expect(seen).toEqual([20, 1020])
  })
  it('does not let a busy key hold back another, and hands keys on together', async () => {
    const { clock, advance } = testClock()
    const seen: string[][] = []
    const keys = new CoalescedKeys(clock, { intervalMs: 1000, gatherMs: 20 }, (due) => Promise.resolve(void seen.push(due)))
    keys.add('a')
    await advance(30)
    keys.add('a')
    keys.add('b')
    keys.add('c')
    await advance(30)
    expect(seen).toEqual([['a'], ['b', 'c']])
  })
  it('hands nothing on after its end', async () => {
    const { clock, advance } = testClock()
    const flush = vi.fn(() => Promise.resolve())
    const keys = new CoalescedKeys(clock, { intervalMs: 1000, gatherMs: 20 }, flush)
    keys.add('a')
    keys.stop()
    keys.add('b')
    await advance(5000)
    expect(flush).not.toHaveBeenCalled()
  })
})
