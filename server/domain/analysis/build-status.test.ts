import { describe, expect, test } from 'vitest'
import { analyzed, findingOf } from '../testing/analyzed'
import { definitionOf, instanceMemoryOf, memoryOf, operationOf } from '../testing/build-definition'
import { NOW, answering, claim, initContainer, container, observationOf, pod, replica, replication, silent } from '../testing/build-observation'

const GIB = 1024 ** 3

describe('the headline', () => {
  test.each([
    ['the worst first, with how many more', { 'shop-db-1': replica(1, { replication: replication({ lagSeconds: 48 }) }), 'shop-db-0': silent('timeout') }, 'broken', 'Broken: shop-db-0 is the primary and takes no writes: MySQL does not answer in time (and 1 more)'],
    ['lag in units that people use', { 'shop-db-2': replica(2, { replication: replication({ lagSeconds: 7.2 }) }) }, 'attention', 'Degraded: shop-db-2 lags 7.2 s'],
    ['a silent replica', { 'shop-db-2': silent('timeout') }, 'attention', 'Degraded: shop-db-2: MySQL does not answer in time'],
    ['lag below a second is no news', { 'shop-db-2': replica(2, { replication: replication({ lagSeconds: 0.35 }) }) }, 'healthy', 'Healthy'],
  ] as const)('tells %s', (_what, mysql, level, headline) => {
    expect(analyzed({ observation: observationOf({ mysql }) }).status).toMatchObject({ level, headline })
  })
  test('of a creation says what is being done, and is no alarm', () => {
    const definition = definitionOf({ operations: [operationOf('create')] })
    const starting = pod({ ordinal: 1, ready: false, phase: 'Pending', containers: [initContainer('clone-mysql', { state: 'running', exitCode: null, reason: null }), container({ state: 'waiting', reason: 'PodInitializing', ready: false })] })
    const { status } = analyzed({ definition, memory: memoryOf({ instances: {} }), observation: observationOf({ kubernetes: { pods: [pod({ ordinal: 0 }), starting, pod({ ordinal: 2 })] }, mysql: { 'shop-db-1': silent('not-started') } }) })
    expect(status).toMatchObject({ phase: 'creating', level: 'working', headline: expect.stringMatching(/^Creating: /) })
    expect(status.instances[1]).toMatchObject({ role: 'joining', level: 'working', headline: 'Preparing its volume' })
  })
  test('of a cluster whose Kubernetes is away says unknown, not broken', () => {
    const observation = observationOf({ kubernetes: { reachable: false, lastContactAt: NOW - 180_000, problem: { code: 'kubernetes.unreachable', detail: 'connection refused', action: null } }, mysql: { 'shop-db-0': silent('timeout'), 'shop-db-1': silent('timeout'), 'shop-db-2': silent('timeout') } })
    expect(analyzed({ observation }).status).toMatchObject({ level: 'unknown', headline: expect.stringContaining('Kubernetes has not answered for 3 min: connection refused') })
  })
})

test.each([
  ['0.35 s behind', 0.35, 'Replicating, 350 ms behind'], ['up to date', 0, 'Replicating, up to date'], ['of unknown lag', null, 'Replicating, lag unknown'],
])('a replica %s says so', (_what, lagSeconds, headline) => {
  expect(analyzed({ observation: observationOf({ mysql: { 'shop-db-1': replica(1, { replication: replication({ lagSeconds }) }) } }) }).status.instances[1]?.headline).toBe(headline)
})

test('services are told with their address and where they lead', () => {
  expect(analyzed().status.services).toEqual([
    { name: 'shop-db-primary', kind: 'primary', host: 'shop-db-primary.shop.svc', port: 3306, instances: ['shop-db-0'] },
    { name: 'shop-db-read', kind: 'read', host: 'shop-db-read.shop.svc', port: 3306, instances: ['shop-db-1', 'shop-db-2'] },
    { name: 'shop-db', kind: 'headless', host: 'shop-db.shop.svc', port: 3306, instances: ['shop-db-0', 'shop-db-1', 'shop-db-2'] },
  ])
})

test('a condition keeps the time of its last transition while it stays', () => {
  const first = analyzed()
  const later = analyzed({ memory: first.memory, now: NOW + 60_000 })
  expect(later.status.conditions).toEqual(first.status.conditions)
  const changed = analyzed({ memory: later.memory, now: NOW + 90_000, observation: observationOf({ mysql: { 'shop-db-0': silent() } }) })
  expect(changed.status.conditions.find(({ type }) => type === 'Available')).toMatchObject({ status: 'False', lastTransitionAt: new Date(NOW + 90_000).toISOString() })
})

