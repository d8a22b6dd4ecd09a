import { describe, expect, test } from 'vitest'
import type { CloneFacts } from '../observation'
import { actionsOf, analyzed, analyzedAgain, findingOf, wordsOf } from '../testing/analyzed'
import { definitionOf, instanceMemoryOf, memoryOf } from '../testing/build-definition'
import { NOW, answering, empty, gtids, observationOf, pod, replica, replication, silent } from '../testing/build-observation'

const clone = (overrides: Partial<CloneFacts> = {}): CloneFacts => ({ state: 'in-progress', source: 'shop-db-0.shop-db:3306', progress: 0.61, stage: 'FILE COPY', bytesDone: 61, bytesTotal: 100, startedAt: NOW - 188_000, errorNumber: 0, errorMessage: '', ...overrides })
const clonesOf = (analysis: Parameters<typeof actionsOf>[0]) => actionsOf(analysis).filter(({ type }) => type === 'clone-instance')
const newcomer = (ordinal: number) => ({ [`shop-db-${ordinal}`]: empty(ordinal) })
const remembering = (instances: Record<string, Parameters<typeof instanceMemoryOf>[0]>, more = {}) => memoryOf({ ...more, instances: { ...memoryOf().instances, ...Object.fromEntries(Object.entries(instances).map(([name, memory]) => [name, instanceMemoryOf(memory)])) } })
const five = (mysql: Parameters<typeof observationOf>[0] = {}) => observationOf({ kubernetes: { pods: [0, 1, 2, 3, 4].map((ordinal) => pod({ ordinal })) }, ...mysql })

describe('an empty instance', () => {
  test('is cloned from the replica that lags least, not from the primary', () => {
    const observation = five({ mysql: { ...newcomer(3), 'shop-db-1': replica(1, { replication: replication({ lagSeconds: 4 }) }), 'shop-db-4': replica(4, { replication: replication({ lagSeconds: 9 }) }) } })
    expect(clonesOf(analyzed({ definition: definitionOf({ spec: { instances: 5 } }), observation }))).toEqual([{ type: 'clone-instance', instance: 'shop-db-3', donor: 'shop-db-2' }])
  })
  test.each([
    ['stopped', replica(1, { replication: replication({ sqlThread: 'off' }) })],
    ['of another series', replica(1, { version: '8.4.6' })],
    ['with errant transactions', replica(1, { gtidExecuted: `${gtids(0, 10)},${gtids(1, 1)}` })],
    ['silent', silent()],
    ['of unknown lag', replica(1, { replication: replication({ lagSeconds: null }) })],
  ])('is not cloned from a replica that is %s: the primary is the donor then', (_what, seen) => {
    expect(clonesOf(analyzed({ observation: observationOf({ mysql: { 'shop-db-1': seen, ...newcomer(2) } }) }))).toEqual([{ type: 'clone-instance', instance: 'shop-db-2', donor: 'shop-db-0' }])
  })
  test('waits when no donor runs its MySQL series', () => {
    const analysis = analyzed({ observation: observationOf({ mysql: { 'shop-db-2': empty(2, { version: '9.8.0' }) } }) })
    expect(clonesOf(analysis)).toEqual([])
    expect(wordsOf(analysis)).toContain('wait shop-db-2 waits for its clone: no donor runs its MySQL version 9.8.0')
  })
  test('waits for the primary to be proven', () => {
    const analysis = analyzed({ observation: observationOf({ mysql: { 'shop-db-0': silent(), ...newcomer(2) } }) })
    expect(clonesOf(analysis)).toEqual([])
    expect(wordsOf(analysis)).toContain('wait shop-db-2 is cloned when the primary answers with its data')
  })
  test('shares no donor with another clone, and not everything is cloned at once', () => {
    const analysis = analyzed({ definition: definitionOf({ spec: { instances: 5 } }), observation: five({ mysql: { ...newcomer(2), ...newcomer(3), ...newcomer(4) } }) })
    expect(clonesOf(analysis)).toEqual([{ type: 'clone-instance', instance: 'shop-db-2', donor: 'shop-db-1' }])
    expect(wordsOf(analysis)).toContain('wait shop-db-3 waits for its clone: shop-db-1 is already being copied')
  })
})

describe('a running clone', () => {
  const analysis = analyzed({ memory: remembering({ 'shop-db-2': { cloneStartedAt: NOW - 188_000, cloneDonor: 'shop-db-1' } }), observation: observationOf({ mysql: { 'shop-db-2': empty(2, { clone: clone() }) } }) })
  test('is told with its progress and the time left', () => expect(wordsOf(analysis)).toContain('wait Waiting for shop-db-2: clone 61 % (about 2 min left)'))
  test('is shown at its instance', () => {
    expect(analysis.status.instances[2]).toMatchObject({ role: 'joining', level: 'working', headline: 'Cloning from shop-db-1, 61 % (about 2 min left)', servesReads: false, clone: { donor: 'shop-db-1', progress: 0.61, etaSeconds: 120 } })
  })
  test('of which the operator knows nothing is taken up, not started again', () => {
    const taken = analyzed({ observation: observationOf({ mysql: { 'shop-db-2': empty(2, { clone: clone() }) } }) })
    expect(clonesOf(taken)).toEqual([])
    expect(taken.memory.instances['shop-db-2']).toMatchObject({ cloneStartedAt: NOW - 188_000, cloneDonor: 'shop-db-0' })
  })
  test('that restarts its server is waited for', () => {
    const restarting = analyzed({ memory: remembering({ 'shop-db-2': { cloneStartedAt: NOW - 9_000, cloneDonor: 'shop-db-1' } }), observation: observationOf({ mysql: { 'shop-db-2': silent() } }) })
    expect(clonesOf(restarting)).toEqual([])
    expect(restarting.status.instances[2]?.headline).toBe('Starting on its copied data')
  })
})

