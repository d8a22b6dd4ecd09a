import { describe, expect, it } from 'vitest'
import { parseGtidSet, subtractGtidSets } from '@/server/domain/gtid'
import { LABELS, type KubernetesManifest } from '@/server/domain/kubernetes-port'
import type { SandboxFault } from '@/server/contracts/sandbox'
import { acknowledgingServers } from './audit-group'
import { groupOf } from './mysql-group'
import { countGtids } from './testing/count-gtids'
import { createFixture, type Fixture } from './testing/sandbox-fixture'

async function createReplicated(options: Parameters<typeof createFixture>[0] = {}): Promise<Fixture> {
  const fixture = createFixture(options)
  await fixture.apply()
  await fixture.untilReady(3)
  await fixture.replicate()
  await fixture.clock.advance(5000)
  return fixture
}

type PlainFault = Pick<SandboxFault, 'type'> & { [more: string]: unknown }
const inject = (fixture: Fixture, fault: PlainFault) => fixture.sandbox.control.inject({ clusterId: fixture.owner.clusterId, ...fault } as SandboxFault)
const endAll = (fixture: Fixture) => fixture.sandbox.control.state().faults.forEach(({ id }) => fixture.sandbox.control.end(id))
const executedAt = async (fixture: Fixture, instance: string) => countGtids((await fixture.facts(instance)).gtidExecuted)

async function ask(fixture: Fixture, instance: string) {
  const asked = fixture.ask(instance)
  await fixture.clock.advance(1000)
  return asked
}