test('a decision keeps the time since when it has stood', () => {
  const silentPrimary = observationOf({ mysql: { 'shop-db-0': silent() } })
  const first = analyzed({ observation: silentPrimary })
  expect(analyzed({ observation: silentPrimary, memory: first.memory, now: NOW + 60_000 }).status.decisions[0]?.since).toBe(new Date(NOW).toISOString())
})

test('queries a second come from a counter, and a restarted counter gives no number', () => {
  const at = (seconds: number, questions: number) => observationOf({ observedAt: NOW + seconds * 1_000, mysql: { 'shop-db-0': answering({ questions }) } })
  const first = analyzed({ observation: at(0, 1_000) })
  const second = analyzed({ observation: at(2, 1_500), memory: first.memory })
  expect(second.status.instances[0]?.mysql?.queriesPerSecond).toBe(250)
  expect(analyzed({ observation: at(4, 10), memory: second.memory }).status.instances[0]?.mysql?.queriesPerSecond).toBe(null)
})

test('use of a volume comes from the kubelet, else from MySQL, and is remembered between its readings', () => {
  const claims = [claim({ ordinal: 0, usedBytes: null }), claim({ ordinal: 1 }), claim({ ordinal: 2 })]
  const first = analyzed({ observation: observationOf({ kubernetes: { claims }, mysql: { 'shop-db-0': answering({ dataBytes: 2 * GIB }) } }) })
  const second = analyzed({ memory: first.memory, observation: observationOf({ kubernetes: { claims } }) })
  expect(second.status.instances.map(({ volume }) => [volume?.usedBytes, volume?.usedSource])).toEqual([[2 * GIB, 'mysql'], [GIB, 'kubelet'], [GIB, 'kubelet']])
  expect(second.status.usedBytes).toBe(4 * GIB)
})

test.each([[0.8, undefined], [0.86, 'attention'], [0.96, 'broken']])('a volume that is %d full is told as %s', (share, level) => {
  const claims = [claim({ ordinal: 0, usedBytes: share * 10 * GIB }), claim({ ordinal: 1 }), claim({ ordinal: 2 })]
  expect(findingOf(analyzed({ observation: observationOf({ kubernetes: { claims } }) }), 'VolumeNearlyFull')?.level).toBe(level)
})

test('a delay that was asked for is told apart from lag', () => {
  const delayed = replica(1, { replication: replication({ lagSeconds: 60, sqlDelaySeconds: 60 }) })
  expect(findingOf(analyzed({ observation: observationOf({ mysql: { 'shop-db-1': delayed } }) }), 'ReplicaLagging')).toMatchObject({ message: 'shop-db-1 lags 60 s, of which it delays 60 s on purpose', action: expect.stringContaining('SOURCE_DELAY = 0') })
})

test('transactions behind are counted against the primary', () => {
  const observation = observationOf({ mysql: { 'shop-db-1': replica(1, { gtidExecuted: '00000000-0000-4000-8000-000000000000:1-7' }) } })
  expect(analyzed({ observation }).status.instances.map(({ replication: seen }) => seen?.transactionsBehind ?? null)).toEqual([null, 3, 0])
})

test('an instance that is no longer wanted is shown until it is gone, and is no trouble', () => {
  const pods = [0, 1, 2].map((ordinal) => pod({ ordinal, deleting: ordinal === 2 }))
  const { status } = analyzed({ definition: definitionOf({ spec: { instances: 2 } }), observation: observationOf({ kubernetes: { pods }, mysql: { 'shop-db-2': silent() } }) })
  expect(status.instances[2]).toMatchObject({ level: 'off', headline: 'Leaving: it is no longer wanted', servesReads: false })
  expect(status).toMatchObject({ instancesReady: 2, instancesWanted: 2 })
})

test('what an older operator remembered is understood', () => {
  const { servesReads, belowReturnLimitSince, toldState, podUid, restarts, cloneStartedAt, cloneFailures, cloneDonor } = instanceMemoryOf({ servesReads: true })
  const old = { ...memoryOf(), attempts: undefined, scaleFrom: undefined, instances: { 'shop-db-1': { servesReads, belowReturnLimitSince, toldState, podUid, restarts, cloneStartedAt, cloneFailures, cloneDonor } } }
  const stored = JSON.parse(JSON.stringify(old)) as ReturnType<typeof memoryOf>
  expect(analyzed({ memory: stored }).status.level).toBe('healthy')
})
