import { describe, expect, it } from 'vitest'
import { loadOfPosition, positionOfLoad, POSITIONS } from './load-scale'

describe('load slider', () => {
  it('goes from nothing to 10,000 transactions per second and never back', () => {
    const loads = Array.from({ length: POSITIONS + 1 }, (_, position) => loadOfPosition(position))
    expect([loads[0], loads[1], loads.at(-1)]).toEqual([0, 1, 10_000])
    expect(loads).toEqual([...loads].sort((a, b) => a - b))
  })
  it('stands where it was put, or at a neighbour with the same load', () => {
    for (let position = 0; position <= POSITIONS; position += 1) expect(loadOfPosition(positionOfLoad(loadOfPosition(position)))).toBe(loadOfPosition(position))
  })
})
