// @vitest-environment node
import { expect, test } from 'vitest'
import type { OperatorView } from '@/server/contracts/operator'
import { describeOperator } from './describe-operator'

const NOW = Date.parse('2026-11-24T12:00:00Z')
const operator = (overrides: Partial<OperatorView> = {}): OperatorView => ({ state: 'leading', holder: 'h', epoch: 1, renewedAt: new Date(NOW - 2000).toISOString(), report: { lastRoundAt: null, lastRoundMs: null, clusters: 2, oldestRoundAt: null, late: [], version: '1' }, pause: null, ...overrides })
const late = (name: string) => ({ clusterId: name, name, ageSeconds: 20 })

test('a leader that keeps up is well', () => {
  expect(describeOperator(operator(), NOW)).toEqual({ level: 'healthy', words: 'all well' })
})

test('a leader without clusters says so', () => {
  expect(describeOperator(operator({ report: { lastRoundAt: null, lastRoundMs: null, clusters: 0, oldestRoundAt: null, late: [], version: '1' } }), NOW).words).toBe('leads; no clusters yet')
})

test('what is late is named, or counted', () => {
  expect(describeOperator(operator({ report: { lastRoundAt: null, lastRoundMs: null, clusters: 2, oldestRoundAt: null, late: [late('shop')], version: '1' } }), NOW).words).toBe('shop is late')
  expect(describeOperator(operator({ report: { lastRoundAt: null, lastRoundMs: null, clusters: 2, oldestRoundAt: null, late: [late('a'), late('b')], version: '1' } }), NOW)).toEqual({ level: 'attention', words: '2 clusters are late' })
})

test('a lease that is no longer renewed means that nobody leads, whatever was said last', () => {
  expect(describeOperator(operator({ renewedAt: new Date(NOW - 90_000).toISOString() }), NOW)).toMatchObject({ level: 'broken', words: expect.stringContaining('none leads since 1') as string })
  expect(describeOperator(operator({ state: 'absent' }), NOW).level).toBe('broken')
  expect(describeOperator(operator({ state: 'absent', renewedAt: null }), NOW).words).toBe('none has started yet')
})

test('automation that was stopped everywhere is told with who did it, until it has run out', () => {
  const pause = { everywhere: true, by: 'ada', reason: 'storage', since: new Date(NOW - 1000).toISOString(), until: new Date(NOW + 1000).toISOString() }
  expect(describeOperator(operator({ pause }), NOW)).toEqual({ level: 'attention', words: 'stopped by ada' })
  expect(describeOperator(operator({ pause }), NOW + 1000).words).toBe('all well')
})
