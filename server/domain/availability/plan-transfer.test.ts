import { describe, expect, test } from 'vitest'
import type { ClusterSpec } from '@/server/contracts/cluster-spec'
import type { Analysis } from '../decision'
import type { ClusterDefinition, OperatorMemory } from '../memory'
import type { ClusterObservation, MysqlFacts, MysqlObservation, SemiSyncFacts } from '../observation'
import { actionsOf, analyzed, findingOf, wordsOf } from '../testing/analyzed'
import { definitionOf, memoryOf, operationOf } from '../testing/build-definition'
import { NOW, answering, gtids, observationOf, pod, replica, replication, silent, uuidOf } from '../testing/build-observation'

const JOINED = NOW - 500_000
const members = { 'shop-db-1': JOINED, 'shop-db-2': JOINED }
const failover = { mode: 'automatic' as const, allowDataLoss: false, confirmSeconds: 3, quietSeconds: 60 }
const semi = (more: Partial<ClusterDefinition> = {}, spec: Partial<ClusterSpec> = {}) => definitionOf({ spec: { topology: 'semisync', failover, ...spec }, ...more })
const remembered = (more: Partial<OperatorMemory> = {}) => memoryOf({ acknowledgements: [{ members, required: 1, from: gtids(0, 5) }], ...more })
const semiSync = (source: Partial<SemiSyncFacts['source']> = {}, active = true): SemiSyncFacts => ({
  source: { enabled: false, active: false, clients: 0, waitSessions: 0, waitForReplicaCount: 1, timeoutMs: 4_294_967_295, waitPoint: 'AFTER_SYNC', acknowledgedCount: 0, unacknowledgedCount: 0, ...source },
  replica: { enabled: true, active },
})
const cutOff = (ordinal: number, more: Partial<MysqlFacts> = {}, channel = {}) => replica(ordinal, { semiSync: semiSync(), replication: replication({ ioThread: 'connecting', heardAgoSeconds: 6, ...channel }), ...more })
const fenced = (ordinal: number, more: Partial<MysqlFacts> = {}, channel = {}) => cutOff(ordinal, more, { ioThread: 'off', ...channel })
const gone = (mysql: Record<string, MysqlObservation>, pods = [pod({ ordinal: 1 }), pod({ ordinal: 2 })]): ClusterObservation => observationOf({ kubernetes: { pods }, mysql: { 'shop-db-0': { state: 'absent' }, ...mysql } })

/** Rounds of 300 ms; each sees what `look` gives it. */
function run(input: { definition?: ClusterDefinition; memory?: OperatorMemory; rounds: number; look: (round: number, before: Analysis | null) => ClusterObservation }): Analysis[] {
  const analyses: Analysis[] = []
  let memory = input.memory ?? remembered()
  for (let round = 0; round < input.rounds; round++) {
    const analysis = analyzed({ definition: input.definition ?? semi(), memory, now: NOW + round * 300, observation: input.look(round, analyses.at(-1) ?? null) })
    analyses.push(analysis)
    memory = analysis.memory
  }
  return analyses
}

const stages = (analyses: Analysis[]) => analyses.map(({ memory }) => memory.transfer?.stage ?? null)

describe('the loss of a primary', () => {
  test('whose pod is gone is confirmed within a second when replicas and Kubernetes agree', () => {
    const analyses = run({ rounds: 4, look: () => gone({ 'shop-db-1': cutOff(1), 'shop-db-2': cutOff(2) }) })
    expect(stages(analyses)).toEqual([null, null, 'fence', 'fence'])
    expect(analyses[2]?.newOperations).toEqual([expect.objectContaining({ kind: 'failover' })])
    expect(actionsOf(analyses[2] as Analysis)).toEqual(expect.arrayContaining([{ type: 'stop-replication', instance: 'shop-db-1', threads: 'io' }, { type: 'stop-replication', instance: 'shop-db-2', threads: 'io' }]))
  })
  test('whose container crashed is waited for a moment: it is started again at once', () => {
    const crashed = observationOf({ mysql: { 'shop-db-0': silent('refused'), 'shop-db-1': cutOff(1), 'shop-db-2': cutOff(2) } })
    const analyses = run({ rounds: 12, look: () => crashed })
    expect(stages(analyses).findIndex((stage) => stage === 'fence')).toBe(10)
  })
  test('is not believed while its replicas hear from it', () => {
    const heard = observationOf({ mysql: { 'shop-db-0': silent('timeout'), 'shop-db-1': replica(1), 'shop-db-2': replica(2) } })
    const last = run({ rounds: 40, look: () => heard }).at(-1)
    expect(last?.memory.transfer).toBe(null)
    expect(wordsOf(last as Analysis).some((line) => /2 replicas still hear from it/.test(line))).toBe(true)
  })
  test('is not believed when Podkeeper sees nobody at all', () => {
    const blind = observationOf({ mysql: { 'shop-db-0': silent('timeout'), 'shop-db-1': silent('timeout'), 'shop-db-2': silent('timeout') } })
    expect(run({ rounds: 40, look: () => blind }).every(({ memory }) => memory.transfer === null)).toBe(true)
  })
})

