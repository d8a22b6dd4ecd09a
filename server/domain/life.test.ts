import { describe, expect, test } from 'vitest'
import { definitionOf, operationOf } from './testing/build-definition'
import { ToyCluster } from './testing/toy-cluster'

const created = (instances = 3, overrides: Parameters<typeof definitionOf>[0] = {}) => new ToyCluster(definitionOf({ operations: [operationOf('create')], spec: { instances, ...(instances === 1 ? { topology: 'single' as const } : {}) }, ...overrides }))
const settled = (toy: ToyCluster) => toy.run(({ status, decisions }) => status.level === 'healthy' && decisions.length === 0 && toy.definition.operations.length === 0)
const ofType = (toy: ToyCluster, type: string) => toy.history.filter((action) => action.type === type)

describe('a creation', { timeout: 60_000 }, () => {
  test.each([1, 2, 3, 5, 9])('of %d instances ends healthy, with one bootstrap and one clone each', (instances) => {
    const toy = created(instances)
    const { status } = settled(toy)
    expect(status).toMatchObject({ phase: 'running', primary: 'shop-db-0', instancesReady: instances })
    expect(ofType(toy, 'bootstrap-primary')).toHaveLength(1)
    expect(ofType(toy, 'clone-instance')).toHaveLength(instances - 1)
    expect(ofType(toy, 'apply-object')).toHaveLength(9)
  })

  test('leaves a timeline that a person can read, without repetition', () => {
    const toy = created()
    settled(toy)
    const messages = toy.events.map(({ message }) => message)
    expect(new Set(messages).size).toBe(messages.length)
    expect(messages.some((message) => message.startsWith('Cloning shop-db-1 from shop-db-0'))).toBe(true)
    expect(messages).toContain('shop-db-0 is the primary and takes writes')
    expect(messages.length).toBeLessThan(15)
  })

  test('an operator that forgets its memory in the middle neither bootstraps twice nor loses the primary', () => {
    for (let forgetAt = 1; forgetAt < 25; forgetAt++) {
      const toy = created()
      for (let tick = 0; tick < forgetAt; tick++) toy.tick()
      const before = toy.memory
      toy.memory = { ...new ToyCluster(toy.definition).memory }
      settled(toy)
      expect(ofType(toy, 'bootstrap-primary').length, `forgotten after ${forgetAt} ticks: ${before.primary ?? 'no primary'}`).toBeLessThanOrEqual(1)
      expect(toy.memory.primary).toBe('shop-db-0')
    }
  })

  test('goes on after Kubernetes was away in the middle, and changes nothing meanwhile', () => {
    const toy = created()
    for (let tick = 0; tick < 4; tick++) toy.tick()
    toy.reachable = false
    const before = toy.history.length
    for (let tick = 0; tick < 20; tick++) toy.tick()
    expect(toy.history.slice(before).filter(({ type }) => ['apply-object', 'delete-object', 'label-pod', 'delete-pod', 'delete-claim', 'clone-instance'].includes(type))).toEqual([])
    toy.reachable = true
    settled(toy)
  })
})

describe('scaling', () => {
  function scale(toy: ToyCluster, to: number, removedVolumes: 'keep' | 'delete') {
    const from = toy.definition.spec.instances
    toy.definition.spec.instances = to
    toy.definition.generation += 1
    toy.definition.operations.push(operationOf('scale', { id: `scale-${from}-${to}`, generation: toy.definition.generation, parameters: { from, to, removedVolumes } }))
    toy.put('StatefulSet', 'shop-db', 'outdated')
    return settled(toy)
  }

  test('3 → 5 → 2 → 4 works, also on the volumes that were kept', () => {
    const toy = created()
    settled(toy)
    expect(scale(toy, 5, 'keep').status.instancesReady).toBe(5)
    toy.write(0)
    const small = scale(toy, 2, 'keep')
    expect(small.status.keptClaims.map(({ claim }) => claim)).toEqual(['data-shop-db-2', 'data-shop-db-3', 'data-shop-db-4'])
    const clones = ofType(toy, 'clone-instance').length
    expect(scale(toy, 4, 'keep').status.instancesReady).toBe(4)
    expect(ofType(toy, 'clone-instance')).toHaveLength(clones)
  })

  test('volumes go only when that was chosen, and only those of the instances that went then', () => {
    const toy = created(4)
    settled(toy)
    scale(toy, 3, 'keep')
    scale(toy, 2, 'delete')
    expect([...toy.disks.keys()].sort()).toEqual([0, 1, 3])
    expect(ofType(toy, 'delete-claim')).toEqual([{ type: 'delete-claim', claim: 'data-shop-db-2', claimUid: 'claim-2' }])
  })
})

