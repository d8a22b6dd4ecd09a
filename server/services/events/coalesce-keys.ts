import type { Clock } from '@/server/domain/clock'

/**
 * Gathers keys that come in bursts: the first of a quiet key is handed on after a moment, the others at most once an interval.
 * Keys that are due together are handed on together; those that come while one hand-over runs wait for the next.
 */
export class CoalescedKeys {
  /** when each key may be handed on again, ms; only keys that were handed on within the interval */
  private readonly restUntil = new Map<string, number>()
  private readonly waiting = new Set<string>()
  private cancelTimer: (() => void) | null = null
  private dueAt = Number.POSITIVE_INFINITY
  private flushing = false
  private stopped = false

  /** @param flush must not reject */
  constructor(private readonly clock: Clock, private readonly timing: { intervalMs: number; gatherMs: number }, private readonly flush: (keys: string[]) => Promise<void>) {}

  add(key: string): void {
    if (this.stopped) return
    this.waiting.add(key)
    this.schedule()
  }

  stop(): void {
    this.stopped = true
    this.waiting.clear()
    this.cancelTimer?.()
    this.cancelTimer = null
  }

  private schedule(): void {
    if (this.flushing || this.waiting.size === 0) return
    const now = this.clock.now()
    const soonest = Math.min(...[...this.waiting].map((key) => this.restUntil.get(key) ?? now))
    const dueAt = Math.max(now + this.timing.gatherMs, soonest)
    if (this.dueAt <= dueAt) return
    this.cancelTimer?.()
    this.dueAt = dueAt
    this.cancelTimer = this.clock.after(dueAt - now, () => {
      this.cancelTimer = null
      this.dueAt = Number.POSITIVE_INFINITY
      void this.run()
    })
  }

  private async run(): Promise<void> {
    const now = this.clock.now()
    for (const [key, until] of this.restUntil) if (until <= now) this.restUntil.delete(key)
    const due = [...this.waiting].filter((key) => !this.restUntil.has(key))
    for (const key of due) {
      this.waiting.delete(key)
      this.restUntil.set(key, now + this.timing.intervalMs)
    }
    this.flushing = true
    if (due.length > 0) await this.flush(due)
    this.flushing = false
    if (!this.stopped) this.schedule()
  }
}
