// @vitest-environment node
import { expect, test } from 'vitest'
import { sparklinePath } from './sparkline'

test('a gap interrupts the line; it is not drawn as zero', () => {
  expect(sparklinePath([1, 1, null, 1, 1], 40, 12, 1)).toBe('M0.0 1.0L10.0 1.0M30.0 1.0L40.0 1.0')
})

test('noise below the smallest scale stays at the bottom', () => {
  expect(sparklinePath([0, 0.1], 10, 12, 10)).toBe('M0.0 11.0L10.0 10.9')
})

test('nothing gives no path, and a single value does not divide by zero', () => {
  expect(sparklinePath([], 10, 10, 1)).toBe('')
  expect(sparklinePath([2], 10, 12, 1)).toBe('M0.0 1.0')
})