describe('a deletion', () => {
  function remove(toy: ToyCluster, keepVolumes: boolean) {
    toy.definition.deletion = { requestedAt: toy.now, requestedBy: 'admin', keepVolumes }
    toy.definition.operations = [operationOf('delete', { id: 'delete' })]
    return toy.run(() => toy.finished)
  }

  test.each([[true, 3, 'current'], [false, 0, 'missing']])('with volumes kept: %s, leaves %d volumes and the Secret %s', (keepVolumes, volumes, secret) => {
    const toy = created()
    settled(toy)
    const { status, operations } = remove(toy, keepVolumes)
    expect(status.phase).toBe('deleted')
    expect(operations.every(({ state }) => state === 'succeeded')).toBe(true)
    expect(toy.disks.size).toBe(volumes)
    expect(toy.servers.size).toBe(0)
    expect(toy.objects.filter(({ kind }) => kind === 'Secret').map(({ state }) => state)).toEqual([secret])
    expect(toy.objects.filter(({ kind }) => kind !== 'Secret').every(({ state }) => state === 'missing')).toBe(true)
  })

  test('kept volumes bring every transaction into the next cluster of the name, without a bootstrap or a clone', () => {
    const first = created()
    settled(first)
    for (let write = 0; write < 5; write++) first.write(0)
    const written = first.disks.get(0)?.gtids
    remove(first, true)
    const second = created(3, { id: 'c0000000-0000-4000-8000-000000000002', useKeptVolumes: true })
    for (const [ordinal, disk] of first.disks) second.disks.set(ordinal, disk)
    settled(second)
    expect(second.disks.get(0)?.gtids).toBe(written)
    expect(ofType(second, 'bootstrap-primary').length + ofType(second, 'clone-instance').length).toBe(0)
  })
})

test('a StatefulSet deleted by hand comes back and no pod is restarted', () => {
  const toy = created()
  settled(toy)
  const uids = [...toy.servers.values()].map(({ uid }) => uid)
  if (toy.set) toy.set.deleting = true
  toy.put('StatefulSet', 'shop-db', 'deleting')
  toy.tick()
  settled(toy)
  expect([...toy.servers.values()].map(({ uid }) => uid)).toEqual(uids)
  expect(ofType(toy, 'release-stateful-set')).toEqual([{ type: 'release-stateful-set', orphanPods: true }])
})

test('a new template restarts replicas from the highest ordinal, one at a time, and the primary last', () => {
  const toy = created()
  settled(toy)
  toy.template = 'r2'
  toy.definition.operations = [operationOf('update', { id: 'update' })]
  toy.put('StatefulSet', 'shop-db', 'outdated')
  toy.run(() => {
    expect([...toy.servers.values()].filter((server) => server.deleting || server.ageTicks < 2).length).toBeLessThanOrEqual(1)
    return toy.definition.operations.length === 0
  })
  settled(toy)
  const restarted = toy.history.flatMap((action) => (action.type === 'delete-pod' ? [action.pod] : []))
  expect(restarted).toEqual(['shop-db-2', 'shop-db-1', 'shop-db-0'])
  // It handed over before it was restarted, so that writes stopped for the switchover only.
  expect(toy.events.some(({ message }) => /Switchover from shop-db-0 to shop-db-1 is done\. Writes were interrupted for/.test(message))).toBe(true)
})

test('a restarted primary is opened again, and what was written before is there', () => {
  const toy = created()
  settled(toy)
  toy.write(0)
  const server = toy.servers.get(0)
  if (server) Object.assign(server, { restarting: 3, open: false })
  toy.run(({ status }) => status.level === 'broken')
  settled(toy)
  expect(ofType(toy, 'make-writable')).toEqual([{ type: 'make-writable', instance: 'shop-db-0', epoch: 1 }])
})

test('a primary that comes back with an empty volume stays closed, and its replicas keep their data', () => {
  const toy = created()
  settled(toy)
  toy.disks.delete(0)
  toy.servers.delete(0)
  const data = toy.disks.get(1)?.gtids
  const analysis = toy.run(({ decisions }) => decisions.some(({ code }) => code === 'PrimaryCameBackEmpty'))
  for (let tick = 0; tick < 60; tick++) toy.tick()
  expect(analysis.status.level).toBe('broken')
  expect(toy.servers.get(0)?.open).toBe(false)
  expect(toy.disks.get(1)?.gtids).toBe(data)
  expect(ofType(toy, 'clone-instance').filter((action) => 'instance' in action && action.instance === 'shop-db-0')).toEqual([])
})
