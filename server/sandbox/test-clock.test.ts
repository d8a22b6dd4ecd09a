import { describe, expect, it } from 'vitest'
import { createTestClock } from './test-clock'

describe('the test clock', () => {
  it('runs callbacks in the order of their time, then of their registration, at that time', async () => {
    const clock = createTestClock(1000)
    const seen: string[] = []
    const note = (name: string) => () => seen.push(`${name}@${clock.now()}`)
    clock.after(20, note('c'))
    clock.after(10, note('a'))
    clock.after(10, note('b'))
    clock.after(31, note('late'))
    await clock.advance(30)
    expect(seen).toEqual(['a@1010', 'b@1010', 'c@1020'])
    expect(clock.now()).toBe(1030)
  })

  it('lets code that awaits go on at the time at which it was woken', async () => {
    const clock = createTestClock(0)
    const seen: number[] = []
    const sleep = (ms: number): Promise<void> => new Promise((resolve) => void clock.after(ms, resolve))
    void (async () => {
      for (let turn = 0; turn < 3; turn++) {
        await sleep(10)
        seen.push(clock.now())
      }
    })()
    await clock.advance(100)
    expect(seen).toEqual([10, 20, 30])
  })

  it('forgets what was cancelled', async () => {
    const clock = createTestClock(0)
    let ran = false
    const cancel = clock.after(5, () => {
      ran = true
    })
    cancel()
    expect(clock.pendingCount()).toBe(0)
    await clock.advance(10)
    expect(ran).toBe(false)
  })

  it('says what it waited for in vain', async () => {
    await expect(createTestClock(0).advanceUntil(() => false, 'a miracle', { limitMs: 1000 })).rejects.toThrow('a miracle')
  })
})
