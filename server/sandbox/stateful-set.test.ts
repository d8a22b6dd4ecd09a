import { describe, expect, it } from 'vitest'
import { FINALIZER, LABELS } from '@/server/domain/kubernetes-port'
import { createFixture, type Fixture } from './testing/sandbox-fixture'

const uids = (fixture: Fixture): Record<string, string> => Object.fromEntries(fixture.observe().pods.map((pod) => [pod.name, pod.uid]))

describe('StatefulSets of the sandbox', () => {
  it('starts the pods of a parallel set together, each on a node of its own zone', async () => {
    const fixture = createFixture()
    await fixture.apply()
    await fixture.clock.advance(500)
    expect(fixture.observe().pods.map((pod) => pod.name)).toEqual(['shop-db-0', 'shop-db-1', 'shop-db-2'])
    await fixture.untilReady(3)
    const { pods, claims, statefulSet, objects } = fixture.observe()
    expect(new Set(pods.map((pod) => pod.zone)).size).toBe(3)
    expect(claims.map((claim) => [claim.name, claim.phase, claim.storageClass])).toEqual([0, 1, 2].map((ordinal) => [`data-shop-db-${ordinal}`, 'Bound', 'standard']))
    expect(statefulSet).toMatchObject({ readyReplicas: 3, specReplicas: 3, deleting: false })
    expect(objects.map((object) => object.state)).toEqual(objects.map(() => 'current'))
    expect(pods[1]?.labels).toMatchObject({ 'apps.kubernetes.io/pod-index': '1', 'statefulset.kubernetes.io/pod-name': 'shop-db-1' })
  })

  it('starts the pods of an ordered set one after the other', async () => {
    const fixture = createFixture({ spec: { management: 'statefulset' } })
    await fixture.apply()
    let most = 0
    await fixture.clock.advanceUntil(() => {
      const { pods } = fixture.observe()
      most = Math.max(most, pods.filter((pod) => !pod.ready).length)
      return pods.length === 3 && pods.every((pod) => pod.ready)
    }, 'three ready pods')
    expect(most).toBe(1)
  })

  it('makes a deleted pod anew on the same volume', async () => {
    const fixture = createFixture()
    await fixture.apply()
    await fixture.untilReady(3)
    const before = uids(fixture)
    const serverUuid = (await fixture.facts('shop-db-1')).serverUuid
    fixture.sandbox.hands.remove('Pod', 'shop', 'shop-db-1')
    expect(fixture.pod('shop-db-1').deleting).toBe(true)
    await fixture.clock.advanceUntil(() => uids(fixture)['shop-db-1'] !== before['shop-db-1'], 'another pod')
    await fixture.untilReady(3)
    expect((await fixture.facts('shop-db-1')).serverUuid).toBe(serverUuid)
    expect(fixture.events('Killing')).toContain('Stopping container mysql')
  })

  it('keeps the claims of instances that scaling in took away, and uses them again', async () => {
    const fixture = createFixture()
    await fixture.apply()
    await fixture.untilReady(3)
    const claims = fixture.observe().claims.map((claim) => claim.uid)
    await fixture.apply(2)
    await fixture.untilReady(2)
    expect(fixture.observe(2).pods.map((pod) => pod.name)).toEqual(['shop-db-0', 'shop-db-1'])
    expect(fixture.observe(2).claims.map((claim) => claim.uid)).toEqual(claims)
    await fixture.apply(3)
    await fixture.untilReady(3)
    expect(fixture.observe().claims.map((claim) => claim.uid)).toEqual(claims)
  })

  it('leaves pods alone after a template change with OnDelete, and gives the new revision to a pod that is made', async () => {
    const fixture = createFixture()
    await fixture.apply()
    await fixture.untilReady(3)
    const before = uids(fixture)
    fixture.spec.configuration = { max_connections: '321' }
    await fixture.apply()
    await fixture.clock.advance(30_000)
    expect(uids(fixture)).toEqual(before)
    fixture.sandbox.hands.remove('Pod', 'shop', 'shop-db-2')
    await fixture.clock.advance(1)
    await fixture.untilReady(3)
    const update = fixture.observe().statefulSet?.updateRevision
    expect(fixture.pod('shop-db-2').revision).toBe(update)
    expect(fixture.pod('shop-db-0').revision).not.toBe(update)
    expect((await fixture.facts('shop-db-2')).connectionsMax).toBe(321)
    expect((await fixture.facts('shop-db-0')).connectionsMax).not.toBe(321)
  })

  it('rolls a template change out from the highest ordinal down, one pod at a time', async () => {
    const fixture = createFixture({ spec: { management: 'statefulset' } })
    await fixture.apply()
    await fixture.untilReady(3)
    const before = uids(fixture)
    const order: string[] = []
    fixture.spec.configuration = { max_connections: '321' }
    await fixture.apply()
    await fixture.clock.advanceUntil(() => {
      const { pods } = fixture.observe()
      expect(pods.filter((pod) => !pod.ready || pod.deleting).length).toBeLessThanOrEqual(1)
      for (const pod of pods) if (pod.uid !== before[pod.name] && !order.includes(pod.name)) order.push(pod.name)
      return order.length === 3 && pods.every((pod) => pod.ready)
    }, 'the rollout')
    expect(order).toEqual(['shop-db-2', 'shop-db-1', 'shop-db-0'])
    await fixture.clock.advance(1000)
    const status = fixture.observe().statefulSet
    expect(status?.currentRevision).toBe(status?.updateRevision)
  })

  it('holds a deleted StatefulSet by its finalizer, lets it go without its pods, and adopts them again without a restart', async () => {
    const fixture = createFixture()
    const { port } = fixture.sandbox.connection
    await fixture.apply()
    await fixture.untilReady(3)
    const before = uids(fixture)
    const setUid = fixture.observe().statefulSet?.uid
    fixture.sandbox.hands.remove('StatefulSet', 'shop', 'shop-db')
    await fixture.clock.advance(5000)
    expect(fixture.observe().statefulSet?.deleting).toBe(true)
    expect(fixture.observe().objects.find((object) => object.kind === 'StatefulSet')?.state).toBe('deleting')
    await port.releaseStatefulSet(fixture.owner, { orphanPods: true })
    expect(fixture.observe().statefulSet).toBeNull()
    await fixture.clock.advance(10_000)
    expect(uids(fixture)).toEqual(before)
    await fixture.apply()
    await fixture.clock.advance(10_000)
    expect(uids(fixture)).toEqual(before)
    expect(fixture.observe().statefulSet?.uid).not.toBe(setUid)
    const pod = await port.get({ apiVersion: 'v1', kind: 'Pod', name: 'shop-db-0', namespace: 'shop' })
    expect(pod?.metadata['ownerReferences']).toMatchObject([{ uid: fixture.observe().statefulSet?.uid }])
  })

  it('takes the pods along when their StatefulSet goes, and keeps the claims', async () => {
    const fixture = createFixture()
    await fixture.apply()
    await fixture.untilReady(3)
    await fixture.sandbox.connection.port.delete({ apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'shop-db', namespace: 'shop' }, fixture.owner, { propagation: 'background' })
    await fixture.sandbox.connection.port.releaseStatefulSet(fixture.owner, { orphanPods: false })
    await fixture.clock.advance(10_000)
    expect(fixture.observe().pods).toEqual([])
    expect(fixture.observe().claims).toHaveLength(3)
    const inventory = await fixture.sandbox.connection.port.inventory()
    expect(inventory.keptClaims.map((claim) => `${claim.cluster}/${claim.claim}`)).toContain('shop-db/data-shop-db-2')
  })

  it('lets a claim go only when no pod uses it', async () => {
    const fixture = createFixture()
    await fixture.apply()
    await fixture.untilReady(3)
    const claim = fixture.observe().claims[2]
    await fixture.sandbox.connection.port.delete({ apiVersion: 'v1', kind: 'PersistentVolumeClaim', name: 'data-shop-db-2', namespace: 'shop' }, fixture.owner, { propagation: 'background', uid: claim?.uid ?? '' })
    expect(fixture.observe().claims[2]?.deleting).toBe(true)
    await fixture.apply(2)
    await fixture.untilReady(2)
    expect(fixture.observe(2).claims.map((each) => each.ordinal)).toEqual([0, 1])
  })

  it('tells drift, outdated and foreign objects apart', async () => {
    const fixture = createFixture()
    await fixture.apply()
    await fixture.untilReady(3)
    fixture.sandbox.hands.edit('StatefulSet', 'shop', 'shop-db', (manifest) => ({ ...manifest, spec: { ...(manifest['spec'] as object), replicas: 7 } }))
    const stateOf = (kind: string): string | undefined => fixture.observe().objects.find((object) => object.kind === kind)?.state
    expect(stateOf('StatefulSet')).toBe('drifted')
    await fixture.apply()
    expect(stateOf('StatefulSet')).toBe('current')
    fixture.spec.configuration = { max_connections: '99' }
    expect(stateOf('ConfigMap')).toBe('outdated')
    fixture.sandbox.hands.edit('ConfigMap', 'shop', 'shop-db-config', (manifest) => ({ ...manifest, metadata: { ...manifest.metadata, labels: { [LABELS.managedBy]: 'Helm' } } }))
    expect(fixture.observe().objects.find((object) => object.kind === 'ConfigMap')).toMatchObject({ state: 'foreign', owner: 'Helm' })
    await expect(fixture.apply()).rejects.toMatchObject({ code: 'kubernetes.object-not-ours' })
  })

  it('gives finalizer and labels as they were applied', async () => {
    const fixture = createFixture()
    await fixture.apply()
    const set = await fixture.sandbox.connection.port.get({ apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'shop-db', namespace: 'shop' })
    expect(set?.metadata['finalizers']).toEqual([FINALIZER])
    expect(set?.metadata.labels?.[LABELS.clusterId]).toBe(fixture.owner.clusterId)
  })
})
