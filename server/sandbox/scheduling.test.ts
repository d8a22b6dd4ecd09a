import { describe, expect, it } from 'vitest'
import { GIB } from '@/server/contracts/cluster-spec'
import { createFixture } from './testing/sandbox-fixture'

const SMALL = { cpuRequestMillicores: 500, cpuLimitMillicores: null, memoryBytes: GIB }

describe('what the sandbox refuses or cannot place', () => {
  it('says in the scheduler\'s words why a pod has no node, and places it when there is room', async () => {
    const fixture = createFixture({ sandbox: { nodeCapacity: { cpuMillicores: 1000, memoryBytes: 2 * GIB } }, spec: { resources: { ...SMALL, cpuRequestMillicores: 800 } } })
    const second = createFixture({ beside: fixture, name: 'second', spec: { resources: { ...SMALL, cpuRequestMillicores: 800 }, topology: 'single', instances: 1 } })
    await fixture.apply()
    await fixture.untilReady(3)
    await second.apply()
    await fixture.clock.advance(20_000)
    expect(second.pod('second-0')).toMatchObject({ phase: 'Pending', node: null, unschedulableBecause: '0/3 nodes are available: 3 Insufficient cpu. preemption: 0/3 nodes are available: 3 No preemption victims found for incoming pod.' })
    expect(second.observe().events.find((event) => event.reason === 'FailedScheduling')).toMatchObject({ type: 'Warning' })
    await fixture.apply(2)
    await second.untilReady(1)
    expect(second.pod('second-0').unschedulableBecause).toBeNull()
  })

  it('never puts two instances on one node when that is required', async () => {
    const fixture = createFixture({ spec: { instances: 4, spread: { nodes: 'required', zones: 'preferred' } } })
    await fixture.apply()
    await fixture.clock.advance(60_000)
    const pods = fixture.observe().pods
    expect(new Set(pods.flatMap((pod) => pod.node ?? [])).size).toBe(3)
    expect(pods.filter((pod) => pod.node === null).map((pod) => pod.unschedulableBecause)).toEqual([
      "0/3 nodes are available: 3 node(s) didn't match pod anti-affinity rules. preemption: 0/3 nodes are available: 3 No preemption victims found for incoming pod.",
    ])
  })

  it('spreads evenly when it is preferred only', async () => {
    const fixture = createFixture({ spec: { instances: 6 } })
    await fixture.apply()
    await fixture.untilReady(6)
    const nodes = fixture.observe().pods.map((pod) => pod.node ?? '').sort()
    expect(nodes).toEqual(['node-1', 'node-1', 'node-2', 'node-2', 'node-3', 'node-3'])
  })

  it('cannot pull an image that it does not know, and goes on when the pod is made from another', async () => {
    const fixture = createFixture({ spec: { topology: 'single', instances: 1, image: 'registry.example.com/mysql-typo:9.7' } })
    await fixture.apply()
    await fixture.clock.advance(30_000)
    const init = fixture.pod('shop-db-0').containers[0]
    expect(init).toMatchObject({ state: 'waiting', reason: 'ImagePullBackOff' })
    expect(init?.message).toContain('registry.example.com/mysql-typo:9.7')
    expect(fixture.events('Failed').some((message) => message.startsWith('Failed to pull image'))).toBe(true)
    fixture.spec.image = 'registry.example.com/mirror/mysql:9.7'
    await fixture.apply()
    fixture.sandbox.hands.remove('Pod', 'shop', 'shop-db-0')
    await fixture.clock.advance(3000)
    await fixture.untilReady(1)
    expect((await fixture.facts('shop-db-0')).version).toBe('9.7.0')
  })

  it('waits for a Secret that is not there', async () => {
    const fixture = createFixture({ spec: { topology: 'single', instances: 1 } })
    await fixture.apply()
    fixture.sandbox.hands.remove('Secret', 'shop', 'shop-db-credentials')
    await fixture.clock.advance(10_000)
    expect(fixture.pod('shop-db-0').phase).toBe('Pending')
    expect(fixture.events('FailedMount')).toEqual(['MountVolume.SetUp failed for volume "init-secrets" : secret "shop-db-credentials" not found'])
    await fixture.apply()
    await fixture.untilReady(1)
  })

  it('binds no volume of a class whose storage is offline', async () => {
    const fixture = createFixture({ spec: { storage: { className: 'broken', sizeBytes: 10 * GIB } } })
    await fixture.apply()
    await fixture.clock.advance(30_000)
    expect(fixture.observe().claims.map((claim) => claim.phase)).toEqual(['Pending', 'Pending', 'Pending'])
    expect(fixture.events('ProvisioningFailed')[0]).toContain('storage pool is offline')
    expect(fixture.pod('shop-db-0').unschedulableBecause).toContain('pod has unbound immediate PersistentVolumeClaims')
  })

  it('refuses a storage class and a namespace that do not exist, in a dry run too', async () => {
    const noClass = createFixture({ spec: { storage: { className: 'fast', sizeBytes: 10 * GIB } } })
    await expect(noClass.apply()).rejects.toMatchObject({ code: 'kubernetes.storage-class-missing' })
    const noNamespace = createFixture({ namespace: 'nowhere' })
    const [first] = noNamespace.wanted()
    if (!first) throw new Error('There are manifests')
    await expect(noNamespace.sandbox.connection.port.apply(first, noNamespace.owner, { dryRun: true })).rejects.toMatchObject({ code: 'kubernetes.namespace-missing' })
  })

  it('tells a quota in a dry run, and otherwise when the pod is made', async () => {
    const fixture = createFixture({ namespace: 'small-quota', spec: { resources: { ...SMALL, memoryBytes: 2 * GIB } } })
    const set = fixture.wanted().find((manifest) => manifest.kind === 'StatefulSet')
    if (!set) throw new Error('There is a StatefulSet')
    await expect(fixture.sandbox.connection.port.apply(set, fixture.owner, { dryRun: true })).rejects.toMatchObject({
      code: 'kubernetes.quota-exceeded', message: 'Namespace small-quota: exceeded quota: small, requested: requests.memory=6Gi, used: requests.memory=0, limited: requests.memory=4Gi.',
    })
    expect(fixture.observe().pods).toEqual([])
    await fixture.apply()
    await fixture.clock.advance(20_000)
    expect(fixture.observe().pods).toHaveLength(2)
    expect(fixture.events('FailedCreate')[0]).toContain('pods "shop-db-2" is forbidden: exceeded quota: small')
  })

  it('refuses to change what cannot be changed', async () => {
    const fixture = createFixture()
    await fixture.apply()
    fixture.spec.storage = { ...fixture.spec.storage, sizeBytes: 20 * GIB }
    await expect(fixture.apply()).rejects.toMatchObject({ code: 'kubernetes.rejected' })
  })

  it('takes over the passwords and claims of a deleted cluster of the same name, but of no living one', async () => {
    const first = createFixture()
    await first.apply()
    await first.untilReady(3)
    const data = (await first.facts('shop-db-0')).serverUuid
    const heir = createFixture({ beside: first, clusterId: 'id-heir' })
    await expect(heir.apply()).rejects.toMatchObject({ code: 'kubernetes.object-not-ours' })
    for (const manifest of first.wanted().reverse()) {
      if (manifest.kind === 'Secret') continue
      await first.sandbox.connection.port.delete({ ...manifest, name: manifest.metadata.name, namespace: 'shop' }, first.owner, { propagation: 'background' })
    }
    await first.sandbox.connection.port.releaseStatefulSet(first.owner, { orphanPods: false })
    await first.clock.advance(10_000)
    await heir.apply()
    await heir.untilReady(3)
    expect((await heir.facts('shop-db-0')).serverUuid).toBe(data)
  })
})
