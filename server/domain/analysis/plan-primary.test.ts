import { describe, expect, test } from 'vitest'
import { emptyMemory } from '../memory'
import { actionsOf, analyzed, analyzedAgain, findingOf, typesOf, wordsOf } from '../testing/analyzed'
import { definitionOf, instanceMemoryOf, memoryOf, operationOf } from '../testing/build-definition'
import { NOW, answering, claim, empty, gtids, observationOf, pod, replica, silent, uuidOf } from '../testing/build-observation'

const creating = definitionOf({ operations: [operationOf('create')] })
const sqlOf = (analysis: Parameters<typeof actionsOf>[0]) => actionsOf(analysis).filter(({ type }) => ['bootstrap-primary', 'make-writable', 'make-read-only'].includes(type))

describe('the first start', () => {
  test('begins on ordinal 0 as soon as that answers empty, without waiting for the others', () => {
    const analysis = analyzed({ definition: creating, memory: emptyMemory(), observation: observationOf({ mysql: { 'shop-db-0': empty(0), 'shop-db-1': silent(), 'shop-db-2': silent() } }) })
    expect(sqlOf(analysis)).toEqual([{ type: 'bootstrap-primary', instance: 'shop-db-0', epoch: 1 }])
    expect(analysis.memory).toMatchObject({ primary: 'shop-db-0', epoch: 1, bootstrappedAt: null })
  })
  test('waits for ordinal 0 and says for what', () => {
    const analysis = analyzed({ definition: creating, memory: emptyMemory(), observation: observationOf({ mysql: { 'shop-db-0': silent(), 'shop-db-1': empty(1), 'shop-db-2': empty(2) } }) })
    expect(sqlOf(analysis)).toEqual([])
    expect(wordsOf(analysis)).toContain('wait Waiting for shop-db-0 to start; it becomes the primary')
  })
  test('is done once: the cluster id in the data ends it', () => {
    const analysis = analyzed({ definition: creating, memory: { ...emptyMemory(), primary: 'shop-db-0', epoch: 1 }, observation: observationOf({ mysql: { 'shop-db-1': empty(1), 'shop-db-2': silent() } }) })
    expect(sqlOf(analysis)).toEqual([])
    expect(analysis.memory).toMatchObject({ bootstrappedAt: NOW, primaryGtidExecuted: gtids(0, 10), primaryServerUuid: uuidOf(0) })
  })
  test('goes on after it was cut off between its statements', () => {
    const halfway = answering({ gtidExecuted: gtids(0, 1), clusterId: null, userSchemaCount: 0, superReadOnly: true, readOnly: true })
    const analysis = analyzed({ definition: creating, memory: { ...emptyMemory(), primary: 'shop-db-0', epoch: 1 }, observation: observationOf({ mysql: { 'shop-db-0': halfway, 'shop-db-1': silent(), 'shop-db-2': silent() } }) })
    expect(sqlOf(analysis)).toEqual([{ type: 'bootstrap-primary', instance: 'shop-db-0', epoch: 1 }])
  })
  test('does not happen while any instance holds data of this cluster: that is looked at first', () => {
    const analysis = analyzed({ definition: creating, memory: emptyMemory(), observation: observationOf({ mysql: { 'shop-db-0': empty(0), 'shop-db-1': replica(1), 'shop-db-2': silent() } }) })
    expect(sqlOf(analysis)).toEqual([])
    expect(wordsOf(analysis)).toContain('wait Waiting for shop-db-2 to answer before a primary is chosen')
  })
  test('without a creation that runs, everything must be seen empty first: the memory may have been lost', () => {
    const analysis = analyzed({ memory: emptyMemory(), observation: observationOf({ mysql: { 'shop-db-0': empty(0), 'shop-db-1': empty(1), 'shop-db-2': silent() } }) })
    expect(sqlOf(analysis)).toEqual([])
  })
  test('never overwrites data of another cluster', () => {
    const analysis = analyzed({ definition: creating, memory: emptyMemory(), observation: observationOf({ mysql: { 'shop-db-0': answering({ clusterId: 'other' }), 'shop-db-1': empty(1), 'shop-db-2': empty(2) } }) })
    expect(typesOf(analysis).filter((type) => type !== 'label-pod')).toEqual([])
    expect(findingOf(analysis, 'VolumesOfAnotherCluster')?.level).toBe('broken')
  })
})

