import { describe, expect, it } from 'vitest'
import { worstLagValues } from './worst-lag'

const live = (at: number, ...lags: (number | null)[]) => ({ at, values: Object.fromEntries(lags.map((lagSeconds, i) => [`db-${i}`, { lagSeconds, transactionsBehind: null, queriesPerSecond: null, threadsConnected: null, usedBytes: null }])) })

describe('sparkline of the header', () => {
  it('shows the worst replica, newest last', () => {
    const values = worstLagValues(null, [live(0, 1, 3), live(60, 2, null)], 60)
    expect(values.at(-1)).toBe(2)
    expect(values).toHaveLength(60)
  })
  it('never shows zero where nothing was measured', () => {
    expect(worstLagValues(null, [live(100, null), live(101, 5)], 60).filter((v) => v === 0)).toEqual([])
    expect(worstLagValues(null, [], 60)).toEqual([])
  })
  it('goes on from stored points without counting a moment twice', () => {
    const history = { resolutionSeconds: 10, from: '', to: '', times: [10, 20], series: [{ instance: 'db-0', metric: 'lagSeconds', values: [1, 9] }] }
    const values = worstLagValues(history, [live(20, 50), live(30, 2)], 60)
    expect(Math.max(...values.map((v) => v ?? 0))).toBe(9)
    expect(values.at(-1)).toBe(2)
  })
})
