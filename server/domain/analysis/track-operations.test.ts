import { describe, expect, test } from 'vitest'
import type { OperationUpdate } from '../decision'
import { emptyMemory } from '../memory'
import { analyzed, findingOf } from '../testing/analyzed'
import { definitionOf, memoryOf, operationOf } from '../testing/build-definition'
import { NOW, claim, container, nothingYet, objects, observationOf, pod, silent } from '../testing/build-observation'
import { mergeSteps } from './merge-steps'

const step = (update: OperationUpdate | undefined, id: string) => update?.steps.find((candidate) => candidate.id === id)
const iso = (ms: number) => new Date(ms).toISOString()

describe('steps', () => {
  test('that are done stay done with their times, whatever is seen later', () => {
    const done = mergeSteps([], [{ id: 'a', title: 'A', done: true, detail: null, endedAt: NOW - 5_000 }], NOW)
    expect(mergeSteps(done, [{ id: 'a', title: 'A', done: false, detail: 'gone again' }], NOW + 9_000)).toEqual(done)
  })
  test('wait for those before them unless they have visibly begun', () => {
    const steps = mergeSteps([], [{ id: 'a', title: 'A', done: false, detail: 'x' }, { id: 'b', title: 'B', done: false, detail: 'y' }, { id: 'c', title: 'C', done: false, detail: 'z', beganAt: NOW - 1_000 }], NOW)
    expect(steps.map(({ state, startedAt }) => [state, startedAt])).toEqual([['running', iso(NOW)], ['pending', null], ['running', iso(NOW - 1_000)]])
  })
  test('never end before they begin, nor in the future', () => {
    const [one] = mergeSteps([], [{ id: 'a', title: 'A', done: true, detail: null, beganAt: NOW + 99_000, endedAt: NOW + 5_000 }], NOW)
    expect([one?.startedAt, one?.finishedAt]).toEqual([iso(NOW), iso(NOW)])
  })
})

describe('a creation', () => {
  const definition = definitionOf({ operations: [operationOf('create')] })
  test('shows all its steps from the first moment', () => {
    const [update] = analyzed({ definition, memory: emptyMemory(), observation: nothingYet() }).operations
    expect(update?.steps.map(({ id, state }) => [id, state])).toEqual([
      ['objects', 'running'], ['scheduled', 'pending'], ['volumes', 'pending'], ['images', 'pending'], ['initialized', 'pending'], ['primary', 'pending'], ['join-shop-db-1', 'pending'], ['join-shop-db-2', 'pending'], ['endpoints', 'pending'],
    ])
    expect(step(update, 'objects')?.detail).toBe('0 of 9, next Secret shop-db-credentials')
  })
  test('ends when every instance serves and the services lead to them', () => {
    expect(analyzed({ definition }).operations).toMatchObject([{ state: 'succeeded', problem: null }])
  })
  test('does not end while the read service leads nowhere', () => {
    const [update] = analyzed({ definition, observation: observationOf({ kubernetes: { endpoints: { 'shop-db-primary': ['shop-db-0'] } } }) }).operations
    expect(update?.state).toBe('running')
    expect(step(update, 'endpoints')?.detail).toBe('shop-db-read leads nowhere yet')
  })
  test.each([
    ['no node takes a pod', pod({ ordinal: 0, node: null, phase: 'Pending', ready: false, unschedulableBecause: '0/3 nodes are available: insufficient memory', containers: [], createdAt: NOW - 60_000 }), 'scheduled', /insufficient memory/, 'Unschedulable'],
    ['the image cannot be pulled', pod({ ordinal: 0, phase: 'Pending', ready: false, containers: [container({ name: 'init-mysql', kind: 'init', state: 'waiting', reason: 'ErrImagePull', message: 'manifest unknown', ready: false })] }), 'images', /cannot be pulled \(ErrImagePull: manifest unknown\)/, 'ImagePullFailed'],
  ])('goes on, with a finding, while %s: it may heal', (_what, one, id, words, code) => {
    const analysis = analyzed({ definition: definitionOf({ spec: { instances: 1 }, operations: [operationOf('create')] }), memory: emptyMemory(), observation: observationOf({ kubernetes: { pods: [one] }, mysql: { 'shop-db-0': silent('not-started') } }) })
    const [update] = analysis.operations
    expect(update).toMatchObject({ state: 'running', problem: expect.stringMatching(words) })
    expect(step(update, id)).toMatchObject({ state: 'running', detail: expect.stringMatching(words) })
    expect(findingOf(analysis, code)).toMatchObject({ level: 'attention', action: expect.any(String) })
    expect(analysis.status).toMatchObject({ phase: 'creating', level: 'attention' })
  })
  test('waits for volumes in words', () => {
    const [update] = analyzed({ definition, memory: emptyMemory(), observation: observationOf({ kubernetes: { claims: [claim({ ordinal: 0 }), claim({ ordinal: 1, phase: 'Pending' }), claim({ ordinal: 2 })] } }) }).operations
    expect(step(update, 'volumes')?.detail).toBe('2 of 3. shop-db-1: claim data-shop-db-1 waits for a volume of class standard')
  })
})

