import { describe, expect, test } from 'vitest'
import type { Analysis } from '../decision'
import type { ObservedClaim } from '../observation'
import { actionsOf, analyzed, analyzedAgain, findingOf, typesOf, wordsOf } from '../testing/analyzed'
import { definitionOf, memoryOf, operationOf } from '../testing/build-definition'
import { NOW, claim, kubernetesOf, objects, observationOf, pod } from '../testing/build-observation'

const GIB = 1024 ** 3
const asked = { requestedBytes: 20 * GIB }
const grown = { requestedBytes: 20 * GIB, capacityBytes: 20 * GIB }
const onNode = { ...asked, growth: { stage: 'file-system', problem: null } } as const
const larger = definitionOf({ spec: { storage: { className: null, sizeBytes: 20 * GIB } }, operations: [operationOf('update', { parameters: { changed: ['storage.sizeBytes'], from: 3, to: 3 } })] })
const withClaims = (...claims: Partial<ObservedClaim>[]) => observationOf({ kubernetes: { claims: claims.map((overrides, ordinal) => claim({ ordinal, ...overrides })) } })
const grow = (...claims: Partial<ObservedClaim>[]) => analyzed({ definition: larger, observation: withClaims(...claims) })
const askedFor = (analysis: Analysis) => actionsOf(analysis).flatMap((action) => (action.type === 'grow-claim' ? [action.claim] : []))

describe('volumes smaller than the definition', () => {
  test('begin with one, of the replica with the highest ordinal', () => {
    expect(askedFor(grow({}, {}, {}))).toEqual(['data-shop-db-2'])
  })
  test('begin with a replica that runs, because the file system grows on its node', () => {
    const pods = [pod({ ordinal: 0 }), pod({ ordinal: 1 }), pod({ ordinal: 2, phase: 'Pending' })]
    expect(askedFor(analyzed({ definition: larger, observation: observationOf({ kubernetes: { pods } }) }))).toEqual(['data-shop-db-1'])
  })
  test('wait for the first one, then all others are asked for at once', () => {
    const waiting = grow({}, {}, asked)
    expect(askedFor(waiting)).toEqual([])
    expect(wordsOf(waiting)).toEqual(expect.arrayContaining(['wait Volume data-shop-db-0 grows when that of data-shop-db-2 has', 'wait Volume data-shop-db-2 grows to 20 GiB: the storage driver has not begun']))
    expect(askedFor(grow({}, {}, onNode))).toEqual(['data-shop-db-0', 'data-shop-db-1'])
    expect(askedFor(grow({}, {}, grown))).toEqual(['data-shop-db-0', 'data-shop-db-1'])
  })
  test('are asked for once, then with pauses', () => {
    expect(analyzedAgain({ definition: larger, observation: withClaims({}, {}, {}) }, 8, 1_000).map((analysis) => askedFor(analysis).length)).toEqual([1, 0, 1, 0, 0, 0, 1, 0])
  })
  test('show their progress, and no instance restarts for them', () => {
    const analysis = grow({}, onNode, grown)
    expect(findingOf(analysis, 'VolumesGrowing')).toMatchObject({ level: 'working', message: '1 volume of 3 has 20 GiB; data-shop-db-0 and data-shop-db-1 grow' })
    expect(analysis.operations[0]?.steps.map(({ id, state, detail }) => [id, state, detail])).toEqual([
      ['objects', 'done', '9 objects'], ['grow-data-shop-db-0', 'running', 'Enlarging volume data-shop-db-0 from 10 GiB to 20 GiB'], ['grow-data-shop-db-1', 'running', 'its node enlarges the file system'],
      ['grow-data-shop-db-2', 'done', null], ['grow-template', 'pending', null],
    ])
    expect(typesOf(analysis)).toEqual(['grow-claim'])
  })
  test('are left alone when they are another cluster\'s, larger, kept from a removed instance, or being deleted', () => {
    expect(askedFor(grow({ clusterId: 'another' }, { requestedBytes: 30 * GIB, capacityBytes: 30 * GIB }, { deleting: true }, { ordinal: 3 }))).toEqual([])
  })
  test('of an earlier cluster grow where it was told to use them', () => {
    const definition = { ...larger, useKeptVolumes: true }
    expect(askedFor(analyzed({ definition, memory: memoryOf({ dataClusterId: 'earlier' }), observation: withClaims(grown, grown, { clusterId: 'earlier' }) }))).toEqual(['data-shop-db-2'])
  })
})