describe('one instance that is broken', () => {
  it('hangs: silent, not ready after its probes, its replicas wait for it, and it goes on with what had arrived', async () => {
    const fixture = await createReplicated()
    inject(fixture, { type: 'hang-mysql', instance: 'shop-db-0' })
    expect(await ask(fixture, 'shop-db-0')).toMatchObject({ ok: false, failure: { reason: 'timeout' } })
    expect((await fixture.facts('shop-db-1')).replication).toMatchObject({ ioThread: 'on', heardAgoSeconds: 1 })
    expect(fixture.pod('shop-db-0').ready).toBe(true)
    await fixture.clock.advance(9000)
    expect(fixture.pod('shop-db-0')).toMatchObject({ ready: false, phase: 'Running' })
    await fixture.clock.advance(2000)
    expect((await fixture.facts('shop-db-1')).replication?.ioThread).toBe('connecting')
    const before = await executedAt(fixture, 'shop-db-1')
    endAll(fixture)
    expect(await executedAt(fixture, 'shop-db-0')).toBeGreaterThan(before)
    await fixture.clock.advance(5000)
    await fixture.untilReady(3)
    expect(await executedAt(fixture, 'shop-db-1')).toBeGreaterThan(before)
  })

  it('hangs and is killed by its time of grace only, or sooner when that is asked for', async () => {
    const fixture = await createReplicated()
    inject(fixture, { type: 'hang-mysql', instance: 'shop-db-1' })
    const { uid } = fixture.pod('shop-db-1')
    const { port } = fixture.sandbox.connection
    const remove = (graceSeconds?: number) => port.delete({ apiVersion: 'v1', kind: 'Pod', name: 'shop-db-1', namespace: 'shop' }, fixture.owner, { propagation: 'background', uid, ...(graceSeconds === undefined ? {} : { graceSeconds }) })
    await remove()
    await fixture.clock.advance(60_000)
    expect(fixture.pod('shop-db-1')).toMatchObject({ uid, deleting: true })
    await remove(1)
    await fixture.clock.advance(1500)
    expect(fixture.pod('shop-db-1').uid).not.toBe(uid)
    await fixture.untilReady(3)
  })

  it('is unknown to Podkeeper only, or to applications only', async () => {
    const fixture = await createReplicated()
    inject(fixture, { type: 'cut-operator', instance: 'shop-db-0' })
    const before = await executedAt(fixture, 'shop-db-1')
    expect(await ask(fixture, 'shop-db-0')).toMatchObject({ ok: false, failure: { reason: 'timeout' } })
    await fixture.clock.advance(5000)
    expect(await executedAt(fixture, 'shop-db-1')).toBeGreaterThan(before)
    endAll(fixture)
    inject(fixture, { type: 'cut-clients', instance: 'shop-db-0' })
    const cutAt = await executedAt(fixture, 'shop-db-0')
    await fixture.clock.advance(5000)
    expect(await executedAt(fixture, 'shop-db-0')).toBe(cutAt)
    endAll(fixture)
    await fixture.clock.advance(5000)
    expect(await executedAt(fixture, 'shop-db-0')).toBeGreaterThan(cutAt)
  })

  it('is isolated with its clients: asynchronous it goes on alone, and beside a promoted one there are two', async () => {
    const fixture = await createReplicated()
    inject(fixture, { type: 'isolate-instance', instance: 'shop-db-0', clientsInside: true })
    await fixture.clock.advance(10_000)
    expect(fixture.pod('shop-db-0').ready).toBe(true)
    await fixture.command('shop-db-1', { type: 'detach-from-source' })
    await fixture.command('shop-db-1', { type: 'set-writable' })
    const group = groupOf(fixture.sandbox.world, 'shop', 'shop-db')
    expect(acknowledgingServers(fixture.sandbox.world, group).map(({ name }) => name)).toEqual(['shop-db-0', 'shop-db-1'])
    endAll(fixture)
    expect(await executedAt(fixture, 'shop-db-0')).toBeGreaterThan(await executedAt(fixture, 'shop-db-1'))
  })

  it('is isolated with its clients: with semi-sync it acknowledges nothing, even after a replica was promoted', async () => {
    const fixture = await createReplicated()
    await fixture.semiSync(1)
    inject(fixture, { type: 'isolate-instance', instance: 'shop-db-0', clientsInside: true })
    await fixture.clock.advance(10_000)
    await fixture.command('shop-db-1', { type: 'detach-from-source' })
    await fixture.command('shop-db-1', { type: 'configure-semisync-source', enabled: true, waitForReplicaCount: 1, timeoutMs: 1e9 })
    await fixture.command('shop-db-1', { type: 'set-writable' })
    await fixture.command('shop-db-2', { type: 'follow-source', sourceHost: fixture.host('shop-db-1'), sourcePort: 3306, user: 'replication', password: fixture.secrets.replication })
    const group = groupOf(fixture.sandbox.world, 'shop', 'shop-db')
    expect(acknowledgingServers(fixture.sandbox.world, group).map(({ name }) => name)).toEqual(['shop-db-1'])
    endAll(fixture)
    await fixture.clock.advance(5000)
    expect(acknowledgingServers(fixture.sandbox.world, group).map(({ name }) => name)).toEqual(['shop-db-1'])
    expect((await fixture.facts('shop-db-0')).semiSync?.source).toMatchObject({ waitSessions: 1, clients: 0 })
  })

  it('has a full volume: receives and applies nothing until there is room, and says so', async () => {
    const fixture = await createReplicated()
    inject(fixture, { type: 'fill-volume', instance: 'shop-db-2' })
    expect(fixture.observe().claims[2]).toMatchObject({ availableBytes: 0 })
    const before = await executedAt(fixture, 'shop-db-2')
    await fixture.clock.advance(10_000)
    expect(await executedAt(fixture, 'shop-db-2')).toBe(before)
    expect((await fixture.facts('shop-db-2')).replication).toMatchObject({ ioThread: 'on', ioError: null, heardAgoSeconds: 10 })
    endAll(fixture)
    await fixture.clock.advance(10_000)
    expect(await executedAt(fixture, 'shop-db-2')).toBeGreaterThan(before + 200)
    inject(fixture, { type: 'fill-volume', instance: 'shop-db-2' })
    inject(fixture, { type: 'crash-mysql', instance: 'shop-db-2' })
    await fixture.clock.advance(20_000)
    expect(fixture.pod('shop-db-2').containers.find(({ name }) => name === 'mysql')).toMatchObject({ reason: 'CrashLoopBackOff' })
    endAll(fixture)
    await fixture.clock.advance(20_000)
    await fixture.untilReady(3)
  })

  it('loses its volume: its claim is Lost and its container crashes, until claim and pod are made anew', async () => {
    const fixture = await createReplicated()
    inject(fixture, { type: 'lose-volume', instance: 'shop-db-1' })
    await fixture.clock.advance(30_000)
    expect(fixture.observe().claims[1]).toMatchObject({ phase: 'Lost', capacityBytes: null })
    expect(fixture.pod('shop-db-1').containers.find(({ name }) => name === 'mysql')).toMatchObject({ reason: 'CrashLoopBackOff' })
    fixture.sandbox.hands.remove('Pod', 'shop', 'shop-db-1')
    await fixture.clock.advance(5000)
    expect(fixture.pod('shop-db-1').unschedulableBecause).toMatch(/bound to non-existent persistentvolume/)
    fixture.sandbox.hands.remove('PersistentVolumeClaim', 'shop', 'data-shop-db-1')
    fixture.sandbox.hands.remove('Pod', 'shop', 'shop-db-1')
    await fixture.clock.advance(1000)
    await fixture.untilReady(3)
    expect(await fixture.facts('shop-db-1')).toMatchObject({ gtidExecuted: '', clusterId: null })
  })

  it('has a clock that is ahead: lag is told too large or too small, never negative', async () => {
    const fixture = await createReplicated()
    inject(fixture, { type: 'slow-replica', instance: 'shop-db-1', applyPerSecond: 0 })
    inject(fixture, { type: 'clock-skew', instance: 'shop-db-1', skewMs: 60_000 })
    inject(fixture, { type: 'slow-replica', instance: 'shop-db-2', applyPerSecond: 0 })
    inject(fixture, { type: 'clock-skew', instance: 'shop-db-2', skewMs: -60_000 })
    await fixture.clock.advance(10_000)
    expect((await fixture.facts('shop-db-1')).replication?.lagSeconds).toBeGreaterThan(65)
    expect((await fixture.facts('shop-db-2')).replication?.lagSeconds).toBe(0)
  })

  it('was written to by hand: it has transactions of its own, and no client was told of them', async () => {
    const fixture = await createReplicated()
    const { serverUuid } = await fixture.facts('shop-db-2')
    inject(fixture, { type: 'write-by-hand', instance: 'shop-db-2', transactions: 3 })
    expect((await fixture.facts('shop-db-2')).gtidExecuted).toContain(`${serverUuid}:1-3`)
    expect(groupOf(fixture.sandbox.world, 'shop', 'shop-db').ledger.acknowledged[serverUuid] ?? []).toEqual([])
    await fixture.clock.advance(5000)
    expect((await fixture.facts('shop-db-2')).replication).toMatchObject({ ioThread: 'on', sqlThread: 'on' })
    inject(fixture, { type: 'open-by-hand', instance: 'shop-db-2' })
    expect(await fixture.facts('shop-db-2')).toMatchObject({ readOnly: false, superReadOnly: false })
    expect(fixture.sandbox.control.state().faults).toEqual([])
  })

  it('keeps one measure of a fault: another one takes its place', async () => {
    const fixture = await createReplicated()
    inject(fixture, { type: 'slow-link', instance: 'shop-db-1', delayMs: 50 })
    inject(fixture, { type: 'slow-link', instance: 'shop-db-1', delayMs: 90 })
    expect(fixture.sandbox.control.state().faults.map(({ description }) => description)).toEqual(['Every packet from and to shop-db-1 takes 90 ms'])
  })
})

