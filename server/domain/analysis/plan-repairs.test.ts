import { describe, expect, test } from 'vitest'
import { actionsOf, analyzed, typesOf } from '../testing/analyzed'
import { definitionOf, instanceMemoryOf, memoryOf, operationOf } from '../testing/build-definition'
import { gtids, NOW, observationOf, replica, replication } from '../testing/build-observation'

const errant = { gtidExecuted: `${gtids(0, 10)},${gtids(1, 2)}` }
const repair = (way: 'reclone' | 'inject') => definitionOf({ operations: [operationOf('repair', { requestedAt: NOW - 60_000, parameters: { instance: 'shop-db-1', way } })] })
const done = { state: 'completed' as const, stage: 'RECOVERY', progress: 1, bytesDone: 1, bytesTotal: 1, source: 'shop-db-2.shop-db:3306', startedAt: NOW - 20_000, errorNumber: 0, errorMessage: '' }

describe('a new copy that a person asked for', () => {
  test('is made of an instance that has data, whatever that is', () => {
    expect(typesOf(analyzed({ definition: repair('reclone'), observation: observationOf({ mysql: { 'shop-db-1': replica(1, errant) } }) }))).toContain('clone-instance')
  })

  test('is made once: when it is complete, the instance follows and the operation ends', () => {
    const cloning = memoryOf({ instances: { ...memoryOf().instances, 'shop-db-1': instanceMemoryOf({ cloneStartedAt: NOW - 20_000, cloneDonor: 'shop-db-2' }) } })
    const copied = analyzed({ definition: repair('reclone'), memory: cloning, observation: observationOf({ mysql: { 'shop-db-1': replica(1, { replication: null, clone: done }) } }) })
    expect(actionsOf(copied)).toContainEqual({ type: 'follow-source', instance: 'shop-db-1', source: 'shop-db-0' })
    expect(typesOf(copied)).not.toContain('clone-instance')
    const followed = analyzed({ definition: repair('reclone'), memory: copied.memory, now: NOW + 5_000, observation: observationOf({ mysql: { 'shop-db-1': replica(1, { replication: replication(), clone: done }) } }) })
    expect(typesOf(followed)).not.toContain('clone-instance')
    const joined = analyzed({ definition: repair('reclone'), memory: followed.memory, now: NOW + 20_000, observation: observationOf({ mysql: { 'shop-db-1': replica(1, { replication: replication(), clone: done }) } }) })
    expect(joined.operations).toMatchObject([{ state: 'succeeded' }])
  })
})

describe('transactions that a person keeps', () => {
  test('are written on the primary as empty ones', () => {
    expect(actionsOf(analyzed({ definition: repair('inject'), observation: observationOf({ mysql: { 'shop-db-1': replica(1, errant) } }) }))).toContainEqual({ type: 'inject-empty-transactions', instance: 'shop-db-0', gtids: gtids(1, 2) })
  })

  test('the operation ends when the primary has them', () => {
    const known = memoryOf({ primaryGtidExecuted: `${gtids(0, 10)},${gtids(1, 2)}` })
    const both = observationOf({ mysql: { 'shop-db-0': { ...observationOf().mysql['shop-db-0'], ...errant } as ReturnType<typeof replica>, 'shop-db-1': replica(1, errant) } })
    expect(analyzed({ definition: repair('inject'), memory: known, observation: both }).operations).toMatchObject([{ state: 'succeeded' }])
  })
})
