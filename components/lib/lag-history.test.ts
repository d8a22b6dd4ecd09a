// @vitest-environment node
import { expect, test } from 'vitest'
import { addLagPoint, joinLagHistory, spreadLag } from './lag-history'

const at = (seconds: number) => new Date(seconds * 1000).toISOString()

test('within 5 s the worst lag counts, later ones are points of their own', () => {
  let points = addLagPoint([], { observedAt: at(0), worstLagSeconds: 1 })
  points = addLagPoint(points, { observedAt: at(2), worstLagSeconds: 9 })
  points = addLagPoint(points, { observedAt: at(4), worstLagSeconds: 3 })
  points = addLagPoint(points, { observedAt: at(5), worstLagSeconds: 2 })
  expect(points).toEqual([{ atMs: 0, lagSeconds: 9 }, { atMs: 5000, lagSeconds: 2 }])
})

test('points older than an hour are dropped, and a cluster that nobody looked at adds none', () => {
  const points = addLagPoint([{ atMs: 0, lagSeconds: 1 }, { atMs: 10_000, lagSeconds: 1 }], { observedAt: at(3605), worstLagSeconds: 2 })
  expect(points.map((point) => point.atMs)).toEqual([10_000, 3_605_000])
  expect(addLagPoint(points, { observedAt: null, worstLagSeconds: 5 })).toEqual(points)
})

test('what was pushed goes before what the server kept of the same time', () => {
  expect(joinLagHistory([[0, 1], [60, 2], [120, 3]], [{ atMs: 90_000, lagSeconds: 7 }]).map((point) => point.lagSeconds)).toEqual([1, 2, 7])
})

test('a longer silence is a gap, never a zero', () => {
  const minutes = [0, 60, 120, 600, 660].map((seconds) => ({ atMs: seconds * 1000, lagSeconds: 4 }))
  const values = spreadLag(minutes, 12)
  expect(values[0]).toBe(4)
  expect(values.slice(4, 9).every((value) => value === null)).toBe(true)
  expect(values).not.toContain(0)
  expect(values.at(-1)).toBe(4)
})

test('without any point there is no line', () => {
  expect(spreadLag([], 10)).toEqual([])
})
