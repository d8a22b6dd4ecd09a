import { describe, expect, it } from 'vitest'
import { countGtids } from './testing/count-gtids'
import { createFixture, type Fixture } from './testing/sandbox-fixture'

async function createReplicated(): Promise<Fixture> {
  const fixture = createFixture()
  await fixture.apply()
  await fixture.untilReady(3)
  await fixture.replicate()
  return fixture
}

function endOnlyFault(fixture: Fixture): void {
  const { control } = fixture.sandbox
  control.end(control.state().faults[0]?.id ?? '')
}

describe('faults of the sandbox', () => {
  it('cuts a node off: silent at once, not ready after a while, evicted later, back when it is healed', async () => {
    const fixture = await createReplicated()
    const node = fixture.pod('shop-db-0').node ?? ''
    fixture.sandbox.control.inject({ type: 'cut-node', node })
    await fixture.clock.advance(100)
    const asked = fixture.ask('shop-db-0')
    await fixture.clock.advance(1000)
    expect(await asked).toMatchObject({ ok: false, failure: { reason: 'timeout' } })
    expect(fixture.pod('shop-db-0')).toMatchObject({ ready: true, nodeReady: true })
    expect((await fixture.facts('shop-db-1')).replication).toMatchObject({ ioThread: 'on', heardAgoSeconds: 1.1 })
    await fixture.clock.advance(10_000)
    expect((await fixture.facts('shop-db-1')).replication).toMatchObject({ ioThread: 'connecting', ioError: { number: 2003 } })
    await fixture.clock.advance(15_000)
    expect(fixture.pod('shop-db-0')).toMatchObject({ ready: false, nodeReady: false, deleting: false })
    expect(fixture.observe().endpoints['shop-db-primary']).toEqual([])
    await fixture.clock.advance(310_000)
    expect(fixture.pod('shop-db-0').deleting).toBe(true)
    const uid = fixture.pod('shop-db-0').uid
    endOnlyFault(fixture)
    await fixture.clock.advanceUntil(() => fixture.observe().pods.some((pod) => pod.name === 'shop-db-0' && pod.uid !== uid), 'another pod')
    await fixture.untilReady(3)
    await fixture.clock.advance(5000)
    expect((await fixture.facts('shop-db-1')).replication?.ioThread).toBe('on')
  })

  it('takes no writes through a cut primary', async () => {
    const fixture = await createReplicated()
    const node = fixture.pod('shop-db-0').node ?? ''
    fixture.sandbox.control.inject({ type: 'cut-node', node })
    await fixture.clock.advance(15_000)
    endOnlyFault(fixture)
    const before = countGtids((await fixture.facts('shop-db-0')).gtidExecuted)
    await fixture.clock.advance(10_000)
    const after = countGtids((await fixture.facts('shop-db-0')).gtidExecuted)
    expect(after - before).toBeGreaterThan(50)
    expect(fixture.pod('shop-db-0')).toMatchObject({ ready: true, nodeReady: true })
  })

  it('loses the API server: requests fail, the last view stays, MySQL goes on, controllers catch up afterwards', async () => {
    const fixture = await createReplicated()
    const before = fixture.observe()
    const told: (string | null)[] = []
    fixture.sandbox.connection.watch.onChange((clusterId) => told.push(clusterId))
    fixture.sandbox.control.inject({ type: 'api-server-away' })
    await fixture.clock.advance(5000)
    expect(told).toContain(null)
    expect(fixture.observe()).toMatchObject({ reachable: false, problem: { code: 'kubernetes.unreachable' }, lastContactAt: before.lastContactAt, pods: before.pods })
    await expect(fixture.apply()).rejects.toMatchObject({ code: 'kubernetes.unreachable' })
    expect(countGtids((await fixture.facts('shop-db-0')).gtidExecuted)).toBeGreaterThan(0)
    fixture.sandbox.control.inject({ type: 'kill-pod', clusterId: fixture.owner.clusterId, instance: 'shop-db-2' })
    await fixture.clock.advance(30_000)
    fixture.sandbox.control.end(fixture.sandbox.control.state().faults[0]?.id ?? '')
    expect(fixture.observe().reachable).toBe(true)
    await fixture.clock.advance(1000)
    await fixture.untilReady(3)
  })

  it('restarts a crashed container with back-off and keeps its last log', async () => {
    const fixture = await createReplicated()
    fixture.sandbox.hands.crash('shop', 'shop-db-1')
    await fixture.clock.advance(1000)
    await fixture.untilReady(3)
    const container = fixture.pod('shop-db-1').containers.find((each) => each.name === 'mysql')
    expect(container).toMatchObject({ restarts: 1, lastTermination: { reason: 'Error', exitCode: 137 } })
    fixture.sandbox.hands.crash('shop', 'shop-db-1', 'OOMKilled')
    await fixture.clock.advance(2000)
    expect(fixture.pod('shop-db-1').containers.find((each) => each.name === 'mysql')).toMatchObject({ state: 'waiting', reason: 'CrashLoopBackOff', restarts: 2 })
    await fixture.untilReady(3)
  })

  it('says what is active, and refuses faults on what is not there', async () => {
    const fixture = await createReplicated()
    const { control } = fixture.sandbox
    const { clusterId } = fixture.owner
    control.inject({ type: 'set-load', clusterId, transactionsPerSecond: 7 })
    control.inject({ type: 'slow-replica', clusterId, instance: 'shop-db-1', applyPerSecond: 1 })
    control.inject({ type: 'slow-replica', clusterId, instance: 'shop-db-1', applyPerSecond: 1 })
    expect(control.state()).toMatchObject({ faults: [{ fault: { type: 'slow-replica' } }], loads: [{ clusterId, transactionsPerSecond: 7 }] })
    expect(() => control.inject({ type: 'kill-pod', clusterId, instance: 'shop-db-9' })).toThrow(expect.objectContaining({ code: 'not-found' }))
    expect(() => control.inject({ type: 'kill-pod', clusterId: 'another', instance: 'shop-db-0' })).toThrow(expect.objectContaining({ code: 'not-found' }))
    expect(() => control.inject({ type: 'cut-node', node: 'node-9' })).toThrow(expect.objectContaining({ code: 'not-found' }))
    expect(() => control.end('gone')).toThrow(expect.objectContaining({ code: 'not-found' }))
  })
})
