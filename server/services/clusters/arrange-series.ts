import type { SampleSeries } from '@/server/contracts/cluster'

/** Resolutions that the operator keeps, finest first, each with how long; see server/operator/record-samples.ts. */
const RESOLUTIONS = [
  { seconds: 1, keptSeconds: 45 * 60 },
  { seconds: 10, keptSeconds: 26 * 3600 },
  { seconds: 60, keptSeconds: 31 * 86_400 },
] as const

/** Rounds of a quiet cluster are seconds apart; only a longer silence means that nothing was seen. */
const SILENCE_SECONDS = 15
const SILENCE_BUCKETS = 2.5

export interface SampleChoice {
  /** of the rows to read */
  resolutionSeconds: number
  /** of the answer; a multiple of the resolution */
  bucketSeconds: number
}

/** The coarsest rows that still give the wanted number of points, and that reach back to the start of the range. */
export function chooseResolution(rangeSeconds: number, points: number): SampleChoice {
  const ideal = rangeSeconds / points
  const covering = RESOLUTIONS.filter((resolution) => resolution.keptSeconds >= rangeSeconds)
  const chosen = covering.filter((resolution) => resolution.seconds <= ideal).at(-1) ?? covering[0] ?? RESOLUTIONS[2]
  return { resolutionSeconds: chosen.seconds, bucketSeconds: Math.max(1, Math.ceil(ideal / chosen.seconds)) * chosen.seconds }
}

export interface BucketRow {
  instance: string
  /** Unix seconds of the bucket's start */
  at: number
  value: number | null
}

/** Puts buckets beside each other on common times. Where nothing was seen for a while there is a row of nulls: a gap, never a zero. */
export function arrangeSeries(rows: readonly BucketRow[], metric: string, bucketSeconds: number): Pick<SampleSeries, 'times' | 'series'> {
  const times = withGaps([...new Set(rows.map((row) => row.at))].sort((a, b) => a - b), bucketSeconds)
  const index = new Map(times.map((time, position) => [time, position]))
  const columns = new Map<string, (number | null)[]>()
  for (const row of rows) {
    const values = columns.get(row.instance) ?? times.map(() => null)
    columns.set(row.instance, values)
    values[index.get(row.at) ?? 0] = row.value
  }
  const names = [...columns.keys()].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
  return { times, series: names.map((instance) => ({ instance, metric, values: columns.get(instance) ?? [] })) }
}

function withGaps(times: readonly number[], bucketSeconds: number): number[] {
  const silence = Math.max(SILENCE_SECONDS, SILENCE_BUCKETS * bucketSeconds)
  return times.flatMap((time, position) => {
    const previous = times[position - 1]
    return previous !== undefined && time - previous > silence ? [previous + bucketSeconds, time] : [time]
  })
}
