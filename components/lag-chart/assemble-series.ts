import type { SampleSeries } from '@/server/contracts/cluster'
import type { LiveSample } from '@/server/contracts/events'

/** Columns as uPlot takes them: times, then one column of values for each instance. null is a gap. */
export interface ChartData {
  times: number[]
  instances: string[]
  columns: (number | null)[][]
}

/** Longer silence than this many resolutions is a gap in the line. */
const GAP_RESOLUTIONS = 2.5
/** Live points come with each observation; closer than this they belong to one moment. */
const LIVE_RESOLUTION_SECONDS = 2

/**
 * Puts stored samples and the live points after them together. No data is a gap, never a zero: where the times jump, a row of
 * nulls is put in, so that no line is drawn across.
 * @param windowSeconds length of the shown range; older points are left out
 */
export function assembleSeries(stored: SampleSeries | undefined, live: readonly LiveSample[], instances: readonly string[], windowSeconds: number): ChartData {
  const rows = [...storedRows(stored, instances), ...liveRows(stored, live, instances)]
  const newest = rows.at(-1)?.time
  const shown = newest === undefined ? [] : rows.filter((row) => row.time >= newest - windowSeconds)
  const data: ChartData = { times: [], instances: [...instances], columns: instances.map(() => []) }
  let previous: Row | null = null
  for (const row of shown) {
    if (previous !== null && row.time - previous.time > GAP_RESOLUTIONS * Math.max(row.resolution, previous.resolution)) {
      pushRow(data, previous.time + previous.resolution, instances.map(() => null))
    }
    pushRow(data, row.time, row.values)
    previous = row
  }
  return data
}

interface Row { time: number; resolution: number; values: (number | null)[] }

function storedRows(stored: SampleSeries | undefined, instances: readonly string[]): Row[] {
  if (!stored) return []
  const byInstance = new Map(stored.series.filter((s) => s.metric === 'lagSeconds').map((s) => [s.instance, s.values]))
  return stored.times
    .map((time, index): Row => ({ time, resolution: stored.resolutionSeconds, values: instances.map((name) => byInstance.get(name)?.[index] ?? null) }))
    .filter((row) => row.values.some((value) => value !== null))
}

function liveRows(stored: SampleSeries | undefined, live: readonly LiveSample[], instances: readonly string[]): Row[] {
  const after = stored?.times.at(-1) ?? Number.NEGATIVE_INFINITY
  const rows: Row[] = []
  for (const sample of live) {
    if (sample.at <= after || sample.at <= (rows.at(-1)?.time ?? Number.NEGATIVE_INFINITY)) continue
    rows.push({ time: sample.at, resolution: LIVE_RESOLUTION_SECONDS, values: instances.map((name) => sample.values[name]?.lagSeconds ?? null) })
  }
  return rows
}

function pushRow(data: ChartData, time: number, values: readonly (number | null)[]): void {
  data.times.push(time)
  values.forEach((value, index) => data.columns[index]?.push(value))
}

/** Upper end of the scale in seconds: the largest value or the threshold, whichever is more, with some room. */
export function scaleMaximum(data: ChartData, thresholds: readonly number[]): number {
  let largest = 0
  for (const column of data.columns) for (const value of column) if (value !== null && value > largest) largest = value
  // A threshold far above a quiet line would press it flat on the axis.
  const near = thresholds.filter((t) => t <= Math.max(largest * 4, 5))
  return Math.max(1, largest, ...near) * 1.15
}

/** Above 60 s a linear axis hides what goes on below. */
export function needsLogScale(data: ChartData): boolean {
  return data.columns.some((column) => column.some((value) => value !== null && value > 60))
}

export interface SeriesSummary { instance: string; newest: number | null; largest: number | null; average: number | null }

/** Numbers for the label and the table that stand beside the canvas. */
export function summarizeSeries(data: ChartData): SeriesSummary[] {
  return data.instances.map((instance, index) => {
    const column = data.columns[index] ?? []
    const values = column.filter((value) => value !== null)
    return {
      instance,
      newest: column.at(-1) ?? null,
      largest: values.length === 0 ? null : Math.max(...values),
      average: values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length,
    }
  })
}

export interface TableRow { time: number; values: (number | null)[] }

/** At most `rows` rows of the data, newest first, each with the largest value of its slice, for the table toggle. */
export function thinForTable(data: ChartData, rows: number): TableRow[] {
  const size = Math.max(1, Math.ceil(data.times.length / rows))
  const result: TableRow[] = []
  for (let start = 0; start < data.times.length; start += size) {
    const time = data.times[Math.min(start + size, data.times.length) - 1]
    if (time === undefined) continue
    const values = data.columns.map((column) => {
      const slice = column.slice(start, start + size).filter((value) => value !== null)
      return slice.length === 0 ? null : Math.max(...slice)
    })
    result.push({ time, values })
  }
  return result.reverse()
}
