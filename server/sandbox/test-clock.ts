import type { Clock } from '@/server/domain/clock'

export interface TestClock extends Clock {
  /**
   * Moves time on by `ms` and runs what became due, in order of its time and then of its registration. After each instant the
   * pending promises are let run, so that awaiting code continues at the time it was woken.
   */
  advance(ms: number): Promise<void>
  /** advances in steps of `stepMs` until `condition` holds; throws after `limitMs` with `what` in its message */
  advanceUntil(condition: () => boolean | Promise<boolean>, what: string, options?: { limitMs?: number; stepMs?: number }): Promise<void>
  /** callbacks that wait; for leak checks */
  pendingCount(): number
}

interface Timer { at: number; order: number; callback: () => void; cancelled: boolean }

/** A clock that stands still until a test moves it. @param startMs ms since the epoch */
export function createTestClock(startMs: number): TestClock {
  let now = startMs
  let order = 0
  const heap = new TimerHeap()

  async function advance(ms: number): Promise<void> {
    const until = now + ms
    await letPromisesRun()
    for (let next = heap.peek(); next && next.at <= until; next = heap.peek()) {
      now = Math.max(now, next.at)
      for (let due = heap.peek(); due && due.at <= now; due = heap.peek()) {
        heap.pop()
        if (!due.cancelled) due.callback()
      }
      await letPromisesRun()
    }
    now = until
  }

  return {
    now: () => now,
    after(ms, callback) {
      const timer: Timer = { at: now + Math.max(0, ms), order: order++, callback, cancelled: false }
      heap.push(timer)
      return () => {
        timer.cancelled = true
      }
    },
    advance,
    async advanceUntil(condition, what, { limitMs = 600_000, stepMs = 200 } = {}) {
      for (let waited = 0; waited <= limitMs; waited += stepMs) {
        if (await condition()) return
        await advance(stepMs)
      }
      throw new Error(`Not within ${limitMs / 1000} s of simulated time: ${what}`)
    },
    pendingCount: () => heap.live(),
  }
}

/** One turn of the event loop: every promise that can settle without time has settled then. */
function letPromisesRun(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

class TimerHeap {
  private readonly items: Timer[] = []

  peek(): Timer | undefined {
    return this.items[0]
  }

  live(): number {
    return this.items.filter((timer) => !timer.cancelled).length
  }

  push(timer: Timer): void {
    this.items.push(timer)
    let index = this.items.length - 1
    while (index > 0) {
      const parent = (index - 1) >> 1
      if (!this.isBefore(index, parent)) break
      this.swap(index, parent)
      index = parent
    }
  }

  pop(): Timer | undefined {
    const first = this.items[0]
    const last = this.items.pop()
    if (last && this.items.length > 0) {
      this.items[0] = last
      this.sink()
    }
    return first
  }

  private sink(): void {
    let index = 0
    for (;;) {
      const left = 2 * index + 1
      const right = left + 1
      let smallest = index
      if (left < this.items.length && this.isBefore(left, smallest)) smallest = left
      if (right < this.items.length && this.isBefore(right, smallest)) smallest = right
      if (smallest === index) return
      this.swap(index, smallest)
      index = smallest
    }
  }

  private isBefore(a: number, b: number): boolean {
    const left = this.items[a]
    const right = this.items[b]
    if (!left || !right) return false
    return left.at < right.at || (left.at === right.at && left.order < right.order)
  }

  private swap(a: number, b: number): void {
    const left = this.items[a]
    const right = this.items[b]
    if (!left || !right) return
    this.items[a] = right
    this.items[b] = left
  }
}