describe('kept volumes', () => {
  const kept = definitionOf({ id: 'c-new', useKeptVolumes: true, operations: [operationOf('create')] })
  const closed = (ordinal: number, set: string, clusterId: string | null = 'c-old') => replica(ordinal, { gtidExecuted: set, clusterId, replication: null })
  const on = (sets: (string | null)[], claimIds: (string | null)[] = ['c-old', 'c-old', 'c-old']) => observationOf({
    kubernetes: { claims: claimIds.map((clusterId, ordinal) => claim({ ordinal, clusterId })) },
    mysql: Object.fromEntries(sets.map((set, ordinal) => [`shop-db-${ordinal}`, set === null ? silent() : set === '' ? empty(ordinal) : closed(ordinal, set)])),
  })
  test('the instance with all transactions becomes the primary, whatever its ordinal', () => {
    const analysis = analyzed({ definition: kept, memory: emptyMemory(), observation: on([gtids(0, 5), gtids(0, 9), gtids(0, 7)]) })
    expect(sqlOf(analysis)).toEqual([{ type: 'make-writable', instance: 'shop-db-1', epoch: 1 }])
    expect(analysis.memory).toMatchObject({ primary: 'shop-db-1', dataClusterId: 'c-old', bootstrappedAt: NOW })
  })
  test('an instance that does not answer yet may hold the newest: it is waited for', () => {
    const analysis = analyzed({ definition: kept, memory: emptyMemory(), observation: on([gtids(0, 5), null, gtids(0, 7)]) })
    expect(analysis.memory.primary).toBe(null)
    expect(analysis.decisions.find(({ id }) => id === 'begin')).toMatchObject({ kind: 'wait', code: 'WaitingForData', because: 'It may hold newer data' })
  })
  test('one on a new volume is not waited for', () => {
    const analysis = analyzed({ definition: kept, memory: emptyMemory(), observation: on([gtids(0, 5), null, gtids(0, 7)], ['c-old', 'c-new', 'c-old']) })
    expect(analysis.memory.primary).toBe('shop-db-2')
  })
  test('data that cannot be compared is left to a person', () => {
    const analysis = analyzed({ definition: kept, memory: emptyMemory(), observation: on([gtids(0, 5), gtids(1, 5), gtids(0, 5)]) })
    expect(sqlOf(analysis)).toEqual([])
    expect(findingOf(analysis, 'IncomparableData')?.message).toMatch(/shop-db-0 and shop-db-1 each hold transactions/)
  })
  test('that hold nothing are not begun empty in silence', () => {
    const analysis = analyzed({ definition: kept, memory: emptyMemory(), observation: on(['', '', '']) })
    expect(sqlOf(analysis)).toEqual([])
    expect(findingOf(analysis, 'KeptVolumesEmpty')?.level).toBe('broken')
  })
  test('of two different clusters are not mixed', () => {
    const observation = on([gtids(0, 5), gtids(0, 5), ''])
    observation.mysql['shop-db-1'] = closed(1, gtids(0, 5), 'c-older')
    expect(findingOf(analyzed({ definition: kept, memory: emptyMemory(), observation }), 'DataOfSeveralClusters')?.level).toBe('broken')
  })
  test('without an identity get one before they are opened', () => {
    const observation = on([gtids(0, 5), '', ''])
    observation.mysql['shop-db-0'] = closed(0, gtids(0, 5), null)
    expect(sqlOf(analyzed({ definition: kept, memory: emptyMemory(), observation }))).toEqual([{ type: 'bootstrap-primary', instance: 'shop-db-0', epoch: 1 }])
  })
})

const closedPrimary = (overrides = {}) => answering({ readOnly: true, superReadOnly: true, ...overrides })

describe('a primary that was restarted', () => {
  test('is opened when it has all that it had', () => {
    const analysis = analyzed({ observation: observationOf({ mysql: { 'shop-db-0': closedPrimary() } }) })
    expect(sqlOf(analysis)).toEqual([{ type: 'make-writable', instance: 'shop-db-0', epoch: 1 }])
  })
  test('is not opened again and again while that takes', () => {
    const rounds = analyzedAgain({ observation: observationOf({ mysql: { 'shop-db-0': closedPrimary() } }) }, 10, 100)
    expect(rounds.flatMap(sqlOf)).toHaveLength(1)
  })
  test.each([
    ['came back empty', empty(0), 'PrimaryCameBackEmpty'],
    ['was set back', closedPrimary({ gtidExecuted: gtids(0, 4) }), 'PrimaryLostTransactions'],
    ['holds another cluster', closedPrimary({ clusterId: 'other' }), 'PrimaryHoldsOtherData'],
  ])('and %s stays closed, with words for a person', (_what, seen, code) => {
    const analysis = analyzed({ observation: observationOf({ mysql: { 'shop-db-0': seen } }) })
    expect(sqlOf(analysis)).toEqual([])
    expect(findingOf(analysis, code)).toMatchObject({ level: 'broken', action: expect.stringContaining('shop-db-1, shop-db-2') })
    expect(analysis.decisions.find(({ id }) => id === 'primary')).toMatchObject({ kind: 'refuse', code })
    expect(analysis.status.instances[0]?.role).toBe('unknown')
  })
  test('and lacks what a replica received from it stays closed', () => {
    const analysis = analyzed({ observation: observationOf({ mysql: { 'shop-db-0': closedPrimary(), 'shop-db-1': replica(1, { gtidExecuted: gtids(0, 12) }) } }) })
    expect(sqlOf(analysis)).toEqual([])
    expect(findingOf(analysis, 'PrimaryLostTransactions')?.message).toMatch(/shop-db-1 received 2 transactions/)
  })
  test('and is open though it is not the server it was is closed', () => {
    const analysis = analyzed({ observation: observationOf({ mysql: { 'shop-db-0': answering({ gtidExecuted: gtids(0, 4) }) } }) })
    expect(sqlOf(analysis)).toEqual([{ type: 'make-read-only', instance: 'shop-db-0' }])
  })
  test('and is not proven loses the label by which writers find it', () => {
    const analysis = analyzed({ observation: observationOf({ mysql: { 'shop-db-0': empty(0) } }) })
    expect(actionsOf(analysis)).toContainEqual({ type: 'label-pod', pod: 'shop-db-0', podUid: 'pod-0', labels: { 'podkeeper.dev/role': null } })
  })
})

