import { describe, expect, test } from 'vitest'
import type { Analysis } from '../decision'
import { emptyMemory } from '../memory'
import { analyzed, analyzedAgain, actionsOf, findingOf, typesOf, wordsOf } from '../testing/analyzed'
import { definitionOf, memoryOf, operationOf } from '../testing/build-definition'
import { NOW, claim, nothingYet, objects, observationOf } from '../testing/build-observation'

const creation = { definition: definitionOf({ operations: [operationOf('create')] }), memory: emptyMemory() }
const appliedKinds = (analysis: Analysis) => actionsOf(analysis).flatMap((action) => (action.type === 'apply-object' ? [action.object.kind] : []))

test('what pods need is applied before the StatefulSet', () => {
  expect(appliedKinds(analyzed({ ...creation, observation: nothingYet() }))).toEqual(['Secret', 'ConfigMap', 'ServiceAccount', 'Service', 'Service', 'Service', 'NetworkPolicy', 'PodDisruptionBudget', 'StatefulSet'])
})

describe('an object that somebody', () => {
  test.each([
    ['deleted', { state: 'missing' as const }, /Creating ConfigMap shop-db-config again/],
    ['changed', { state: 'drifted' as const }, /Setting ConfigMap shop-db-config back/],
  ])('%s is put back, and the timeline says so', (_what, state, words) => {
    const analysis = analyzed({ observation: observationOf({ kubernetes: { objects: objects('current', { ConfigMap: state }) } }) })
    expect(appliedKinds(analysis)).toEqual(['ConfigMap'])
    expect(analysis.events.map(({ message }) => message)).toEqual([expect.stringMatching(words)])
  })
  test('is deleting just now is waited for', () => {
    const analysis = analyzed({ observation: observationOf({ kubernetes: { objects: objects('current', { ConfigMap: { state: 'deleting' } }) } }) })
    expect(typesOf(analysis)).toEqual([])
    expect(wordsOf(analysis)).toEqual(['wait Waiting until ConfigMap shop-db-config is gone, to create it again'])
  })
})

describe('an object of somebody else', () => {
  const foreign = { kubernetes: { objects: objects('current', { 'Service/shop-db-read': { state: 'foreign' as const, owner: 'helm' } }) } }
  const analysis = analyzed({ observation: observationOf(foreign) })
  test('is never applied', () => expect(appliedKinds(analysis)).toEqual([]))
  test('is explained, with its owner and what to do', () => {
    expect(findingOf(analysis, 'ForeignObject')).toMatchObject({ level: 'broken', message: expect.stringMatching(/Service named shop-db-read .* belongs to helm/), action: expect.stringContaining('kubectl -n shop get service shop-db-read') })
  })
  test('keeps the StatefulSet from being created when pods need it', () => {
    const blocked = analyzed({ ...creation, observation: nothingYet({ objects: objects('missing', { Secret: { state: 'foreign', owner: null } }) }) })
    expect(appliedKinds(blocked)).not.toContain('StatefulSet')
    expect(appliedKinds(blocked)).toContain('Service')
  })
})

describe('an object that Kubernetes refused', () => {
  const problem = { code: 'kubernetes.quota-exceeded', detail: 'exceeded quota: memory', action: 'Raise the quota' }
  const observation = nothingYet({ objects: objects('current', { StatefulSet: { state: 'missing', lastProblem: problem } }) })
  test('is explained with its reason and action', () => {
    expect(findingOf(analyzed({ ...creation, observation }), 'QuotaExceeded')).toMatchObject({ level: 'broken', message: expect.stringContaining('exceeded quota: memory'), action: 'Raise the quota' })
  })
  test('is tried again with pauses that grow, never each round', () => {
    const rounds = analyzedAgain({ ...creation, observation }, 400, 300)
    const tries = rounds.filter((analysis) => appliedKinds(analysis).length > 0).length
    expect(tries).toBeGreaterThanOrEqual(4)
    expect(tries).toBeLessThanOrEqual(8)
  })
  test('is tried at once when the definition changed', () => {
    const [, second] = analyzedAgain({ ...creation, observation }, 2, 300)
    expect(second && appliedKinds(second)).toEqual([])
    expect(appliedKinds(analyzed({ ...creation, definition: definitionOf({ generation: 2 }), observation, memory: second?.memory ?? emptyMemory(), now: NOW + 600 }))).toEqual(['StatefulSet'])
  })
  test.each([['kubernetes.forbidden', 'PermissionMissing'], ['kubernetes.storage-class-missing', 'StorageClassMissing'], ['kubernetes.rejected', 'ObjectRefused'], ['kubernetes.unreachable', 'ObjectRefused']])('%s is told as %s', (code, finding) => {
    expect(findingOf(analyzed({ observation: observationOf({ kubernetes: { objects: objects('current', { Secret: { state: 'outdated', lastProblem: { code, detail: 'x', action: null } } }) } }) }), finding)).toMatchObject({ level: 'attention' })
  })
})

