import { describe, expect, it } from 'vitest'
import { LABELS } from '@/server/domain/kubernetes-port'
import type { SandboxFault } from '@/server/contracts/sandbox'
import { missingAt } from './audit-group'
import { groupOf } from './mysql-group'
import { countGtids } from './testing/count-gtids'
import { createFixture, type Fixture } from './testing/sandbox-fixture'
import { volumeOf } from './volume-of'

interface Options { wait?: number; timeoutMs?: number; load?: number; sandbox?: Parameters<typeof createFixture>[0] }

async function createSemiSync({ wait = 1, timeoutMs, load = 0, sandbox = {} }: Options = {}): Promise<Fixture> {
  const fixture = createFixture(sandbox)
  await fixture.apply()
  await fixture.untilReady(3)
  fixture.sandbox.world.loads.set(fixture.owner.clusterId, load)
  await fixture.replicate()
  await fixture.semiSync(wait, timeoutMs)
  return fixture
}

const write = (fixture: Fixture, count = 1) => fixture.sandbox.hands.write('shop', 'shop-db-0', count)
const executedAt = async (fixture: Fixture, instance: string) => countGtids((await fixture.facts(instance)).gtidExecuted)
const inject = (fixture: Fixture, fault: Pick<SandboxFault, 'type'> & { instance?: string; [more: string]: unknown }) => fixture.sandbox.control.inject({ clusterId: fixture.owner.clusterId, ...fault } as SandboxFault)
const endAll = (fixture: Fixture) => fixture.sandbox.control.state().faults.forEach(({ id }) => fixture.sandbox.control.end(id))
const bothReplicas = ['shop-db-1', 'shop-db-2']
const stopReceivers = async (fixture: Fixture) => { for (const replica of bothReplicas) await fixture.command(replica, { type: 'stop-replication', threads: 'io' }) }

