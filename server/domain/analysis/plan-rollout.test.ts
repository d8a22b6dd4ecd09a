import { describe, expect, test } from 'vitest'
import { actionsOf, analyzed, findingOf, typesOf, wordsOf } from '../testing/analyzed'
import type { MysqlObservation, ObservedPod } from '../observation'
import { definitionOf, instanceMemoryOf, memoryOf, operationOf } from '../testing/build-definition'
import { answering, claim, container, NOW, objects, observationOf, pod, replica, replication, silent } from '../testing/build-observation'

const set = (more = {}) => ({ uid: 'set', generation: 2, observedGeneration: 2, specReplicas: 3, readyReplicas: 3, currentRevision: 'r1', updateRevision: 'r2', volumeSizeBytes: 10 * 1024 ** 3, deleting: false, ...more })
const revisions = (...list: string[]) => list.map((revision, ordinal) => pod({ ordinal, revision }))
const restarts = (analysis: Parameters<typeof actionsOf>[0]) => actionsOf(analysis).flatMap((action) => (action.type === 'delete-pod' ? [action.pod] : []))

describe('with a new template', () => {
  test.each([
    [['r1', 'r1', 'r1'], ['shop-db-2']],
    [['r1', 'r1', 'r2'], ['shop-db-1']],
    [['r1', 'r2', 'r2'], []],
    [['r2', 'r2', 'r2'], []],
  ])('pods of %j: next is %j', (seen, next) => {
    expect(restarts(analyzed({ observation: observationOf({ kubernetes: { pods: revisions(...seen), statefulSet: set() } }) }))).toEqual(next)
  })
  test('a primary of a high ordinal is the last all the same', () => {
    const pods = revisions('r1', 'r2', 'r1')
    const observation = observationOf({ kubernetes: { pods, statefulSet: set() }, mysql: { 'shop-db-0': replica(0, { replication: replication({ sourceHost: 'shop-db-2.shop-db' }) }), 'shop-db-1': replica(1, { replication: replication({ sourceHost: 'shop-db-2.shop-db' }) }), 'shop-db-2': { ...replica(2), superReadOnly: false, readOnly: false, replication: null } } })
    expect(restarts(analyzed({ memory: memoryOf({ primary: 'shop-db-2' }), observation }))).toEqual(['shop-db-0'])
  })
  test('another instance takes over before the primary is restarted', () => {
    const analysis = analyzed({ observation: observationOf({ kubernetes: { pods: revisions('r1', 'r2', 'r2'), statefulSet: set() } }) })
    expect(analysis.newOperations).toEqual([expect.objectContaining({ kind: 'switchover', parameters: expect.objectContaining({ target: 'shop-db-1', requestedBy: 'podkeeper', reason: 'restart' }) })])
    expect(wordsOf(analysis)).toContain('wait shop-db-0 is restarted when another instance has taken over')
  })
  test('is not restarted without that while a switchover that was taken back is about to be tried again', () => {
    const first = analyzed({ observation: observationOf({ kubernetes: { pods: revisions('r1', 'r2', 'r2'), statefulSet: set() } }) })
    const second = analyzed({ memory: first.memory, now: NOW + 5_000, observation: observationOf({ kubernetes: { pods: revisions('r1', 'r2', 'r2'), statefulSet: set() } }) })
    expect(second.newOperations).toEqual([])
    expect(restarts(second)).toEqual([])
  })
  test('it is not asked for twice', () => {
    const definition = definitionOf({ operations: [operationOf('switchover', { state: 'running', parameters: { target: 'shop-db-9' } })] })
    expect(analyzed({ definition, observation: observationOf({ kubernetes: { pods: revisions('r1', 'r2', 'r2'), statefulSet: set() } }) }).newOperations).toEqual([])
  })

  describe('a single instance', () => {
    const alone = { definition: definitionOf({ spec: { topology: 'single', instances: 1 } }), memory: memoryOf({}, 1) }
    const seen = (one: Partial<ObservedPod>, mysql: Record<string, MysqlObservation> = {}) => observationOf({ kubernetes: { pods: [pod({ revision: 'r1', ...one })], claims: [claim()], statefulSet: set({ specReplicas: 1 }) }, mysql: { 'shop-db-0': answering(), ...mysql, 'shop-db-1': { state: 'absent' }, 'shop-db-2': { state: 'absent' } } })
    test('is restarted, and the interruption of writes is announced on the timeline', () => {
      const analysis = analyzed({ ...alone, observation: seen({}) })
      expect(restarts(analysis)).toEqual(['shop-db-0'])
      expect(analysis.events).toEqual([expect.objectContaining({ severity: 'attention', message: expect.stringMatching(/Restarting shop-db-0, the primary.*writes are interrupted/) })])
    })
    test('is told as restarted while it is silent afterwards, not as an outage', () => {
      const before = analyzed({ ...alone, observation: seen({}) })
      const during = analyzed({ ...alone, memory: before.memory, now: NOW + 3_000, observation: seen({ deleting: true, ready: false }, { 'shop-db-0': silent() }) })
      expect(during.status).toMatchObject({ level: 'attention', headline: expect.stringMatching(/is being restarted on its new template/) })
      expect(restarts(during)).toEqual([])
    })
  })
})

