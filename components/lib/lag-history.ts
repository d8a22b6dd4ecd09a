import type { ClusterSummary } from '@/server/contracts/cluster'

export interface LagPoint { atMs: number; lagSeconds: number | null }

const HISTORY_MS = 3600_000
const SPACING_MS = 5000
/** What the server kept is a point a minute; a longer silence is a gap. */
const SHORT_GAP_MS = 75_000

/** Adds the lag of a pushed summary: one point for every 5 s at most (the worst of them), none older than an hour. */
export function addLagPoint(points: readonly LagPoint[], summary: Pick<ClusterSummary, 'observedAt' | 'worstLagSeconds'>): LagPoint[] {
  const kept = [...points]
  if (summary.observedAt === null) return kept
  const point = { atMs: Date.parse(summary.observedAt), lagSeconds: summary.worstLagSeconds }
  const last = kept.at(-1)
  if (last && point.atMs < last.atMs + SPACING_MS) {
    const worst = last.lagSeconds === null || (point.lagSeconds !== null && point.lagSeconds > last.lagSeconds) ? point.lagSeconds : last.lagSeconds
    kept[kept.length - 1] = { atMs: last.atMs, lagSeconds: worst }
    return kept
  }
  kept.push(point)
  return kept.filter((known) => known.atMs >= point.atMs - HISTORY_MS)
}

/** What the server kept, before what was pushed since: [Unix seconds, lag in seconds]. */
export function joinLagHistory(kept: readonly (readonly [number, number | null])[], pushed: readonly LagPoint[]): LagPoint[] {
  const first = pushed[0]?.atMs ?? Number.POSITIVE_INFINITY
  return [...kept.map(([at, lagSeconds]) => ({ atMs: at * 1000, lagSeconds })).filter((point) => point.atMs < first), ...pushed]
}

/** Values at even distances for a sparkline that ends now; what was not observed is a gap. */
export function spreadLag(points: readonly LagPoint[], count: number): (number | null)[] {
  const last = points.at(-1)
  const first = points[0]
  if (!last || !first) return []
  // While there is little history the line shows all of it rather than a sliver at the right.
  const spanMs = Math.max(60_000, Math.min(HISTORY_MS, last.atMs - first.atMs))
  const values: (number | null)[] = Array.from({ length: count }, () => null)
  for (const point of points) {
    const index = Math.floor(((point.atMs - (last.atMs - spanMs)) / spanMs) * (count - 1))
    if (index < 0 || point.lagSeconds === null) continue
    values[index] = Math.max(values[index] ?? 0, point.lagSeconds)
  }
  return fillShortGaps(values, Math.ceil(SHORT_GAP_MS / (spanMs / count)))
}

/** Slots that lie between two observations are not gaps: nothing was due there. */
function fillShortGaps(values: (number | null)[], longest: number): (number | null)[] {
  let previous = -1
  const filled = [...values]
  values.forEach((value, index) => {
    if (value === null) return
    if (previous >= 0 && index - previous - 1 <= longest) {
      for (let gap = previous + 1; gap < index; gap += 1) filled[gap] = values[previous] ?? null
    }
    previous = index
  })
  return filled
}
