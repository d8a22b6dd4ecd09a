import { describe, expect, test } from 'vitest'
import type { OperatorMemory } from '../memory'
import type { MysqlObservation, ReplicationFacts } from '../observation'
import { actionsOf, analyzed, findingOf } from '../testing/analyzed'
import { definitionOf, memoryOf } from '../testing/build-definition'
import { NOW, answering, observationOf, pod, replica, replication, silent } from '../testing/build-observation'

/** Second by second, what shop-db-1 shows; answers whether it served reads after each. */
function follow(channels: (Partial<ReplicationFacts> | 'silent')[], start: OperatorMemory = memoryOf()): boolean[] {
  let memory = start
  return channels.map((channel, second) => {
    const seen: MysqlObservation = channel === 'silent' ? silent() : replica(1, { replication: replication(channel) })
    const analysis = analyzed({ memory, now: NOW + second * 1_000, observation: observationOf({ mysql: { 'shop-db-1': seen } }) })
    memory = analysis.memory
    return memory.instances['shop-db-1']?.servesReads ?? false
  })
}

const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value)

describe('a replica in the read service', () => {
  test('leaves when it lags more than the limit, at once', () => expect(follow([{ lagSeconds: 29 }, { lagSeconds: 31 }])).toEqual([true, false]))
  test('stays between the two limits, so that it does not flap', () => expect(follow(times(60, { lagSeconds: 20 })).every(Boolean)).toBe(true))
  test('comes back when it has been below the lower limit for 10 s', () => {
    const served = follow([{ lagSeconds: 40 }, ...times(12, { lagSeconds: 2 })])
    expect(served).toEqual([false, ...times(10, false), true, true])
  })
  test('that rises again within the 10 s begins to wait anew', () => {
    const served = follow([{ lagSeconds: 40 }, ...times(8, { lagSeconds: 2 }), { lagSeconds: 7 }, ...times(12, { lagSeconds: 2 })])
    expect(served.lastIndexOf(false)).toBe(19)
  })
  test.each([['SQL', { sqlThread: 'off' }], ['I/O', { ioThread: 'off' }]] as const)('leaves when its %s thread has been stopped for more than 5 s', (_thread, channel) => {
    expect(follow(times(8, channel))).toEqual([true, true, true, true, true, true, false, false])
  })
  test('leaves when it does not answer', () => expect(follow([{}, 'silent'])).toEqual([true, false]))
  test('stays while its lag cannot be told for a moment', () => expect(follow([{ lagSeconds: null }])).toEqual([true]))
  test('leaves when it has not reached a primary that answers for longer than the limit', () => {
    const served = follow(times(33, { ioThread: 'connecting' as const, lagSeconds: null }))
    expect(served.indexOf(false)).toBe(31)
  })
})

test('a new replica serves at once when it has caught up, but not before', () => {
  const fresh = memoryOf({ instances: {} })
  expect(follow([{ lagSeconds: 12 }, { lagSeconds: 6 }, { lagSeconds: 4 }], fresh)).toEqual([false, false, true])
})

test('why it is out is said at the instance, with what brings it back', () => {
  const analysis = analyzed({ observation: observationOf({ mysql: { 'shop-db-1': replica(1, { replication: replication({ lagSeconds: 48 }) }) } }) })
  expect(analysis.status.instances[1]).toMatchObject({ servesReads: false, readsExcludedBecause: 'it lags 48 s, more than the limit of 30 s' })
  expect(analysis.status).toMatchObject({ level: 'attention', headline: 'Degraded: shop-db-1 lags 48 s', worstLagSeconds: 48 })
  expect(actionsOf(analysis)).toEqual([{ type: 'label-pod', pod: 'shop-db-1', podUid: 'pod-1', labels: { 'podkeeper.dev/reads': null } }])
})

test('a single instance serves its own reads', () => {
  const single = definitionOf({ spec: { topology: 'single', instances: 1 } })
  const observation = observationOf({ kubernetes: { pods: [pod({ ordinal: 0 })] }, mysql: { 'shop-db-0': answering() } })
  const analysis = analyzed({ definition: single, memory: memoryOf({}, 1), observation })
  expect(analysis.status.instances[0]).toMatchObject({ servesReads: true, readsExcludedBecause: null })
})

test('the primary of several serves no reads, and nothing is called wrong with that', () => {
  expect(analyzed().status.instances[0]).toMatchObject({ servesReads: false, readsExcludedBecause: null })
})

test('a read service that leads nowhere is told, with where to read instead', () => {
  const lagging = { replication: replication({ lagSeconds: 90 }) }
  const analysis = analyzed({ observation: observationOf({ mysql: { 'shop-db-1': replica(1, lagging), 'shop-db-2': replica(2, lagging) } }) })
  expect(findingOf(analysis, 'ReadServiceEmpty')).toMatchObject({ level: 'broken', action: 'Send reads to shop-db-primary until a replica is back' })
})

test('labels that take an instance out come before those that bring one in', () => {
  const pods = [pod({ ordinal: 0, labels: {} }), pod({ ordinal: 1, labels: { 'podkeeper.dev/role': 'primary', 'podkeeper.dev/reads': 'true' } }), pod({ ordinal: 2 })]
  const labelled = actionsOf(analyzed({ observation: observationOf({ kubernetes: { pods } }) })).flatMap((action) => (action.type === 'label-pod' ? [[action.pod, action.labels]] : []))
  expect(labelled).toEqual([['shop-db-1', { 'podkeeper.dev/role': 'replica' }], ['shop-db-0', { 'podkeeper.dev/role': 'primary' }]])
})

test('a label that does not show is set again with pauses', () => {
  const observation = observationOf({ kubernetes: { pods: [pod({ ordinal: 0 }), pod({ ordinal: 1, labels: {} }), pod({ ordinal: 2 })] } })
  let memory = memoryOf()
  let set = 0
  for (let second = 0; second < 60; second++) {
    const analysis = analyzed({ memory, observation, now: NOW + second * 1_000 })
    memory = analysis.memory
    set += actionsOf(analysis).length
  }
  expect(set).toBeGreaterThanOrEqual(4)
  expect(set).toBeLessThanOrEqual(7)
})
