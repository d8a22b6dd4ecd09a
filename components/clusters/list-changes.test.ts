// @vitest-environment node
import { expect, test } from 'vitest'
import { testSummary } from '@/components/lib/test-summary'
import { isOutOfOrder } from './list-changes'

const levels = (...list: ('broken' | 'attention' | 'healthy')[]) => list.map((level, index) => testSummary({ id: String(index), level }))

test('a list with the worst first is in order', () => {
  expect(isOutOfOrder(levels('broken', 'attention', 'healthy', 'healthy'), 'asc')).toBe(false)
})

test('a cluster that broke further down is noticed', () => {
  expect(isOutOfOrder(levels('healthy', 'healthy', 'broken'), 'asc')).toBe(true)
  expect(isOutOfOrder(levels('healthy', 'broken'), 'desc')).toBe(false)
})