describe('what keeps a volume from growing', () => {
  const refused = (code: string) => grow({}, {}, { lastProblem: { code, detail: 'requests.storage: 10Gi more wanted', action: 'Raise the quota.' } })
  test.each([['kubernetes.quota-exceeded', 'QuotaExceeded'], ['kubernetes.forbidden', 'PermissionMissing'], ['kubernetes.rejected', 'VolumeGrowthRefused']])('%s is a finding with what to do, and the way back', (code, finding) => {
    expect(findingOf(refused(code), finding)).toMatchObject({ level: 'attention', instance: 'shop-db-2', message: expect.stringContaining('requests.storage'), action: 'Raise the quota. Or set the size back in Settings' })
  })
  test('leaves the StatefulSet as it is: other changes go on', () => {
    expect(refused('kubernetes.rejected').memory.templateSizeBytes).toBe(10 * GIB)
  })
  test('an error of the driver, from the claim or from an event, in its words', () => {
    const told = { code: 'VolumeGrowthFailed', level: 'attention', message: expect.stringContaining('no space on pool') }
    expect(findingOf(grow(grown, grown, { ...asked, growth: { stage: 'volume', problem: 'no space on pool' } }), 'VolumeGrowthFailed')).toMatchObject(told)
    const event = { id: 'e', type: 'Warning', reason: 'VolumeResizeFailed', message: 'resize volume failed: no space on pool', object: { kind: 'PersistentVolumeClaim', name: 'data-shop-db-2' }, count: 1, lastAt: NOW - 60_000 } as const
    const observation = (lastAt: number) => observationOf({ kubernetes: { claims: [claim(grown), claim({ ordinal: 1, ...grown }), claim({ ordinal: 2, ...asked })], events: [{ ...event, lastAt }] } })
    expect(findingOf(analyzed({ definition: larger, observation: observation(NOW - 60_000) }), 'VolumeGrowthFailed')).toMatchObject(told)
    expect(findingOf(analyzed({ definition: larger, observation: observation(NOW - 3_600_000) }), 'VolumeGrowthFailed')).toBeUndefined()
  })
  test('a pod that does not run, in words; and a driver that is slow', () => {
    const pods = [pod({ ordinal: 0 }), pod({ ordinal: 1 }), pod({ ordinal: 2, phase: 'Pending' })]
    const observation = observationOf({ kubernetes: { pods, claims: [claim(grown), claim({ ordinal: 1, ...grown }), claim({ ordinal: 2, ...onNode })] } })
    expect(wordsOf(analyzed({ definition: larger, observation }))).toContain('wait Volume data-shop-db-2 grows to 20 GiB: its file system grows when shop-db-2 runs')
    const memory = memoryOf({ decisionsSince: { 'grow/data-shop-db-2': NOW - 700_000 } })
    expect(findingOf(analyzed({ definition: larger, memory, observation: withClaims(grown, grown, asked) }), 'VolumeGrowthSlow')).toMatchObject({ message: expect.stringContaining('for 12 min') })
  })
  test('that was set back: the claim is told to stop trying, as far as Kubernetes lets it', () => {
    const definition = definitionOf({ spec: { storage: { className: null, sizeBytes: 15 * GIB } } })
    const actions = actionsOf(analyzed({ definition, observation: withClaims({ requestedBytes: 15 * GIB, capacityBytes: 15 * GIB }, { requestedBytes: 15 * GIB, capacityBytes: 15 * GIB }, asked) }))
    expect(actions).toEqual([{ type: 'grow-claim', claim: 'data-shop-db-2', sizeBytes: 15 * GIB }])
    expect(typesOf(analyzed({ observation: withClaims({}, {}, asked) }))).toEqual([])
  })
})

describe('the StatefulSet', () => {
  const set = { ...kubernetesOf().statefulSet, uid: 'old', generation: 1, observedGeneration: 1, specReplicas: 3, readyReplicas: 3, currentRevision: 'r1', updateRevision: 'r1', volumeSizeBytes: 10 * GIB, deleting: false }
  const claims = [0, 1, 2].map((ordinal) => claim({ ordinal, ...asked }))
  const chosen = memoryOf({ templateSizeBytes: 20 * GIB })
  const see = (state: 'outdated' | 'deleting' | 'missing' | 'current', statefulSet: typeof set | null, memory = chosen) =>
    analyzed({ definition: larger, memory, observation: observationOf({ kubernetes: { claims, statefulSet, objects: objects('current', { StatefulSet: { state } }) } }) })

  test('gets the new size only when every claim was accepted with it', () => {
    expect(grow(asked, {}, grown).memory.templateSizeBytes).toBe(10 * GIB)
    expect(grow(asked, asked, grown).memory.templateSizeBytes).toBe(20 * GIB)
  })
  test('is deleted without its pods, let go, and made anew; that is no restoration', () => {
    const deletion = see('outdated', set)
    expect(actionsOf(deletion)).toEqual([{ type: 'delete-object', object: { apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'shop-db' }, propagation: 'orphan' }])
    const release = see('deleting', { ...set, deleting: true }, deletion.memory)
    expect(actionsOf(release)).toEqual([{ type: 'release-stateful-set', orphanPods: true }])
    const creation = see('missing', null, release.memory)
    expect(actionsOf(creation)).toEqual([{ type: 'apply-object', object: { apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'shop-db' } }])
    expect([deletion, release, creation].flatMap(({ events }) => events.map(({ severity, reason }) => [severity, reason]))).toEqual([['info', 'ReplacingStatefulSet']])
    const done = see('current', { ...set, uid: 'new', volumeSizeBytes: 20 * GIB }, creation.memory)
    expect(done.memory.replacingStatefulSet).toBe(null)
    expect(typesOf(done)).toEqual([])
  })
  test('that somebody deletes by hand is told as before', () => {
    expect(see('deleting', { ...set, deleting: true }).events.map(({ reason }) => reason)).toEqual(['RestoringStatefulSet'])
  })
  test('is applied, not made anew, when something else changed', () => {
    expect(typesOf(see('outdated', { ...set, volumeSizeBytes: 20 * GIB }))).toEqual(['apply-object'])
  })
})