describe('a namespace that is', () => {
  test.each([['missing', 'NamespaceMissing', /kubectl create namespace shop/], ['terminating', 'NamespaceTerminating', /delete this cluster/]] as const)('%s stops everything, with words', (namespace, code, action) => {
    const analysis = analyzed({ ...creation, observation: nothingYet({ namespace }) })
    expect(typesOf(analysis)).toEqual([])
    expect(findingOf(analysis, code)).toMatchObject({ level: 'broken', action: expect.stringMatching(action) })
    expect(analysis.status.headline).toMatch(/^Creating: The namespace shop/)
  })
  test('terminating gets its StatefulSet back from the finalizer, and nothing is made anew', () => {
    const running = observationOf({ kubernetes: { namespace: 'terminating', objects: objects('deleting') } })
    const { statefulSet } = running.kubernetes
    const observation = { ...running, kubernetes: { ...running.kubernetes, statefulSet: statefulSet === null ? null : { ...statefulSet, deleting: true } } }
    expect(analyzed({ observation }).decisions.flatMap(({ action }) => action ?? [])).toEqual([{ type: 'release-stateful-set', orphanPods: false }])
  })
  test('not readable for lack of permission is taken as there', () => {
    expect(appliedKinds(analyzed({ ...creation, observation: nothingYet({ namespace: 'unknown' }) }))).toHaveLength(9)
  })
})

describe('a StatefulSet deleted by hand', () => {
  const analysis = analyzed({ observation: observationOf({ kubernetes: { objects: objects('current', { StatefulSet: { state: 'deleting' } }) } }) })
  test('lets its pods go before it goes', () => expect(actionsOf(analysis)).toEqual([{ type: 'release-stateful-set', orphanPods: true }]))
  test('is told once', () => expect(analysis.events.map(({ reason }) => reason)).toEqual(['RestoringStatefulSet']))
})

describe('volumes of an earlier cluster', () => {
  const observation = nothingYet({ claims: [claim({ ordinal: 0, clusterId: 'earlier' })] })
  test('keep a new one from starting on them unasked', () => {
    const analysis = analyzed({ ...creation, observation })
    expect(appliedKinds(analysis)).not.toContain('StatefulSet')
    expect(findingOf(analysis, 'VolumesOfAnotherCluster')).toMatchObject({ level: 'broken', action: expect.stringMatching(/kept volumes.*kubectl -n shop delete pvc data-shop-db-0/) })
  })
  test('are used when that was asked for', () => {
    expect(appliedKinds(analyzed({ ...creation, definition: definitionOf({ useKeptVolumes: true }), observation }))).toContain('StatefulSet')
  })
})

test('with Kubernetes away, nothing is concluded from what is missing', () => {
  const analysis = analyzed({ observation: { ...observationOf({ kubernetes: { reachable: false, lastContactAt: NOW - 180_000, objects: objects('missing') } }) } })
  expect(typesOf(analysis)).toEqual([])
  expect(findingOf(analysis, 'KubernetesUnreachable')).toMatchObject({ message: expect.stringContaining('has not answered for 3 min') })
  expect(analysis.status.instances.map(({ headline }) => headline)).toEqual(['Takes writes', 'Replicating, up to date', 'Replicating, up to date'])
})

test('a scale-in that would remove the primary waits until another instance has taken over', () => {
  const analysis = analyzed({ definition: definitionOf({ spec: { instances: 2 } }), memory: memoryOf({ primary: 'shop-db-2' }) })
  expect(analysis.decisions.some(({ kind, code }) => kind === 'wait' && code === 'PrimaryWouldGo')).toBe(true)
})
