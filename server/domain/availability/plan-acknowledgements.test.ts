import { describe, expect, test } from 'vitest'
import type { SemiSyncPolicy } from '@/server/contracts/availability'
import type { OperatorMemory } from '../memory'
import type { ClusterObservation, SemiSyncFacts } from '../observation'
import { actionsOf, analyzed, findingOf } from '../testing/analyzed'
import { definitionOf, memoryOf } from '../testing/build-definition'
import { NOW, answering, empty, gtids, observationOf, replica, replication, silent } from '../testing/build-observation'

const JOINED = NOW - 500_000
const both = { 'shop-db-1': JOINED, 'shop-db-2': JOINED }
const semi = (policy: Partial<SemiSyncPolicy> = {}) => definitionOf({ spec: { topology: 'semisync', semiSync: { acknowledgements: null, whenShort: 'wait', degradeAfterSeconds: 30, ...policy } } })
const semiSync = (source: Partial<SemiSyncFacts['source']> = {}): SemiSyncFacts => ({
  source: { enabled: false, active: false, clients: 0, waitSessions: 0, waitForReplicaCount: 1, timeoutMs: 4_294_967_295, waitPoint: 'AFTER_SYNC', acknowledgedCount: 0, unacknowledgedCount: 0, ...source },
  replica: { enabled: true, active: true },
})
const asking = semiSync({ enabled: true, active: true, clients: 2 })
const following = (ordinal: number, more = {}) => replica(ordinal, { semiSync: semiSync(), ...more })
const well = (primary = asking): ClusterObservation => observationOf({ mysql: { 'shop-db-0': answering({ semiSync: primary }), 'shop-db-1': following(1), 'shop-db-2': following(2) } })
const short = (): ClusterObservation => observationOf({ mysql: { 'shop-db-0': answering({ semiSync: asking }), 'shop-db-1': silent('timeout'), 'shop-db-2': silent('timeout') } })
const began = (more: Partial<OperatorMemory> = {}) => memoryOf({ acknowledgements: [{ members: both, required: 1, from: gtids(0, 5) }], acknowledgementMembers: 2, ...more })
const required = (memory: OperatorMemory) => memory.acknowledgements.at(-1)?.required

describe('what the primary is asked for', () => {
  test('is nothing while no replica has joined, so that a new cluster can begin', () => {
    const fresh = memoryOf({ instances: {} })
    const analysis = analyzed({ definition: semi(), memory: fresh, observation: observationOf({ mysql: { 'shop-db-0': answering({ semiSync: semiSync() }), 'shop-db-1': empty(1), 'shop-db-2': empty(2) } }) })
    expect(required(analysis.memory)).toBe(0)
  })
  test('is one acknowledgement as soon as replicas have joined, written down before the primary is told', () => {
    const analysis = analyzed({ definition: semi(), memory: memoryOf(), observation: well(semiSync()) })
    expect(analysis.memory.acknowledgements.at(-1)).toEqual({ members: both, required: 1, from: null })
    expect(actionsOf(analysis)).toContainEqual({ type: 'require-acknowledgements', instance: 'shop-db-0', count: 1 })
  })
  test('stays in force right after a change of the primary, when no replica follows it yet', () => {
    const changed = began({ acknowledgements: [{ members: {}, required: 0, from: null }] })
    const detached = observationOf({ mysql: { 'shop-db-0': answering({ semiSync: asking }), 'shop-db-1': following(1, { replication: replication({ ioThread: 'off' }) }), 'shop-db-2': following(2, { replication: replication({ ioThread: 'off' }) }) } })
    expect(required(analyzed({ definition: semi(), memory: changed, observation: detached }).memory)).toBe(1)
  })
  test('is not less because a replica lost its volume', () => {
    const lost = observationOf({ mysql: { 'shop-db-0': answering({ semiSync: asking }), 'shop-db-1': empty(1), 'shop-db-2': empty(2) } })
    expect(required(analyzed({ definition: semi(), memory: began(), observation: lost }).memory)).toBe(1)
  })
  test('does not change while the primary is silent', () => {
    const silence = observationOf({ mysql: { 'shop-db-0': silent('timeout'), 'shop-db-1': following(1), 'shop-db-2': following(2) } })
    const memory = began({ acknowledgementsShortSince: NOW - 300_000 })
    expect(analyzed({ definition: semi({ whenShort: 'degrade' }), memory, observation: silence }).memory.acknowledgements).toEqual(memory.acknowledgements)
  })
})

describe('when replicas are short', () => {
  const later = began({ acknowledgementsShortSince: NOW - 40_000 })
  test('commits wait for as long as it takes where the policy says so, and the page says it', () => {
    const analysis = analyzed({ definition: semi(), memory: later, observation: short() })
    expect(required(analysis.memory)).toBe(1)
    expect(findingOf(analysis, 'CommitsWait')).toMatchObject({ level: 'broken', message: expect.stringMatching(/0 of 1 replica .*Commits wait until/) as string })
  })
  test('they go on with fewer, with an alarm, where the policy says so', () => {
    const analysis = analyzed({ definition: semi({ whenShort: 'degrade' }), memory: later, observation: short() })
    expect(required(analysis.memory)).toBe(0)
    expect(findingOf(analysis, 'AcknowledgementsDegraded')?.message).toMatch(/newest writes are lost/)
    expect(analysis.status.availability?.failover?.possible).toBe(false)
  })
  test('not before it has lasted', () => {
    const analysis = analyzed({ definition: semi({ whenShort: 'degrade' }), memory: began({ acknowledgementsShortSince: NOW - 10_000 }), observation: short() })
    expect(required(analysis.memory)).toBe(1)
  })
  test('all are asked for again when enough have been there for ten seconds', () => {
    const lowered = began({ acknowledgementsLoweredTo: 0, acknowledgements: [{ members: both, required: 1, from: gtids(0, 5) }, { members: both, required: 0, from: null }] })
    const first = analyzed({ definition: semi({ whenShort: 'degrade' }), memory: lowered, observation: well(semiSync()) })
    expect(required(first.memory)).toBe(0)
    const second = analyzed({ definition: semi({ whenShort: 'degrade' }), memory: first.memory, now: NOW + 11_000, observation: well(semiSync()) })
    expect(required(second.memory)).toBe(1)
    // What was written meanwhile counts only when it has arrived.
    expect(second.status.availability?.failover?.possible).toBe(false)
    const third = analyzed({ definition: semi({ whenShort: 'degrade' }), memory: second.memory, now: NOW + 11_300, observation: well() })
    expect(third.memory.acknowledgements).toEqual([{ members: both, required: 1, from: gtids(0, 10) }])
    expect(third.status.availability?.failover?.possible).toBe(true)
  })
})

test('a former primary is released only when it is closed', () => {
  const seen = (closed: boolean) => observationOf({ mysql: { 'shop-db-0': answering({ semiSync: asking }), 'shop-db-1': following(1, { semiSync: semiSync({ enabled: true, waitSessions: 1 }), readOnly: closed, superReadOnly: closed }), 'shop-db-2': following(2) } })
  const release = { type: 'require-acknowledgements', instance: 'shop-db-1', count: 0 }
  expect(actionsOf(analyzed({ definition: semi(), memory: began(), observation: seen(true) }))).toContainEqual(release)
  expect(actionsOf(analyzed({ definition: semi(), memory: began(), observation: seen(false) }))).not.toContainEqual(release)
})