describe('a failover', () => {
  const begun = (more: Partial<OperatorMemory> = {}) => remembered({
    transfer: { operationId: 'f', kind: 'failover', requestedBy: 'podkeeper', from: 'shop-db-0', to: null, stage: 'fence', startedAt: NOW - 300, stageSince: NOW - 300, position: null, evidence: ['gone'], lossAccepted: false, writesStoppedAt: NOW - 900, writesBackAt: null, problem: null },
    ...more,
  })
  test('promotes the one that received most, after it has applied it', () => {
    const ahead = (executed: number) => fenced(2, { gtidExecuted: gtids(0, executed) }, { retrievedGtidSet: gtids(0, 12) })
    const [first, second] = run({ memory: begun(), rounds: 2, look: (round) => gone({ 'shop-db-1': fenced(1, {}, { retrievedGtidSet: gtids(0, 11) }), 'shop-db-2': ahead(round === 0 ? 10 : 12) }) })
    expect(first?.memory).toMatchObject({ primary: 'shop-db-0', epoch: 1, transfer: { stage: 'catch-up', to: 'shop-db-2', position: gtids(0, 12) } })
    expect(second?.memory).toMatchObject({ primary: 'shop-db-2', epoch: 2, primaryServerUuid: uuidOf(2), primaryGtidExecuted: gtids(0, 12), transfer: { stage: 'promote' } })
  })
  test('does not go on with fewer replicas than N − W', () => {
    const analysis = analyzed({ definition: semi(), memory: begun(), observation: gone({ 'shop-db-1': fenced(1), 'shop-db-2': silent('timeout') }) })
    expect(analysis.memory.transfer).toMatchObject({ stage: 'fence', to: null })
  })
  test('is taken back when too few replicas stay, and the page says what a person can do', () => {
    const short = gone({ 'shop-db-1': fenced(1), 'shop-db-2': silent('timeout') })
    const late = { ...begun(), lastTransferAt: null } as OperatorMemory
    const analysis = analyzed({ definition: semi(), memory: late, now: NOW + 31_000, observation: short })
    expect(analysis.memory).toMatchObject({ primary: 'shop-db-0', transfer: { stage: 'failed' } })
    const after = run({ memory: { ...analysis.memory, primarySilence: { since: NOW - 10_000, rounds: 9, lastAt: NOW - 300 } }, rounds: 1, look: () => gone({ 'shop-db-1': cutOff(1), 'shop-db-2': silent('timeout') }) })
    expect(wordsOf(after[0] as Analysis).some((line) => /2 are needed/.test(line))).toBe(true)
  })
  test('does not count a replica that lost its volume since', () => {
    const memory = begun()
    const rejoined = { ...memory, instances: { ...memory.instances, 'shop-db-2': { ...memory.instances['shop-db-2'], joinedAt: NOW - 1_000 } } } as OperatorMemory
    expect(analyzed({ definition: semi(), memory: rejoined, observation: gone({ 'shop-db-1': fenced(1), 'shop-db-2': fenced(2) }) }).memory.transfer?.stage).toBe('fence')
  })
  test('waits until the receivers have stopped', () => {
    const analysis = analyzed({ definition: semi(), memory: begun(), observation: gone({ 'shop-db-1': fenced(1), 'shop-db-2': cutOff(2) }) })
    expect(analysis.memory.transfer?.stage).toBe('fence')
    expect(actionsOf(analysis)).toContainEqual({ type: 'stop-replication', instance: 'shop-db-2', threads: 'io' })
  })
  test('starts no receiver and clones nothing while it runs', () => {
    const analysis = analyzed({ definition: semi(), memory: begun(), observation: gone({ 'shop-db-1': fenced(1, {}, { retrievedGtidSet: gtids(0, 20) }), 'shop-db-2': fenced(2) }) })
    expect(actionsOf(analysis).filter(({ type }) => type === 'follow-source' || type === 'clone-instance' || (type === 'start-replication'))).toEqual([])
  })
  test('is taken back when the primary returns before anybody was promoted', () => {
    const back = answering({ readOnly: true, superReadOnly: true, semiSync: semiSync() })
    const analysis = analyzed({ definition: semi(), memory: begun(), observation: observationOf({ mysql: { 'shop-db-0': back, 'shop-db-1': fenced(1), 'shop-db-2': fenced(2) } }) })
    expect(analysis.memory).toMatchObject({ primary: 'shop-db-0', epoch: 1, transfer: { stage: 'failed' } })
  })
  test('leaves it to a person when two replicas each have what the other lacks', () => {
    const other = `${gtids(0, 10)},${uuidOf(0)}:15`
    const analysis = analyzed({ definition: semi(), memory: begun(), observation: gone({ 'shop-db-1': fenced(1, { gtidExecuted: gtids(0, 12) }), 'shop-db-2': fenced(2, { gtidExecuted: other }) }) })
    expect(analysis.memory.primary).toBe('shop-db-0')
    expect(wordsOf(analysis).some((line) => /each have transactions that the other lacks/.test(line))).toBe(true)
    expect(findingOf(analysis, 'IncomparableData')).toMatchObject({ level: 'broken', action: expect.stringContaining('fence the one') as string })
  })
  test('opens nobody before it asks for acknowledgements, from the first round after the commit point', () => {
    const analyses = run({ definition: semi(), memory: begun(), rounds: 2, look: () => gone({ 'shop-db-1': fenced(1), 'shop-db-2': fenced(2) }) })
    expect(stages(analyses)).toEqual(['promote', 'promote'])
    expect(actionsOf(analyses[1] as Analysis).flatMap((action) => ('instance' in action && action.instance === 'shop-db-1' ? [action.type] : []))).toEqual(['detach-from-source', 'require-acknowledgements', 'make-writable'])
    expect(actionsOf(analyses[1] as Analysis)).toContainEqual({ type: 'require-acknowledgements', instance: 'shop-db-1', count: 1 })
  })
  test('detaches the new primary and asks for acknowledgements before it is opened', () => {
    const memory = begun()
    const promoting = { ...memory, primary: 'shop-db-2', epoch: 2, primaryServerUuid: uuidOf(2), acknowledgements: [{ members: {}, required: 0, from: null }, { members: { 'shop-db-1': JOINED, 'shop-db-0': JOINED }, required: 1, from: null }], transfer: { ...memory.transfer, to: 'shop-db-2', stage: 'promote', position: gtids(0, 10) } } as OperatorMemory
    const analysis = analyzed({ definition: semi(), memory: promoting, observation: gone({ 'shop-db-1': fenced(1), 'shop-db-2': fenced(2) }) })
    expect(actionsOf(analysis).flatMap((action) => ('instance' in action && action.instance === 'shop-db-2' ? [action.type] : []))).toEqual(['detach-from-source', 'require-acknowledgements', 'make-writable'])
  })
})

