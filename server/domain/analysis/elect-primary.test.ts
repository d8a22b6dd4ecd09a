import fc from 'fast-check'
import { expect, test } from 'vitest'
import { containsGtidSet, parseGtidSet } from '../gtid'
import { gtids } from '../testing/build-observation'
import { electPrimary } from './elect-primary'

const candidate = (ordinal: number, set: string) => ({ name: `shop-db-${ordinal}`, ordinal, executed: parseGtidSet(set) })

test.each([
  ['nobody of none', [], { outcome: 'nobody' }],
  ['the one that has more', [candidate(0, gtids(0, 5)), candidate(1, gtids(0, 7))], { outcome: 'elected', name: 'shop-db-1' }],
  ['the lowest ordinal among equals', [candidate(2, gtids(0, 5)), candidate(1, gtids(0, 5))], { outcome: 'elected', name: 'shop-db-1' }],
  ['nobody when each lacks something', [candidate(0, gtids(0, 5)), candidate(1, gtids(1, 5))], { outcome: 'incomparable', between: ['shop-db-0', 'shop-db-1'] }],
  ['the superset of two that differ', [candidate(0, gtids(0, 5)), candidate(1, gtids(1, 5)), candidate(2, `${gtids(0, 5)},${gtids(1, 6)}`)], { outcome: 'elected', name: 'shop-db-2' }],
] as const)('%s', (_name, candidates, election) => {
  expect(electPrimary(candidates)).toEqual(election)
})

test('whoever is elected lacks nothing that anyone has; if anyone has all, somebody is elected', () => {
  const sets = fc.array(fc.record({ a: fc.integer({ min: 0, max: 4 }), b: fc.integer({ min: 0, max: 4 }) }), { minLength: 1, maxLength: 5 })
  fc.assert(fc.property(sets, (list) => {
    const candidates = list.map(({ a, b }, ordinal) => candidate(ordinal, [gtids(0, a), gtids(1, b)].filter(Boolean).join(',')))
    const election = electPrimary(candidates)
    const complete = candidates.filter(({ executed }) => candidates.every((other) => containsGtidSet(executed, other.executed)))
    expect(election.outcome === 'elected' ? election.name : null).toBe(complete[0]?.name ?? null)
  }))
})