test('after its clone an instance is pointed at the primary, whatever channel the copy brought', () => {
  const memory = remembering({ 'shop-db-2': { cloneStartedAt: NOW - 9_000, cloneDonor: 'shop-db-1' } })
  const analysis = analyzed({ memory, observation: observationOf({ mysql: { 'shop-db-2': replica(2, { replication: replication({ ioThread: 'off', sqlThread: 'off' }) }) } }) })
  expect(actionsOf(analysis).filter(({ type }) => type !== 'label-pod')).toEqual([{ type: 'follow-source', instance: 'shop-db-2', source: 'shop-db-0' }])
  expect(analysis.memory.instances['shop-db-2']).toMatchObject({ cloneStartedAt: null, cloneFailures: 0 })
})

describe('a failed clone', () => {
  const failed = { mysql: { 'shop-db-2': empty(2, { clone: clone({ state: 'failed', startedAt: NOW - 8_000, errorNumber: 3862, errorMessage: 'Clone Donor Error: 1158' }) }) } }
  const memory = remembering({ 'shop-db-2': { cloneStartedAt: NOW - 9_000, cloneDonor: 'shop-db-1' } })
  test('is told with what MySQL said, and tried again after a pause', () => {
    const analysis = analyzed({ memory, observation: observationOf(failed) })
    expect(clonesOf(analysis)).toEqual([])
    expect(findingOf(analysis, 'CloneFailed')?.message).toBe('The clone of shop-db-2 failed 1 time, again in 5 s: error 3862: Clone Donor Error: 1158')
    expect(analysis.events.map(({ reason }) => reason)).toContain('CloneFailed')
    expect(clonesOf(analyzed({ memory: analysis.memory, observation: observationOf(failed), now: NOW + 5_001 }))).toHaveLength(1)
  })
  test('of an earlier attempt says nothing about the one that was just asked for', () => {
    const old = { mysql: { 'shop-db-2': empty(2, { clone: clone({ state: 'failed', startedAt: NOW - 500_000 }) }) } }
    expect(findingOf(analyzed({ memory, observation: observationOf(old) }), 'CloneFailed')).toBeUndefined()
  })
  test('that never began is noticed', () => {
    const analysis = analyzed({ memory: remembering({ 'shop-db-2': { cloneStartedAt: NOW - 16_000, cloneDonor: 'shop-db-1' } }), observation: observationOf({ mysql: newcomer(2) }) })
    expect(findingOf(analysis, 'CloneFailed')?.message).toContain('it did not begin')
  })
  test('pauses longer each time, and asks for a person after three', () => {
    const rounds = analyzedAgain({ memory, observation: observationOf(failed) }, 300, 1_000)
    expect(rounds.flatMap(clonesOf).length).toBeLessThanOrEqual(6)
    expect(findingOf(rounds.at(-1) ?? analyzed(), 'CloneFailed')?.action).toMatch(/Look at the log/)
  })
})

describe('a replica that needs what the primary has purged', () => {
  const purged = (more = {}) => observationOf({ mysql: { 'shop-db-0': answering({ gtidExecuted: gtids(0, 10), gtidPurged: gtids(0, 8) }), 'shop-db-2': replica(2, { gtidExecuted: gtids(0, 5), replication: null, ...more }) } })
  test('is cloned anew when it never replicated on this volume: a kept one after a scale-in', () => {
    const analysis = analyzed({ memory: remembering({ 'shop-db-2': {} }), observation: purged() })
    expect(clonesOf(analysis)).toEqual([{ type: 'clone-instance', instance: 'shop-db-2', donor: 'shop-db-1' }])
    expect(analysis.decisions.find(({ id }) => id === 'clone/shop-db-2')?.because).toMatch(/no longer has 3 transactions that it lacks/)
  })
  test('is not cloned anew without a person when it was up', () => {
    const analysis = analyzed({ observation: purged() })
    expect(actionsOf(analysis).filter(({ type }) => type === 'clone-instance' || type === 'follow-source')).toEqual([])
    expect(findingOf(analysis, 'CloneNeeded')).toMatchObject({ level: 'attention', action: expect.stringContaining('delete pvc data-shop-db-2') })
  })
  test('is not cloned over errant transactions', () => {
    const analysis = analyzed({ memory: remembering({ 'shop-db-2': {} }), observation: purged({ gtidExecuted: `${gtids(0, 5)},${gtids(2, 3)}` }) })
    expect(clonesOf(analysis)).toEqual([])
    expect(findingOf(analysis, 'ErrantTransactions')?.message).toMatch(/shop-db-2 has 3 transactions that the primary lacks/)
  })
  test('is left alone while it has what it needs in its relay log', () => {
    expect(clonesOf(analyzed({ observation: purged({ replication: replication({ retrievedGtidSet: gtids(0, 8), ioThread: 'off' }) }) }))).toEqual([])
    expect(findingOf(analyzed({ observation: purged({ replication: replication({ retrievedGtidSet: gtids(0, 8), ioThread: 'off' }) }) }), 'CloneNeeded')).toBeUndefined()
  })
})

test.each([
  ['another cluster\'s data', replica(2, { clusterId: 'other' }), /data of another cluster/],
  ['tables without a binary log', empty(2, { userSchemaCount: 2 }), /2 schemas that did not come by replication/],
])('an instance that holds %s is neither cloned nor pointed anywhere', (_what, seen, words) => {
  const analysis = analyzed({ observation: observationOf({ mysql: { 'shop-db-2': seen } }) })
  expect(actionsOf(analysis).filter(({ type }) => type !== 'label-pod')).toEqual([])
  expect(findingOf(analysis, 'ForeignData')?.message).toMatch(words)
})
