import { describe, expect, test } from 'vitest'
import { emptyMemory } from '../memory'
import { actionsOf, analyzed, analyzedAgain, findingOf } from '../testing/analyzed'
import { definitionOf, memoryOf, operationOf } from '../testing/build-definition'
import { answering, initContainer, NOW, observationOf, pod, replica, replication, silent } from '../testing/build-observation'

const definition = definitionOf({ spec: { management: 'statefulset' } })
const seen = (mysql: Parameters<typeof observationOf>[0]) => analyzed({ definition, observation: observationOf(mysql) })

test('a healthy one is left alone and called healthy', () => {
  const analysis = analyzed({ definition })
  expect(analysis.decisions).toEqual([])
  expect(analysis.status.headline).toBe('Healthy')
})

test('ordinal 0 is labelled as primary, the others as replicas', () => {
  const pods = [0, 1, 2].map((ordinal) => pod({ ordinal, labels: { 'podkeeper.dev/role': 'replica' } }))
  const analysis = analyzed({ definition, memory: emptyMemory(), observation: observationOf({ kubernetes: { pods } }) })
  expect(actionsOf(analysis)).toEqual(expect.arrayContaining([{ type: 'label-pod', pod: 'shop-db-0', podUid: 'pod-0', labels: { 'podkeeper.dev/role': 'primary' } }]))
  expect(analysis.memory).toMatchObject({ primary: 'shop-db-0', bootstrappedAt: NOW })
})

test('who answers reads is told from the service itself, which follows readiness', () => {
  const analysis = analyzed({ definition, observation: observationOf({ kubernetes: { endpoints: { 'shop-db-read': ['shop-db-2'] } } }) })
  expect(analysis.status.instances.map(({ servesReads }) => servesReads)).toEqual([false, false, true])
})

describe('what the sidecar does not mend', () => {
  test('an error of replication is told at once, in words', () => {
    const analysis = seen({ mysql: { 'shop-db-1': replica(1, { replication: replication({ sqlThread: 'off', sqlError: { number: 1062, message: 'Duplicate', at: null } }) }) } })
    expect(findingOf(analysis, 'ReplicationStopped')).toMatchObject({ instance: 'shop-db-1', message: expect.stringMatching(/inserts a row whose key/) })
  })
  test('a replica that follows nobody is told after half a minute', () => {
    const rounds = analyzedAgain({ definition, observation: observationOf({ mysql: { 'shop-db-1': replica(1, { replication: null }) } }) }, 5, 10_000)
    expect(rounds.map((analysis) => findingOf(analysis, 'ReplicationStopped') !== undefined)).toEqual([false, false, false, true, true])
    expect(findingOf(rounds[4] ?? analyzed(), 'ReplicationStopped')?.message).toBe('shop-db-1 does not replicate yet, and its sidecar has not mended that for 40 s')
  })
  test('a closed primary', () => expect(findingOf(seen({ mysql: { 'shop-db-0': answering({ readOnly: true, superReadOnly: true }) } }), 'PrimaryReadOnly')).toMatchObject({ level: 'broken', action: expect.stringContaining('-c replication') }))
  test('an open replica', () => expect(findingOf(seen({ mysql: { 'shop-db-2': replica(2, { readOnly: false, superReadOnly: false }) } }), 'WritableReplica')).toMatchObject({ action: expect.stringContaining('SET GLOBAL super_read_only') }))
  test('a silent primary', () => expect(findingOf(seen({ mysql: { 'shop-db-0': silent('timeout') } }), 'PrimaryUnreachable')?.level).toBe('broken'))
})

test('a clone by the init container is shown with its progress', () => {
  const cloning = pod({ ordinal: 1, ready: false, phase: 'Pending', containers: [initContainer('init-mysql'), initContainer('clone-mysql', { state: 'running', reason: null, exitCode: null })], initProgress: { stage: 'clone', fraction: 0.61 } })
  const analysis = analyzed({
    definition: definitionOf({ spec: { management: 'statefulset', instances: 2 }, operations: [operationOf('create')] }), memory: memoryOf({ instances: {} }),
    observation: observationOf({ kubernetes: { pods: [pod({ ordinal: 0 }), cloning] }, mysql: { 'shop-db-1': silent('not-started') } }),
  })
  expect(analysis.status.instances[1]).toMatchObject({ role: 'joining', headline: 'Copying data from another instance, 61 %', clone: { progress: 0.61 } })
  expect(analysis.operations[0]?.steps.find(({ id }) => id === 'join-shop-db-1')).toMatchObject({ state: 'running', progress: 0.61 })
})