describe('a node without power', () => {
  it('loses what runs on it, keeps its pods in the API, and starts them again on their volumes when it is back', async () => {
    const fixture = await createReplicated()
    const { node, uid } = fixture.pod('shop-db-0')
    const before = await executedAt(fixture, 'shop-db-0')
    fixture.sandbox.control.inject({ type: 'stop-node', node: node ?? '' })
    expect(await ask(fixture, 'shop-db-0')).toMatchObject({ ok: false, failure: { reason: 'timeout' } })
    await fixture.clock.advance(25_000)
    expect(fixture.pod('shop-db-0')).toMatchObject({ ready: false, nodeReady: false, uid })
    endAll(fixture)
    await fixture.clock.advance(2000)
    await fixture.untilReady(3)
    expect(fixture.pod('shop-db-0').uid).toBe(uid)
    expect(fixture.pod('shop-db-0').containers.find(({ name }) => name === 'mysql')).toMatchObject({ restarts: 1, lastTermination: { exitCode: 255 } })
    expect(await executedAt(fixture, 'shop-db-0')).toBe(before)
    expect(await fixture.facts('shop-db-0')).toMatchObject({ superReadOnly: true })
  })

  it('keeps a pod that was evicted from it until it is back or the pod is forced out', async () => {
    const fixture = await createReplicated()
    const { node, uid } = fixture.pod('shop-db-1')
    fixture.sandbox.control.inject({ type: 'stop-node', node: node ?? '' })
    await fixture.clock.advance(400_000)
    expect(fixture.pod('shop-db-1')).toMatchObject({ deleting: true, uid })
    const { port } = fixture.sandbox.connection
    await port.delete({ apiVersion: 'v1', kind: 'Pod', name: 'shop-db-1', namespace: 'shop' }, fixture.owner, { propagation: 'background', uid, graceSeconds: 0 })
    await fixture.clock.advance(1000)
    // its volume is in the zone of the node that is away
    expect(fixture.pod('shop-db-1')).toMatchObject({ deleting: false, node: null })
    endAll(fixture)
    await fixture.clock.advance(5000)
    await fixture.untilReady(3)
    expect((await fixture.facts('shop-db-1')).clusterId).toBe(fixture.owner.clusterId)
  })

  it('takes what a replica had acknowledged and not synced with it, unless the relay log is synced', async () => {
    for (const [everyEvents, kept] of [['10000', false], ['1', true]] as const) {
      const fixture = await createReplicated()
      fixture.sandbox.hands.edit('ConfigMap', 'shop', 'shop-db-config', (manifest) => JSON.parse(JSON.stringify(manifest).replace('sync_relay_log = 1', `sync_relay_log = ${everyEvents}`)) as KubernetesManifest)
      await fixture.command('shop-db-1', { type: 'stop-replication', threads: 'sql' })
      await fixture.clock.advance(5000)
      const { node } = fixture.pod('shop-db-1')
      fixture.sandbox.control.inject({ type: 'stop-node', node: node ?? '' })
      endAll(fixture)
      await fixture.clock.advance(2000)
      await fixture.untilReady(3)
      const { gtidExecuted, replication } = await fixture.facts('shop-db-1')
      const waiting = subtractGtidSets(parseGtidSet(replication?.retrievedGtidSet ?? ''), parseGtidSet(gtidExecuted))
      expect(waiting.size > 0).toBe(kept)
    }
  })
})

