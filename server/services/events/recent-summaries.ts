import type { ClusterSummary } from '@/server/contracts/cluster'
import type { Clock } from '@/server/domain/clock'

/** A summary that only has a newer observation is sent this often, so that its age stays right. */
const REPEAT_MS = 10_000
/** What a tab may have missed between reading the list and opening its stream. */
const CATCH_UP_MS = 10_000

interface Sent { digest: string; text: string; at: number; changedAt: number }

/** Remembers what was sent of each cluster, so that unchanged summaries are left out and a new tab misses nothing. */
export class RecentSummaries {
  private readonly sent = new Map<string, Sent>()

  constructor(private readonly clock: Clock) {}

  /** @returns whether it is to be sent; it counts as sent then */
  isNews(summary: ClusterSummary, text: string): boolean {
    const now = this.clock.now()
    const digest = JSON.stringify({ ...summary, observedAt: null })
    const last = this.sent.get(summary.id)
    if (last?.digest === digest && now - last.at < REPEAT_MS) return false
    this.sent.set(summary.id, { digest, text, at: now, changedAt: last?.digest === digest ? last.changedAt : now })
    return true
  }

  /** Messages of clusters that changed a moment ago. */
  messages(): string[] {
    const since = this.clock.now() - CATCH_UP_MS
    return [...this.sent.values()].filter((sent) => sent.changedAt >= since).map((sent) => sent.text)
  }

  forget(id: string): void {
    this.sent.delete(id)
  }

  clear(): void {
    this.sent.clear()
  }
}
