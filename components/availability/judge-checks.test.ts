import { expect, test } from 'vitest'
import type { Precheck } from '@/server/contracts/availability'
import { countMet, sortChecks, whyBlocked } from './judge-checks'

const check = (id: string, state: Precheck['state']): Precheck => ({ id, title: `Title ${id}`, state, hard: state !== 'warning', evidence: 'seen' })

test('a condition that is not met blocks, whatever was accepted', () => {
  expect(whyBlocked([check('lag', 'failed')], ['lag'])).toBe('Title lag: it is not so')
  expect(whyBlocked([check('lag', 'failed'), check('threads', 'failed')], [])).toBe('2 conditions are not met')
})

test('a warning blocks until it is ticked', () => {
  expect(whyBlocked([check('quiet', 'warning'), check('lag', 'passed')], [])).toBe('Tick what you accept first')
  expect(whyBlocked([check('quiet', 'warning'), check('lag', 'passed')], ['quiet'])).toBeNull()
})

test('what needs a look comes first', () => {
  const checks = [check('a', 'passed'), check('b', 'warning'), check('c', 'failed')]
  expect(sortChecks(checks).map(({ id }) => id)).toEqual(['c', 'b', 'a'])
  expect(countMet(checks)).toBe('1 of 3 conditions are met')
})
