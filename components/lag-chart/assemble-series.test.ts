import { describe, expect, it } from 'vitest'
import type { SampleSeries } from '@/server/contracts/cluster'
import type { LiveSample } from '@/server/contracts/events'
import { assembleSeries, needsLogScale, scaleMaximum, summarizeSeries, thinForTable } from './assemble-series'

const stored = (times: number[], values: (number | null)[], resolutionSeconds = 10): SampleSeries => ({
  resolutionSeconds, from: '2026-01-01T00:00:00.000Z', to: '2026-01-01T01:00:00.000Z', times, series: [{ instance: 'db-1', metric: 'lagSeconds', values }],
})
const live = (at: number, lagSeconds: number | null): LiveSample => ({ at, values: { 'db-1': { lagSeconds, transactionsBehind: null, queriesPerSecond: null, threadsConnected: null, usedBytes: null } } })

describe('lag chart', () => {
  it('breaks the line where nothing was measured', () => {
    const data = assembleSeries(stored([0, 10, 60, 70], [1, 2, 3, 4]), [], ['db-1'], 3600)
    expect(data.times).toEqual([0, 10, 20, 60, 70])
    expect(data.columns).toEqual([[1, 2, null, 3, 4]])
  })
  it('keeps an instance without data empty, never zero', () => {
    const data = assembleSeries(stored([0, 10], [1, 2]), [], ['db-1', 'db-2'], 3600)
    expect(data.columns[1]).toEqual([null, null])
  })
  it('joins live points to the stored ones without repeating a moment', () => {
    const data = assembleSeries(stored([0, 10, 20], [1, 2, 3]), [live(20, 9), live(22, 4), live(22, 5), live(24, null)], ['db-1'], 3600)
    expect(data.times).toEqual([0, 10, 20, 22, 24])
    expect(data.columns[0]).toEqual([1, 2, 3, 4, null])
  })
  it('breaks the line after a lost stream', () => {
    const data = assembleSeries(undefined, [live(100, 1), live(102, 1), live(140, 2)], ['db-1'], 3600)
    expect(data.columns[0]).toEqual([1, 1, null, 2])
  })
  it('leaves out what is older than the range', () => {
    expect(assembleSeries(stored([0, 10, 20], [1, 2, 3]), [live(22, 3)], ['db-1'], 12).times).toEqual([10, 20, 22])
  })
  it('has ascending times, as the chart requires', () => {
    const { times } = assembleSeries(stored([0, 10, 500], [1, 2, 3]), [live(502, 1), live(501, 1), live(900, 1)], ['db-1'], 3600)
    expect(times).toEqual([...times].sort((a, b) => a - b))
    expect(new Set(times).size).toBe(times.length)
  })
  it('shows a threshold when the line comes near, and does not press a quiet line flat', () => {
    const quiet = assembleSeries(stored([0], [0.2]), [], ['db-1'], 60)
    expect(scaleMaximum(quiet, [5, 30])).toBeCloseTo(5.75)
    const near = assembleSeries(stored([0], [12]), [], ['db-1'], 60)
    expect(scaleMaximum(near, [5, 30])).toBeCloseTo(34.5)
  })
  it('has a logarithmic axis above a minute', () => {
    expect(needsLogScale(assembleSeries(stored([0], [61]), [], ['db-1'], 60))).toBe(true)
    expect(needsLogScale(assembleSeries(stored([0], [60]), [], ['db-1'], 60))).toBe(false)
  })
  it('tells newest and largest; unknown stays unknown', () => {
    const data = assembleSeries(stored([0, 10], [4, 2]), [live(12, null)], ['db-1', 'db-2'], 60)
    expect(summarizeSeries(data)).toEqual([{ instance: 'db-1', newest: null, largest: 4, average: 3 }, { instance: 'db-2', newest: null, largest: null, average: null }])
  })
  it('has a table whose rows hide no peak', () => {
    const times = Array.from({ length: 100 }, (_, i) => i * 10)
    const rows = thinForTable(assembleSeries(stored(times, times.map((t) => (t === 500 ? 99 : 1))), [], ['db-1'], 5000), 10)
    expect(rows.length).toBeLessThanOrEqual(10)
    expect(rows[0]?.time).toBe(990)
    expect(Math.max(...rows.map((r) => r.values[0] ?? 0))).toBe(99)
  })
})