describe('a scale', () => {
  test('out shows each new instance until it replicates', () => {
    const definition = definitionOf({ spec: { instances: 4 }, operations: [operationOf('scale', { parameters: { from: 3, to: 4, removedVolumes: 'keep' } })] })
    const [update] = analyzed({ definition }).operations
    expect(update?.steps.map(({ id }) => id)).toEqual(['objects', 'scheduled', 'volumes', 'join-shop-db-3', 'endpoints'])
    expect(update?.state).toBe('running')
  })
  test('in shows each instance that goes, highest first, then its volume', () => {
    const definition = definitionOf({ spec: { instances: 1 }, operations: [operationOf('scale', { parameters: { from: 3, to: 1, removedVolumes: 'delete' } })] })
    const [update] = analyzed({ definition, observation: observationOf({ kubernetes: { objects: objects('current', { StatefulSet: { state: 'outdated' } }) } }) }).operations
    expect(update?.steps.map(({ id }) => id)).toEqual(['objects', 'stop-shop-db-2', 'stop-shop-db-1', 'claim-data-shop-db-1', 'claim-data-shop-db-2', 'endpoints'])
  })
  test('that a later one contradicts is cancelled, with the reason', () => {
    const operations = [operationOf('scale', { parameters: { from: 3, to: 5 } }), operationOf('scale', { id: 'scale-2', generation: 2, parameters: { from: 5, to: 3 } })]
    expect(analyzed({ definition: definitionOf({ operations }) }).operations).toMatchObject([{ state: 'cancelled', problem: 'A later change asks for 3 instances' }, { state: 'succeeded' }])
  })
})

test('a deletion cancels whatever else runs', () => {
  const definition = definitionOf({ operations: [operationOf('create'), operationOf('delete')], deletion: { requestedAt: NOW, requestedBy: 'x', keepVolumes: true } })
  expect(analyzed({ definition }).operations).toMatchObject([{ id: 'create-1', state: 'cancelled', problem: 'The cluster is being deleted' }, { id: 'delete-1', state: 'running' }])
})

test('an update ends only when every instance runs on the new template and is well', () => {
  const definition = definitionOf({ operations: [operationOf('update', { parameters: { from: 3, to: 3 } })] })
  const statefulSet = { uid: 'set', generation: 2, observedGeneration: 2, specReplicas: 3, readyReplicas: 3, currentRevision: 'r0', updateRevision: 'r1', volumeSizeBytes: 10 * 1024 ** 3, deleting: false }
  expect(analyzed({ definition, observation: observationOf({ kubernetes: { statefulSet } }) }).operations[0]?.state).toBe('succeeded')
  const pods = [pod({ ordinal: 0, revision: 'r0' }), pod({ ordinal: 1 }), pod({ ordinal: 2 })]
  const [update] = analyzed({ definition, observation: observationOf({ kubernetes: { statefulSet, pods } }) }).operations
  expect(update?.steps.map(({ id, state }) => [id, state])).toEqual([['objects', 'done'], ['revision-shop-db-2', 'done'], ['revision-shop-db-1', 'done'], ['revision-shop-db-0', 'running']])
})

test('an operation that was stored by an older analysis keeps the times of its steps', () => {
  const steps = [{ id: 'objects', title: 'Objects applied', state: 'done' as const, startedAt: iso(NOW - 9_000), finishedAt: iso(NOW - 8_000), detail: '9 objects', progress: 1 }]
  const [update] = analyzed({ definition: definitionOf({ operations: [operationOf('create', { steps })] }), memory: memoryOf() }).operations
  expect(step(update, 'objects')).toEqual(steps[0])
})