describe('clients', () => {
  it('that run on a node which is cut off write on to a server beside them, and not to any other', async () => {
    const fixture = await createReplicated()
    const { node } = fixture.pod('shop-db-0')
    fixture.sandbox.hands.placeClients('shop', 'shop-db', [{ name: 'beside', node, share: 0.5 }, { name: 'outside', node: null, share: 0.5 }])
    await fixture.clock.advance(2000)
    fixture.sandbox.control.inject({ type: 'cut-node', node: node ?? '' })
    await fixture.clock.advance(10_000)
    const group = groupOf(fixture.sandbox.world, 'shop', 'shop-db')
    const load = [...group.loads.values()][0]?.transactionsPerSecond ?? 0
    expect(load).toBeGreaterThan(0)
    await fixture.label('shop-db-1', { [LABELS.role]: 'primary' })
    await fixture.command('shop-db-1', { type: 'detach-from-source' })
    await fixture.command('shop-db-1', { type: 'set-writable' })
    await fixture.clock.advance(30_000)
    expect(group.fleets.map(({ connection }) => connection?.podUid)).toEqual([fixture.pod('shop-db-0').uid, fixture.pod('shop-db-1').uid])
    expect([...group.loads.keys()].sort()).toEqual([fixture.pod('shop-db-0').uid, fixture.pod('shop-db-1').uid].sort())
  })
})
