import { describe, expect, it } from 'vitest'
import { arrangeSeries, chooseResolution } from './arrange-series'

describe('chooseResolution', () => {
  it('reads the coarsest rows that give enough points and reach back far enough', () => {
    expect(chooseResolution(600, 600)).toEqual({ resolutionSeconds: 1, bucketSeconds: 1 })
    expect(chooseResolution(1800, 100)).toEqual({ resolutionSeconds: 10, bucketSeconds: 20 })
    expect(chooseResolution(3600, 600)).toEqual({ resolutionSeconds: 10, bucketSeconds: 10 })
    expect(chooseResolution(24 * 3600, 600)).toEqual({ resolutionSeconds: 60, bucketSeconds: 180 })
    expect(chooseResolution(30 * 86_400, 2000)).toEqual({ resolutionSeconds: 60, bucketSeconds: 1320 })
  })
  it('never answers with many more points than asked for', () => {
    for (const range of [60, 600, 2700, 3600, 90_000, 86_400 * 30]) {
      for (const points of [10, 100, 2000]) expect(range / chooseResolution(range, points).bucketSeconds).toBeLessThanOrEqual(points)
    }
  })
})

describe('arrangeSeries', () => {
  it('puts instances on common times, naturally sorted', () => {
    const rows = [{ instance: 'db-10', at: 10, value: 1 }, { instance: 'db-2', at: 10, value: 2 }, { instance: 'db-2', at: 11, value: 3 }]
    expect(arrangeSeries(rows, 'lagSeconds', 1)).toEqual({ times: [10, 11], series: [{ instance: 'db-2', metric: 'lagSeconds', values: [2, 3] }, { instance: 'db-10', metric: 'lagSeconds', values: [1, null] }] })
  })
  it('makes a long silence a gap, never a zero, and a quiet cluster none', () => {
    const at = (times: number[]) => arrangeSeries(times.map((time) => ({ instance: 'a', at: time, value: 5 })), 'lagSeconds', 1)
    expect(at([0, 5, 10])).toMatchObject({ times: [0, 5, 10], series: [{ values: [5, 5, 5] }] })
    expect(at([0, 60])).toMatchObject({ times: [0, 1, 60], series: [{ values: [5, null, 5] }] })
  })
  it('is empty where nothing was ever seen', () => {
    expect(arrangeSeries([], 'lagSeconds', 10)).toEqual({ times: [], series: [] })
  })
})
