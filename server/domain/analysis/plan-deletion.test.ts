import { describe, expect, test } from 'vitest'
import type { KubernetesObservation } from '../observation'
import { actionsOf, analyzed, analyzedAgain, findingOf, typesOf } from '../testing/analyzed'
import { definitionOf, memoryOf, operationOf } from '../testing/build-definition'
import { NOW, claim, nothingYet, objects, observationOf, pod } from '../testing/build-observation'

const removing = (keepVolumes: boolean, more = {}) => definitionOf({ deletion: { requestedAt: NOW, requestedBy: 'admin', keepVolumes }, operations: [operationOf('delete')], ...more })
const at = (kubernetes: Partial<KubernetesObservation>) => nothingYet({ objects: objects('missing', { Secret: { state: 'current' } }), ...kubernetes })
const kinds = (analysis: Parameters<typeof actionsOf>[0]) => actionsOf(analysis).flatMap((action) => (action.type === 'delete-object' ? [`${action.object.kind}/${action.object.name}`] : [action.type]))

test('clients are led away before instances stop', () => {
  expect(kinds(analyzed({ definition: removing(true) }))).toEqual(['Service/shop-db-primary', 'Service/shop-db-read'])
})

test('then the StatefulSet goes with its pods, and its finalizer lets it', () => {
  const services = { 'Service/shop-db-primary': { state: 'missing' as const }, 'Service/shop-db-read': { state: 'missing' as const } }
  expect(kinds(analyzed({ definition: removing(true), observation: observationOf({ kubernetes: { objects: objects('current', services) } }) }))).toEqual(['StatefulSet/shop-db'])
  expect(actionsOf(analyzed({ definition: removing(true), observation: observationOf({ kubernetes: { objects: objects('current', { ...services, StatefulSet: { state: 'deleting' } }) } }) }))).toEqual([{ type: 'release-stateful-set', orphanPods: false }])
})

test('pods that nothing owns any more are stopped one by one', () => {
  const observation = observationOf({ kubernetes: { objects: objects('missing'), statefulSet: null } })
  expect(typesOf(analyzed({ definition: removing(true), observation }))).toEqual(['delete-pod', 'delete-pod', 'delete-pod'])
})

describe('volumes', () => {
  const claims = [claim({ ordinal: 0 }), claim({ ordinal: 4 }), claim({ ordinal: 1, clusterId: 'earlier' })]
  test('go when that was chosen, the cluster\'s own only', () => {
    expect(actionsOf(analyzed({ definition: removing(false), observation: at({ claims }) })).map((action) => (action.type === 'delete-claim' ? action.claim : action.type))).toEqual(['data-shop-db-0', 'data-shop-db-4'])
  })
  test('of an earlier cluster go too when this one ran on them', () => {
    const analysis = analyzed({ definition: removing(false, { useKeptVolumes: true }), memory: memoryOf({ dataClusterId: 'earlier' }), observation: at({ claims }) })
    expect(actionsOf(analysis)).toContainEqual({ type: 'delete-claim', claim: 'data-shop-db-1', claimUid: 'claim-1' })
  })
  test('stay otherwise, and the Secret that opens them with them', () => {
    expect(typesOf(analyzed({ definition: removing(true), observation: at({ claims }) }))).toEqual(['finish-deletion'])
  })
  test('are not deleted under a pod that still runs', () => {
    const observation = observationOf({ kubernetes: { objects: objects('missing'), statefulSet: null, pods: [pod({ ordinal: 0, deleting: true })], claims } })
    expect(typesOf(analyzed({ definition: removing(false), observation }))).not.toContain('delete-claim')
  })
})

test('the Secret goes last when the volumes are gone', () => {
  const observation = at({ objects: objects('missing', { Secret: { state: 'current' }, ConfigMap: { state: 'current' } }) })
  expect(kinds(analyzed({ definition: removing(false), observation }))).toEqual(['ConfigMap/shop-db-config'])
  expect(kinds(analyzed({ definition: removing(false), observation: at({}) }))).toEqual(['Secret/shop-db-credentials'])
})

test('objects of somebody else are left alone, and do not hold the deletion up', () => {
  const observation = at({ objects: objects('missing', { Secret: { state: 'foreign', owner: 'helm' }, 'Service/shop-db-read': { state: 'foreign', owner: 'helm' } }) })
  expect(typesOf(analyzed({ definition: removing(false), observation }))).toEqual(['finish-deletion'])
})

test.each([
  ['with its namespace gone, it is finished', at({ namespace: 'missing', objects: objects('current') }), ['finish-deletion'], 'deleted'],
  ['with Kubernetes away, nothing is done and nothing is taken as gone', at({ reachable: false, lastContactAt: null }), [], 'deleting'],
] as const)('%s', (_what, observation, types, phase) => {
  const analysis = analyzed({ definition: removing(true), observation })
  expect(typesOf(analysis)).toEqual(types)
  expect(analysis.status.phase).toBe(phase)
})

test('an instance that does not end is told after three minutes, and forced only by a person who knows its node is gone', () => {
  const observation = observationOf({ kubernetes: { objects: objects('missing'), statefulSet: null, pods: [pod({ ordinal: 2, deleting: true, nodeReady: false })] } })
  const rounds = analyzedAgain({ definition: removing(true), observation }, 5, 60_000)
  const last = rounds.at(-1) ?? analyzed()
  expect(findingOf(rounds[1] ?? last, 'PodStuck')).toBeUndefined()
  expect(findingOf(last, 'PodStuck')).toMatchObject({ instance: 'shop-db-2', action: expect.stringMatching(/When the node is gone for good: .* Only then: .* --force/) })
  expect(rounds.flatMap(typesOf)).toEqual([])
})

test('nothing is done in MySQL while a cluster is deleted', () => {
  expect(typesOf(analyzed({ definition: removing(true), observation: observationOf({ mysql: { 'shop-db-0': { state: 'absent' } } }) })).every((type) => type === 'delete-object')).toBe(true)
})

test('its rounds are longer while it only waits', () => {
  const waiting = observationOf({ kubernetes: { objects: objects('missing'), statefulSet: null, pods: [pod({ ordinal: 2, deleting: true })] } })
  expect(analyzed({ definition: removing(true), observation: waiting }).nextRoundMs).toBe(2_000)
})
