import type { SampleSeries } from '@/server/contracts/cluster'
import type { LiveSample } from '@/server/contracts/events'

/** Points of the header's sparkline. */
const POINTS = 60

/**
 * The worst lag of any replica over time, oldest first: stored points, then live ones. null where nothing was measured.
 * @param windowSeconds how far it looks back from the newest point
 */
export function worstLagValues(history: SampleSeries | null, live: readonly LiveSample[], windowSeconds: number): (number | null)[] {
  const points = [...historyPoints(history), ...livePoints(live, history?.times.at(-1) ?? Number.NEGATIVE_INFINITY)]
  const newest = points.at(-1)?.at
  if (newest === undefined) return []
  const slice = windowSeconds / POINTS
  const values = Array.from({ length: POINTS }, (): number | null => null)
  for (const point of points) {
    const index = POINTS - 1 - Math.floor((newest - point.at) / slice)
    if (index < 0 || point.value === null) continue
    values[index] = Math.max(values[index] ?? 0, point.value)
  }
  return values
}

interface Point { at: number; value: number | null }

function historyPoints(history: SampleSeries | null): Point[] {
  if (history === null) return []
  const lags = history.series.filter((s) => s.metric === 'lagSeconds')
  return history.times.map((at, index) => ({ at, value: largest(lags.map((s) => s.values[index] ?? null)) }))
}

function livePoints(live: readonly LiveSample[], after: number): Point[] {
  return live.filter((s) => s.at > after).map((s) => ({ at: s.at, value: largest(Object.values(s.values).map((v) => v.lagSeconds)) }))
}

function largest(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null)
  return known.length === 0 ? null : Math.max(...known)
}