describe('semi-sync of the sandbox', () => {
  it('acknowledges when a replica has the transaction in its relay log, before it is applied', async () => {
    const fixture = await createSemiSync()
    for (const replica of bothReplicas) await fixture.command(replica, { type: 'stop-replication', threads: 'sql' })
    const before = await executedAt(fixture, 'shop-db-1')
    const given = write(fixture)
    expect(given.outcome()).toBe('acknowledged')
    expect((await fixture.facts('shop-db-0')).semiSync?.source).toMatchObject({ enabled: true, active: true, clients: 2, waitSessions: 0, acknowledgedCount: 1 })
    const replica = await fixture.facts('shop-db-1')
    expect(replica).toMatchObject({ semiSync: { replica: { enabled: true, active: true } }, replication: { retrievedGtidSet: expect.stringContaining(given.serverUuid) as string } })
    expect(countGtids(replica.gtidExecuted)).toBe(before)
  })

  it('holds a commit back while too few replicas receive: not executed, seen by nobody, in no lost answer', async () => {
    const fixture = await createSemiSync({ wait: 2 })
    const before = await executedAt(fixture, 'shop-db-0')
    await fixture.command('shop-db-2', { type: 'stop-replication', threads: 'io' })
    const given = write(fixture, 3)
    await fixture.clock.advance(60_000)
    expect(given.outcome()).toBe('waiting')
    expect(await executedAt(fixture, 'shop-db-0')).toBe(before)
    expect((await fixture.facts('shop-db-0')).semiSync?.source).toMatchObject({ active: true, clients: 1, waitSessions: 1 })
    // as on a real server, the replica that has it applies it before the source commits it
    expect(await executedAt(fixture, 'shop-db-1')).toBe(before + 3)
    await fixture.command('shop-db-2', { type: 'start-replication', threads: 'io' })
    await fixture.clock.advance(1000)
    expect(given.outcome()).toBe('acknowledged')
    expect(await executedAt(fixture, 'shop-db-0')).toBe(before + 3)
  })

  it('holds the clients back too: each session has one commit that waits, and the load goes on afterwards', async () => {
    const fixture = await createSemiSync({ load: 40 })
    await fixture.clock.advance(5000)
    await stopReceivers(fixture)
    const before = await executedAt(fixture, 'shop-db-0')
    await fixture.clock.advance(30_000)
    expect(await executedAt(fixture, 'shop-db-0')).toBe(before)
    const waiting = groupOf(fixture.sandbox.world, 'shop', 'shop-db')
    expect(waiting.loads.size).toBe(0)
    for (const replica of bothReplicas) await fixture.command(replica, { type: 'start-replication', threads: 'io' })
    await fixture.clock.advance(10_000)
    const grown = (await executedAt(fixture, 'shop-db-0')) - before
    expect(grown).toBeGreaterThan(200)
    expect(grown).toBeLessThan(800)
  })

  it('commits, at the next start, what waited when the source crashed: transactions that nobody else has and no client was told of', async () => {
    const fixture = await createSemiSync()
    await stopReceivers(fixture)
    const before = await executedAt(fixture, 'shop-db-0')
    const given = write(fixture, 2)
    inject(fixture, { type: 'crash-mysql', instance: 'shop-db-0' })
    await fixture.clock.advance(20_000)
    expect(given.outcome()).toBe('unknown')
    expect(await executedAt(fixture, 'shop-db-0')).toBe(before + 2)
    expect(await executedAt(fixture, 'shop-db-1')).toBe(before)
    expect((await fixture.facts('shop-db-0')).semiSync?.source).toMatchObject({ enabled: false })
  })

  it('falls back to asynchronous after its time-out, and returns when replicas have caught up', async () => {
    const fixture = await createSemiSync({ timeoutMs: 5000 })
    await stopReceivers(fixture)
    const given = write(fixture)
    await fixture.clock.advance(4400)
    expect(given.outcome()).toBe('waiting')
    await fixture.clock.advance(1200)
    expect(given.outcome()).toBe('acknowledged')
    expect((await fixture.facts('shop-db-0')).semiSync?.source).toMatchObject({ enabled: true, active: false, unacknowledgedCount: 1 })
    const { world } = fixture.sandbox
    const group = groupOf(world, 'shop', 'shop-db')
    const replica = group.members.get('shop-db-1')
    expect(replica && missingAt(world, group, replica, 'durable')).toEqual([])
    expect(replica && missingAt(world, group, replica, 'all')).toHaveLength(1)
    await fixture.command('shop-db-1', { type: 'start-replication', threads: 'io' })
    await fixture.clock.advance(1000)
    expect((await fixture.facts('shop-db-0')).semiSync?.source).toMatchObject({ active: true, waitSessions: 0 })
  })

  it('lets what waits go when it is turned off, and when fewer acknowledgements are asked for', async () => {
    const fixture = await createSemiSync({ wait: 2 })
    await fixture.command('shop-db-2', { type: 'stop-replication', threads: 'io' })
    const first = write(fixture)
    expect(first.outcome()).toBe('waiting')
    await fixture.command('shop-db-0', { type: 'configure-semisync-source', enabled: true, waitForReplicaCount: 1, timeoutMs: 1e9 })
    expect(first.outcome()).toBe('acknowledged')
    await fixture.command('shop-db-1', { type: 'stop-replication', threads: 'io' })
    const second = write(fixture)
    expect(second.outcome()).toBe('waiting')
    await fixture.command('shop-db-0', { type: 'configure-semisync-source', enabled: false, waitForReplicaCount: 1, timeoutMs: 1e9 })
    expect(second.outcome()).toBe('acknowledged')
  })

  it('is not closed for writing while a commit waits: the statement times out, nobody else can write, and it takes effect afterwards', async () => {
    const fixture = await createSemiSync()
    await stopReceivers(fixture)
    write(fixture)
    const closing = fixture.command('shop-db-0', { type: 'set-read-only' })
    await fixture.clock.advance(1500)
    expect(await closing).toMatchObject({ ok: false, failure: { reason: 'timeout' } })
    expect(await fixture.facts('shop-db-0')).toMatchObject({ superReadOnly: true, readOnly: false })
    expect(write(fixture).outcome()).toBe('refused')
    await fixture.command('shop-db-1', { type: 'start-replication', threads: 'io' })
    await fixture.clock.advance(1000)
    expect(await fixture.facts('shop-db-0')).toMatchObject({ superReadOnly: true, readOnly: true })
  })

  it('takes a receiver that began without semi-sync for none until it is started again', async () => {
    const fixture = await createSemiSync()
    for (const replica of bothReplicas) {
      await fixture.command(replica, { type: 'configure-semisync-replica', enabled: false })
      await fixture.command(replica, { type: 'stop-replication', threads: 'io' })
      await fixture.command(replica, { type: 'start-replication', threads: 'io' })
      await fixture.command(replica, { type: 'configure-semisync-replica', enabled: true })
    }
    expect((await fixture.facts('shop-db-1')).semiSync?.replica).toEqual({ enabled: true, active: false })
    expect((await fixture.facts('shop-db-0')).semiSync?.source.clients).toBe(0)
    expect(write(fixture).outcome()).toBe('waiting')
  })

  it('keeps a replica with the source plugin left on from applying', async () => {
    const fixture = await createSemiSync()
    await fixture.command('shop-db-1', { type: 'configure-semisync-source', enabled: true, waitForReplicaCount: 1, timeoutMs: 1e9 })
    const before = await executedAt(fixture, 'shop-db-1')
    write(fixture)
    await fixture.clock.advance(5000)
    expect(await executedAt(fixture, 'shop-db-1')).toBe(before)
    expect((await fixture.facts('shop-db-1')).semiSync?.source.waitSessions).toBe(1)
    await fixture.command('shop-db-1', { type: 'configure-semisync-source', enabled: false, waitForReplicaCount: 1, timeoutMs: 1e9 })
    await fixture.clock.advance(1000)
    expect(await executedAt(fixture, 'shop-db-1')).toBe(before + 1)
  })

  it('waits as long as the way to the replica and back', async () => {
    const fixture = await createSemiSync({ wait: 2 })
    inject(fixture, { type: 'slow-link', instance: 'shop-db-2', delayMs: 300 })
    await fixture.clock.advance(1000)
    const given = write(fixture)
    await fixture.clock.advance(550)
    expect(given.outcome()).toBe('waiting')
    await fixture.clock.advance(100)
    expect(given.outcome()).toBe('acknowledged')
  })

  it('lets no acknowledgement through a link that was cut while it was on its way', async () => {
    const fixture = await createSemiSync()
    await fixture.command('shop-db-2', { type: 'stop-replication', threads: 'io' })
    inject(fixture, { type: 'slow-link', instance: 'shop-db-1', delayMs: 300 })
    await fixture.clock.advance(1000)
    const given = write(fixture)
    await fixture.clock.advance(400)
    inject(fixture, { type: 'cut-link', instance: 'shop-db-0', peer: 'shop-db-1' })
    const replica = groupOf(fixture.sandbox.world, 'shop', 'shop-db').members.get('shop-db-1')
    expect(replica && volumeOf(fixture.sandbox.world, replica)?.data.channel?.received[given.serverUuid]?.to).toBe(given.to)
    await fixture.clock.advance(30_000)
    expect(given.outcome()).toBe('waiting')
    endAll(fixture)
    await fixture.clock.advance(5000)
    expect(given.outcome()).toBe('acknowledged')
  })

  it("gives Podkeeper's own commit its answer while others are on their way", async () => {
    const fixture = await createSemiSync({ wait: 2, load: 60, sandbox: { sandbox: { tuning: { linkMs: 20 } } } })
    await fixture.clock.advance(5000)
    const probe = fixture.command('shop-db-0', { type: 'probe-write' })
    await fixture.clock.advance(100)
    expect(await probe).toMatchObject({ ok: true })
  })

  it('writes no faster than its sessions get answers', async () => {
    const fixture = await createSemiSync({ wait: 2, load: 200 })
    inject(fixture, { type: 'slow-link', instance: 'shop-db-2', delayMs: 500 })
    await fixture.clock.advance(5000)
    const before = await executedAt(fixture, 'shop-db-0')
    await fixture.clock.advance(20_000)
    const perSecond = ((await executedAt(fixture, 'shop-db-0')) - before) / 20
    expect(perSecond).toBeGreaterThan(8)
    expect(perSecond).toBeLessThan(25)
  })

  it('keeps what replicas acknowledged over a restart of theirs', async () => {
    const fixture = await createSemiSync()
    for (const replica of bothReplicas) await fixture.command(replica, { type: 'stop-replication', threads: 'sql' })
    const given = write(fixture, 5)
    expect(given.outcome()).toBe('acknowledged')
    for (const replica of bothReplicas) inject(fixture, { type: 'crash-mysql', instance: replica })
    await fixture.clock.advance(30_000)
    expect((await fixture.facts('shop-db-1')).replication?.retrievedGtidSet).toContain(given.serverUuid)
    await fixture.command('shop-db-1', { type: 'start-replication', threads: 'sql' })
    await fixture.clock.advance(2000)
    expect(await executedAt(fixture, 'shop-db-1')).toBe(await executedAt(fixture, 'shop-db-0'))
  })

  it('notes when a server gives GTIDs a second time, and what was lost by it', async () => {
    const fixture = await createSemiSync()
    await stopReceivers(fixture)
    await fixture.command('shop-db-0', { type: 'configure-semisync-source', enabled: false, waitForReplicaCount: 1, timeoutMs: 1e9 })
    const given = write(fixture, 4)
    expect(given.outcome()).toBe('acknowledged')
    await fixture.command('shop-db-0', { type: 'clone-from', donorHost: fixture.host('shop-db-1'), donorPort: 3306, user: 'clone', password: fixture.secrets.clone })
    await fixture.clock.advanceUntil(async () => (await fixture.ask('shop-db-0')).ok && (await fixture.facts('shop-db-0')).clone?.state === 'completed', 'cloned back')
    await fixture.command('shop-db-0', { type: 'set-writable' })
    write(fixture)
    const { ledger } = groupOf(fixture.sandbox.world, 'shop', 'shop-db')
    expect(ledger.reused).toEqual([{ serverUuid: given.serverUuid, from: given.from, to: given.to, heldBy: [] }])
    expect(ledger.lost).toMatchObject([{ from: given.from, to: given.to, durable: false }])
  })

  it('keeps clients on their connections: a label that moves does not move them, ending their sessions does', async () => {
    const fixture = await createSemiSync({ load: 40 })
    await fixture.label('shop-db-0', { [LABELS.role]: null })
    await fixture.clock.advance(5000)
    const before = await executedAt(fixture, 'shop-db-0')
    await fixture.clock.advance(5000)
    expect(await executedAt(fixture, 'shop-db-0')).toBeGreaterThan(before + 50)
    await fixture.command('shop-db-0', { type: 'end-client-sessions' })
    const after = await executedAt(fixture, 'shop-db-0')
    await fixture.clock.advance(5000)
    expect(await executedAt(fixture, 'shop-db-0')).toBe(after)
    endAll(fixture)
  })
})