describe('nobody is promoted, and it says why,', () => {
  const lost = gone({ 'shop-db-1': cutOff(1), 'shop-db-2': cutOff(2) })
  test.each([
    ['when failover is off', semi({}, { failover: { ...failover, mode: 'off' } }), remembered(), lost, /switched off/],
    ['when it is left to a person', semi({}, { failover: { ...failover, mode: 'manual' } }), remembered(), lost, /a person has to start it/],
    ['when the primary has just changed', semi(), remembered({ lastTransferAt: NOW - 10_000 }), lost, /the next automatic failover is possible in/],
    ['when too few replicas answer', semi(), remembered(), gone({ 'shop-db-1': cutOff(1), 'shop-db-2': silent('timeout') }), /1 replica answers and can be counted on, 2 are needed/],
    ['with asynchronous replication', definitionOf({ spec: { failover } }), memoryOf(), lost, /newest writes may be on the lost primary alone/],
    ['when commits did not wait lately', semi(), remembered({ acknowledgements: [{ members, required: 1, from: gtids(0, 5) }, { members, required: 0, from: null }] }), lost, /did not wait for replicas lately/],
  ])('%s', (_what, definition, memory, observation, words) => {
    const last = run({ definition, memory, rounds: 6, look: () => observation }).at(-1) as Analysis
    expect(last.memory.transfer).toBe(null)
    expect(findingOf(last, 'FailoverNotDone')).toMatchObject({ level: 'broken', message: expect.stringMatching(words) as string, action: expect.any(String) as string })
  })
})