describe('a restart waits', () => {
  test.each([
    ['while another replica lags', { 'shop-db-1': replica(1, { replication: replication({ lagSeconds: 20 }) }) }, /shop-db-1: it lags 20 s/],
    ['while another does not answer reads again yet', {}, /shop-db-1: it does not answer reads again yet/],
    ['while another is silent', { 'shop-db-1': silent() }, /shop-db-1: MySQL is starting/],
    ['while another is stopped by an error', { 'shop-db-1': replica(1, { replication: replication({ sqlThread: 'off', sqlError: { number: 1062, message: 'x', at: null } }) }) }, /shop-db-1: the source inserts a row/],
    ['while the primary is away', { 'shop-db-0': silent('timeout') }, /shop-db-0: MySQL does not answer/],
  ])('%s', (_what, mysql, words) => {
    const back = instanceMemoryOf({ joinedAt: NOW - 500_000, servesReads: Object.keys(mysql).length > 0, leftReadsAt: NOW - 3_000 })
    const analysis = analyzed({ memory: memoryOf({ instances: { ...memoryOf().instances, 'shop-db-1': back } }), observation: observationOf({ kubernetes: { pods: revisions('r1', 'r1', 'r1'), statefulSet: set() }, mysql }) })
    expect(restarts(analysis)).toEqual([])
    expect(wordsOf(analysis).find((line) => line.startsWith('wait The restart of shop-db-2'))).toMatch(words)
  })
  test('while the pod restarted before is not back', () => {
    const pods = [...revisions('r1', 'r1')]
    expect(restarts(analyzed({ observation: observationOf({ kubernetes: { pods, statefulSet: set() } }) }))).toEqual([])
  })
  test.each([
    ['Kubernetes has not taken the template in', { statefulSet: set({ observedGeneration: 1 }) }],
    ['the StatefulSet is about to change again', { statefulSet: set(), objects: objects('current', { StatefulSet: { state: 'outdated' as const } }) }],
    ['Kubernetes is away', { statefulSet: set(), reachable: false }],
  ])('while %s', (_what, kubernetes) => {
    expect(restarts(analyzed({ observation: observationOf({ kubernetes: { pods: revisions('r1', 'r1', 'r1'), ...kubernetes } }) }))).toEqual([])
  })
})

test('a pod whose image cannot be pulled is replaced at once, though others are not well: it serves nothing', () => {
  const broken = pod({ ordinal: 1, revision: 'r1', ready: false, phase: 'Pending', containers: [container({ state: 'waiting', reason: 'ImagePullBackOff', ready: false })] })
  const observation = observationOf({ kubernetes: { pods: [pod({ ordinal: 0, revision: 'r1' }), broken, pod({ ordinal: 2, revision: 'r1' })], statefulSet: set() }, mysql: { 'shop-db-1': silent('not-started'), 'shop-db-2': silent() } })
  expect(restarts(analyzed({ observation }))).toEqual(['shop-db-1'])
})

test('a server in crash recovery is not taken for a broken pod', () => {
  const recovering = pod({ ordinal: 1, revision: 'r1', ready: false, containers: [container({ ready: false })] })
  const observation = observationOf({ kubernetes: { pods: [pod({ ordinal: 0, revision: 'r1' }), recovering, pod({ ordinal: 2, revision: 'r1' })], statefulSet: set() }, mysql: { 'shop-db-1': silent() } })
  expect(restarts(analyzed({ observation }))).toEqual([])
})

test('what is still to be restarted is told', () => {
  expect(findingOf(analyzed({ observation: observationOf({ kubernetes: { pods: revisions('r1', 'r1', 'r2'), statefulSet: set() } }) }), 'RestartPending')).toMatchObject({ level: 'working', message: expect.stringContaining('shop-db-0, shop-db-1') })
  expect(typesOf(analyzed())).toEqual([])
})
