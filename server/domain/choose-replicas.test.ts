import { expect, test } from 'vitest'
import { chooseReplicas, ordinalOf } from './choose-replicas'
import { definitionOf, memoryOf } from './testing/build-definition'

test.each([
  [3, 'shop-db-0', 3], [1, 'shop-db-0', 1], [2, 'shop-db-2', 3], [1, 'shop-db-4', 5], [5, 'shop-db-4', 5], [2, null, 2],
])('%d instances wanted with %s as primary: %d run', (instances, primary, replicas) => {
  const choice = chooseReplicas(definitionOf({ spec: { instances } }), memoryOf({ primary }))
  expect(choice.replicas).toBe(replicas)
  expect(choice.refusedBecause === null).toBe(replicas === instances)
})

test('the reason names the primary and what to do', () => {
  expect(chooseReplicas(definitionOf({ spec: { instances: 1 } }), memoryOf({ primary: 'shop-db-2' })).refusedBecause).toMatch(/shop-db-2 is the primary.*ordinal below 1/)
})

test('a deletion does not keep instances for the sake of the primary', () => {
  expect(chooseReplicas(definitionOf({ spec: { instances: 1 }, deletion: { requestedAt: 0, requestedBy: 'x', keepVolumes: true } }), memoryOf({ primary: 'shop-db-2' })).replicas).toBe(1)
})

test.each([['shop-db-0', 0], ['shop-db-12', 12], ['shop-db-01', null], ['shop-db-', null], ['shop-db-x', null], ['other-0', null], ['shop-db-1-2', null]])('the ordinal of %s is %s', (name, ordinal) => {
  expect(ordinalOf('shop-db', name)).toBe(ordinal)
})