describe('a switchover', () => {
  const operation = operationOf('switchover', { id: 's', parameters: { target: 'shop-db-1', requestedBy: 'dba' } })
  const source = semiSync({ enabled: true, active: true, clients: 2 })
  const open = observationOf({ mysql: { 'shop-db-0': answering({ semiSync: source }), 'shop-db-1': replica(1, { semiSync: semiSync() }), 'shop-db-2': replica(2, { semiSync: semiSync() }) } })
  const closed = observationOf({ mysql: { 'shop-db-0': answering({ semiSync: source, readOnly: true, superReadOnly: true }), 'shop-db-1': replica(1, { semiSync: semiSync() }), 'shop-db-2': replica(2, { semiSync: semiSync() }) } })
  test('closes the old primary, reads its position twice, and only then commits', () => {
    const analyses = run({ definition: semi({ operations: [operation] }), rounds: 3, look: (round) => (round === 0 ? open : closed) })
    expect(stages(analyses)).toEqual(['stop-writes', 'stop-writes', 'promote'])
    expect(analyses.map(({ memory }) => memory.primary)).toEqual(['shop-db-0', 'shop-db-0', 'shop-db-1'])
    expect(actionsOf(analyses[0] as Analysis)).toContainEqual({ type: 'make-read-only', instance: 'shop-db-0' })
  })
  test('is taken back when it is cancelled before the commit point', () => {
    const cancelled = semi({ operations: [{ ...operation, parameters: { ...operation.parameters, cancel: true } }] })
    const [first] = run({ definition: semi({ operations: [operation] }), rounds: 1, look: () => open })
    const second = analyzed({ definition: cancelled, memory: (first as Analysis).memory, now: NOW + 300, observation: closed })
    expect(second.operations).toEqual([expect.objectContaining({ id: 's', state: 'cancelled' })])
    const third = analyzed({ definition: semi(), memory: second.memory, now: NOW + 600, observation: closed })
    expect(actionsOf(third)).toContainEqual({ type: 'make-writable', instance: 'shop-db-0', epoch: 1 })
  })
  test('is refused with the check that failed, and nothing is touched', () => {
    const lagging = observationOf({ mysql: { ...open.mysql, 'shop-db-1': replica(1, { semiSync: semiSync(), replication: replication({ lagSeconds: 40 }) }) } })
    const analysis = analyzed({ definition: semi({ operations: [operation] }), memory: remembered(), observation: lagging })
    expect(analysis.operations).toEqual([expect.objectContaining({ state: 'failed', problem: expect.stringMatching(/lags 40 s/) as string })])
    expect(actionsOf(analysis).some(({ type }) => type === 'make-read-only')).toBe(false)
  })
})

test('a single instance is waited for; nobody speaks of a failover', () => {
  const alone = definitionOf({ spec: { topology: 'single', instances: 1, failover } })
  const observation = observationOf({ kubernetes: { pods: [pod()] }, mysql: { 'shop-db-0': silent('refused') } })
  const last = run({ definition: alone, memory: memoryOf({}, 1), rounds: 20, look: () => observation }).at(-1) as Analysis
  expect(last.decisions.some(({ id }) => id === 'failover')).toBe(false)
  expect(findingOf(last, 'PrimaryUnreachable')).toBeDefined()
})

test('acknowledgements that were never seen in force prove nothing', () => {
  const memory = remembered({ acknowledgements: [{ members, required: 1, from: null }] })
  const last = run({ memory, rounds: 6, look: () => gone({ 'shop-db-1': cutOff(1), 'shop-db-2': cutOff(2) }) }).at(-1) as Analysis
  expect(last.memory.transfer).toBe(null)
  expect(findingOf(last, 'FailoverNotDone')).toBeDefined()
})