describe('a second writable instance', () => {
  const both = observationOf({ mysql: { 'shop-db-1': replica(1, { readOnly: false, superReadOnly: false }) } })
  test('is closed, and the primary is left open', () => expect(sqlOf(analyzed({ observation: both }))).toEqual([{ type: 'make-read-only', instance: 'shop-db-1' }]))
  test('keeps a closed primary closed until it is closed itself', () => {
    const analysis = analyzed({ observation: observationOf({ mysql: { 'shop-db-0': closedPrimary(), 'shop-db-1': replica(1, { readOnly: false, superReadOnly: false }) } }) })
    expect(sqlOf(analysis)).toEqual([{ type: 'make-read-only', instance: 'shop-db-1' }])
    expect(wordsOf(analysis)).toContain('wait shop-db-0 is opened for writing as soon as shop-db-1 is read-only')
  })
  test('that is being overwritten by a clone, which needs super_read_only off, is not taken for one', () => {
    const cloning = empty(2, { readOnly: true, superReadOnly: false })
    const memory = memoryOf()
    const observation = observationOf({ mysql: { 'shop-db-2': cloning } })
    const asked = { ...memory, instances: { ...memory.instances, 'shop-db-2': instanceMemoryOf({ cloneStartedAt: NOW - 100, cloneDonor: 'shop-db-1' }) } }
    expect(sqlOf(analyzed({ observation, memory: asked }))).toEqual([])
    expect(findingOf(analyzed({ observation, memory: asked }), 'WritableReplica')).toBeUndefined()
    expect(sqlOf(analyzed({ observation, memory }))).toEqual([{ type: 'make-read-only', instance: 'shop-db-2' }])
  })
  test('that only administrators can write to is closed too', () => {
    expect(sqlOf(analyzed({ observation: observationOf({ mysql: { 'shop-db-2': replica(2, { readOnly: true, superReadOnly: false }) } }) }))).toEqual([{ type: 'make-read-only', instance: 'shop-db-2' }])
  })
})

describe('a primary that does not answer', () => {
  const analysis = analyzed({ observation: observationOf({ mysql: { 'shop-db-0': silent('timeout', 'no answer') } }) })
  test('is waited for: nobody else is promoted', () => {
    expect(sqlOf(analysis)).toEqual([])
    expect(analysis.memory).toMatchObject({ primary: 'shop-db-0', epoch: 1 })
    expect(analysis.decisions.find(({ id }) => id === 'primary')).toMatchObject({ kind: 'wait' })
  })
  test('is the headline', () => expect(analysis.status).toMatchObject({ level: 'broken', headline: 'Broken: shop-db-0 is the primary and takes no writes: MySQL does not answer in time' }))
  test('keeps its replicas in the read service', () => expect(analysis.status.instances.map(({ servesReads }) => servesReads)).toEqual([false, true, true]))
  test.each([
    ['its node is gone', pod({ ordinal: 0, nodeReady: false, ready: false }), /node node-1 does not answer/],
    ['it has no pod', null, /it has no pod/],
    ['its image cannot be pulled', pod({ ordinal: 0, ready: false, phase: 'Pending', containers: [{ ...pod().containers[2], name: 'mysql', kind: 'main', state: 'waiting', reason: 'ImagePullBackOff', message: 'not found', exitCode: null, ready: false, restarts: 0, startedAt: null, lastTermination: null }] }), /image cannot be pulled \(ImagePullBackOff: not found\)/],
  ])('because %s is explained so', (_why, one, words) => {
    const pods = [...(one ? [one] : []), pod({ ordinal: 1 }), pod({ ordinal: 2 })]
    const seen = analyzed({ observation: observationOf({ kubernetes: { pods }, mysql: { 'shop-db-0': one ? silent('not-started') : { state: 'absent' } } }) })
    expect(findingOf(seen, 'PrimaryUnreachable')?.message).toMatch(words)
  })
})

test('a cluster moved to operator management needs no identity in its data to keep its primary', () => {
  const analysis = analyzed({ memory: memoryOf({ dataClusterId: null }), observation: observationOf({ mysql: { 'shop-db-0': closedPrimary({ clusterId: null }) } }) })
  expect(sqlOf(analysis)).toEqual([{ type: 'make-writable', instance: 'shop-db-0', epoch: 1 }])
})
