import { describe, expect, it } from 'vitest'
import { LABELS } from '@/server/domain/kubernetes-port'
import { countGtids } from './testing/count-gtids'
import { createFixture, type Fixture } from './testing/sandbox-fixture'

async function createReplicated(options: Parameters<typeof createFixture>[0] = {}): Promise<Fixture> {
  const fixture = createFixture(options)
  await fixture.apply()
  await fixture.untilReady(3)
  await fixture.replicate()
  return fixture
}

async function lagOf(fixture: Fixture, instance: string): Promise<number | null | undefined> {
  return (await fixture.facts(instance)).replication?.lagSeconds
}

describe('MySQL of the sandbox', () => {
  it('boots read-only, without a cluster, and writes nothing before it is told to', async () => {
    const fixture = createFixture()
    await fixture.apply()
    await fixture.untilReady(3)
    await fixture.clock.advance(60_000)
    const facts = await fixture.facts('shop-db-0')
    expect(facts).toMatchObject({ readOnly: true, superReadOnly: true, gtidExecuted: '', clusterId: null, replication: null, userSchemaCount: 0 })
    expect((await fixture.facts('shop-db-1')).serverUuid).not.toBe(facts.serverUuid)
  })

  it('refuses connections while it starts, and other passwords', async () => {
    const fixture = createFixture()
    await fixture.apply()
    await fixture.clock.advanceUntil(() => fixture.observe().pods[0]?.phase === 'Running', 'the container')
    expect(await fixture.ask('shop-db-0')).toMatchObject({ ok: false, failure: { reason: 'refused' } })
    await fixture.untilReady(3)
    const pod = fixture.pod('shop-db-0')
    const answer = await fixture.sandbox.mysql.observe(
      { kubernetesClusterId: 'sandbox-1', namespace: 'shop', pod: pod.name, podUid: pod.uid, address: pod.address, credentials: { user: 'operator', password: 'wrong' } },
      { timeoutMs: 1000, includeSizes: false },
    )
    expect(answer).toMatchObject({ ok: false, failure: { reason: 'access-denied', errorNumber: 1045 } })
  })

  it('takes writes only where the primary service leads to a writable server', async () => {
    const fixture = createFixture()
    await fixture.apply()
    await fixture.untilReady(3)
    await fixture.command('shop-db-0', { type: 'bootstrap', clusterId: fixture.owner.clusterId })
    await fixture.command('shop-db-0', { type: 'set-writable' })
    await fixture.clock.advance(10_000)
    expect(countGtids((await fixture.facts('shop-db-0')).gtidExecuted)).toBe(3)
    await fixture.label('shop-db-0', { [LABELS.role]: 'primary' })
    await fixture.clock.advance(10_000)
    const written = countGtids((await fixture.facts('shop-db-0')).gtidExecuted)
    expect(written).toBeGreaterThan(100)
    await fixture.command('shop-db-0', { type: 'set-read-only' })
    const stopped = countGtids((await fixture.facts('shop-db-0')).gtidExecuted)
    await fixture.clock.advance(10_000)
    expect(countGtids((await fixture.facts('shop-db-0')).gtidExecuted)).toBe(stopped)
  })

  it('clones with progress, restarts on the copy without a container restart, and keeps its own server uuid', async () => {
    const fixture = createFixture()
    await fixture.apply()
    await fixture.untilReady(3)
    await fixture.command('shop-db-0', { type: 'bootstrap', clusterId: fixture.owner.clusterId })
    const before = await fixture.facts('shop-db-1')
    await fixture.command('shop-db-1', { type: 'clone-from', donorHost: fixture.host('shop-db-0'), donorPort: 3306, user: 'clone', password: fixture.secrets.clone })
    const seen: number[] = []
    let away = false
    await fixture.clock.advanceUntil(async () => {
      const answer = await fixture.ask('shop-db-1')
      away ||= !answer.ok
      if (!answer.ok) return false
      if (answer.value.clone?.state === 'in-progress') seen.push(answer.value.clone.progress ?? 0)
      return answer.value.clone?.state === 'completed'
    }, 'the clone')
    expect(away).toBe(true)
    expect(seen.length).toBeGreaterThan(5)
    expect(seen).toEqual([...seen].sort((a, b) => a - b))
    const after = await fixture.facts('shop-db-1')
    expect(after).toMatchObject({ serverUuid: before.serverUuid, clusterId: fixture.owner.clusterId, superReadOnly: true })
    expect(after.gtidPurged).toBe(after.gtidExecuted)
    expect(fixture.pod('shop-db-1').containers.find((container) => container.name === 'mysql')?.restarts).toBe(0)
  })

  it('gives one clone at a time', async () => {
    const fixture = createFixture()
    await fixture.apply()
    await fixture.untilReady(3)
    const from = { type: 'clone-from', donorHost: fixture.host('shop-db-0'), donorPort: 3306, user: 'clone', password: fixture.secrets.clone } as const
    expect(await fixture.command('shop-db-1', from)).toMatchObject({ ok: true })
    expect(await fixture.command('shop-db-2', from)).toMatchObject({ ok: false, failure: { errorNumber: 3862 } })
    expect((await fixture.facts('shop-db-2')).clone?.state).toBe('failed')
  })

  it('fails a clone whose donor is lost', async () => {
    const fixture = createFixture()
    await fixture.apply()
    await fixture.untilReady(3)
    await fixture.command('shop-db-1', { type: 'clone-from', donorHost: fixture.host('shop-db-0'), donorPort: 3306, user: 'clone', password: fixture.secrets.clone })
    await fixture.clock.advance(1000)
    fixture.sandbox.control.inject({ type: 'kill-pod', clusterId: fixture.owner.clusterId, instance: 'shop-db-0' })
    expect((await fixture.facts('shop-db-1')).clone).toMatchObject({ state: 'failed', errorNumber: 3862 })
    await fixture.clock.advance(30_000)
    expect((await fixture.facts('shop-db-1')).clone?.state).toBe('failed')
  })

  it('replicates what the clients write, with a lag of parts of a second that moves', async () => {
    const fixture = await createReplicated()
    const lags: number[] = []
    for (let second = 0; second < 60; second++) {
      await fixture.clock.advance(1000)
      lags.push((await lagOf(fixture, 'shop-db-1')) ?? Number.NaN)
    }
    expect(Math.max(...lags)).toBeLessThan(7)
    expect(lags.filter((lag) => lag < 0.5).length).toBeGreaterThan(30)
    expect(new Set(lags).size).toBeGreaterThan(20)
    const primary = await fixture.facts('shop-db-0')
    const replica = await fixture.facts('shop-db-1')
    expect(countGtids(primary.gtidExecuted) - countGtids(replica.gtidExecuted)).toBeLessThan(1000)
    expect(replica.replication).toMatchObject({ ioThread: 'on', sqlThread: 'on', ioError: null, sqlError: null })
  })

  it('falls behind when it is slow, and catches up afterwards', async () => {
    const fixture = await createReplicated()
    const { control } = fixture.sandbox
    control.inject({ type: 'set-load', clusterId: fixture.owner.clusterId, transactionsPerSecond: 100 })
    control.inject({ type: 'slow-replica', clusterId: fixture.owner.clusterId, instance: 'shop-db-2', applyPerSecond: 10 })
    await fixture.clock.advance(60_000)
    const lag = (await lagOf(fixture, 'shop-db-2')) ?? 0
    expect(lag).toBeGreaterThan(40)
    expect(lag).toBeLessThan(61)
    expect((await lagOf(fixture, 'shop-db-1')) ?? 99).toBeLessThan(7)
    control.end(control.state().faults[0]?.id ?? '')
    expect(control.state().faults).toEqual([])
    await fixture.clock.advanceUntil(async () => ((await lagOf(fixture, 'shop-db-2')) ?? 99) < 7, 'caught up', { limitMs: 20_000 })
  })

  it('keeps a stopped applier stopped until the fault ends', async () => {
    const fixture = await createReplicated()
    const { control } = fixture.sandbox
    control.inject({ type: 'stop-sql-thread', clusterId: fixture.owner.clusterId, instance: 'shop-db-1' })
    await fixture.clock.advance(10_000)
    expect((await fixture.facts('shop-db-1')).replication).toMatchObject({ ioThread: 'on', sqlThread: 'off', sqlError: { number: 1062 } })
    expect(await lagOf(fixture, 'shop-db-1')).toBeGreaterThan(9)
    await fixture.command('shop-db-1', { type: 'start-replication', threads: 'sql' })
    expect((await fixture.facts('shop-db-1')).replication?.sqlThread).toBe('off')
    control.end(control.state().faults[0]?.id ?? '')
    expect((await fixture.facts('shop-db-1')).replication).toMatchObject({ sqlThread: 'on', sqlError: null })
  })

  it('tells a lag that grows when it no longer hears of its source', async () => {
    const fixture = await createReplicated()
    const { control } = fixture.sandbox
    control.inject({ type: 'stop-io-thread', clusterId: fixture.owner.clusterId, instance: 'shop-db-1' })
    await fixture.clock.advance(20_000)
    expect((await fixture.facts('shop-db-1')).replication).toMatchObject({ ioThread: 'off', sqlThread: 'on' })
    expect(await lagOf(fixture, 'shop-db-1')).toBeGreaterThan(19)
    control.end(control.state().faults[0]?.id ?? '')
    await fixture.clock.advance(10_000)
    expect((await fixture.facts('shop-db-1')).replication?.ioThread).toBe('on')
    expect(await lagOf(fixture, 'shop-db-1')).toBeLessThan(7)
  })

  it('cannot follow a source that purged what it needs', async () => {
    const fixture = await createReplicated()
    // an empty server behind a source that is itself a copy
    const { instance } = { instance: 'shop-db-2' }
    fixture.sandbox.hands.remove('PersistentVolumeClaim', 'shop', `data-${instance}`)
    fixture.sandbox.hands.remove('Pod', 'shop', instance)
    await fixture.clock.advance(5000)
    await fixture.untilReady(3)
    await fixture.command(instance, { type: 'follow-source', sourceHost: fixture.host('shop-db-1'), sourcePort: 3306, user: 'replication', password: fixture.secrets.replication })
    expect((await fixture.facts(instance)).replication).toMatchObject({ ioThread: 'off', ioError: { number: 13114 } })
  })

  it('recovers a killed primary with all that it had committed, read-only and not replicating', async () => {
    const fixture = await createReplicated()
    await fixture.clock.advance(5000)
    const before = await fixture.facts('shop-db-0')
    const uid = fixture.pod('shop-db-0').uid
    fixture.sandbox.control.inject({ type: 'kill-pod', clusterId: fixture.owner.clusterId, instance: 'shop-db-0' })
    expect((await fixture.ask('shop-db-0')).ok).toBe(false)
    await fixture.clock.advance(1000)
    expect((await fixture.facts('shop-db-1')).replication).toMatchObject({ ioThread: 'connecting', ioError: { number: 2003 } })
    await fixture.clock.advance(1000)
    await fixture.untilReady(3)
    expect(fixture.pod('shop-db-0').uid).not.toBe(uid)
    const after = await fixture.facts('shop-db-0')
    expect(after).toMatchObject({ serverUuid: before.serverUuid, gtidExecuted: before.gtidExecuted, superReadOnly: true, clusterId: fixture.owner.clusterId })
    await fixture.command('shop-db-0', { type: 'set-writable' })
    await fixture.label('shop-db-0', { [LABELS.role]: 'primary' })
    await fixture.clock.advance(10_000)
    expect(countGtids((await fixture.facts('shop-db-0')).gtidExecuted)).toBeGreaterThan(countGtids(before.gtidExecuted))
    expect((await fixture.facts('shop-db-1')).replication?.ioThread).toBe('on')
  })
})
