import { describe, expect, it } from 'vitest'
import { countGtids } from './testing/count-gtids'
import { createFixture, type Fixture } from './testing/sandbox-fixture'

async function createSelfReplicating(): Promise<Fixture> {
  const fixture = createFixture({ spec: { management: 'statefulset' } })
  await fixture.apply()
  await fixture.untilReady(3)
  await fixture.clock.advance(10_000)
  return fixture
}

describe('management by StatefulSet in the sandbox', () => {
  it('replicates without an operator: ordinal 0 is opened, the others clone and follow it', async () => {
    const fixture = await createSelfReplicating()
    const primary = await fixture.facts('shop-db-0')
    expect(primary).toMatchObject({ readOnly: false, clusterId: fixture.owner.clusterId, replication: null })
    expect(countGtids(primary.gtidExecuted)).toBeGreaterThan(100)
    for (const name of ['shop-db-1', 'shop-db-2']) {
      const replica = await fixture.facts(name)
      expect(replica).toMatchObject({ superReadOnly: true, replication: { sourceHost: fixture.host('shop-db-0'), ioThread: 'on', sqlThread: 'on' } })
      expect(replica.gtidPurged).not.toBe('')
    }
  })

  it('shows the progress of a clone in an init container', async () => {
    const fixture = createFixture({ spec: { management: 'statefulset' }, sandbox: { tuning: { cloneBytesPerSecond: 20 * 1024 ** 2 } } })
    await fixture.apply()
    const fractions: number[] = []
    await fixture.clock.advanceUntil(() => {
      const progress = fixture.observe().pods[1]?.initProgress
      if (progress?.stage === 'clone' && progress.fraction !== null) fractions.push(progress.fraction)
      return fixture.observe().pods[1]?.ready === true
    }, 'the second pod')
    expect(new Set(fractions).size).toBeGreaterThan(4)
    expect(fixture.pod('shop-db-1').initProgress).toBeNull()
  })

  it('heals a deleted replica and a deleted primary by itself', async () => {
    const fixture = await createSelfReplicating()
    for (const name of ['shop-db-1', 'shop-db-0']) {
      const before = countGtids((await fixture.facts('shop-db-0')).gtidExecuted)
      fixture.sandbox.hands.remove('Pod', 'shop', name)
      await fixture.clock.advance(3000)
      await fixture.untilReady(3)
      await fixture.clock.advance(15_000)
      expect(countGtids((await fixture.facts('shop-db-0')).gtidExecuted)).toBeGreaterThan(before)
      expect((await fixture.facts('shop-db-1')).replication).toMatchObject({ ioThread: 'on', sqlThread: 'on' })
      expect((await fixture.facts('shop-db-0')).readOnly).toBe(false)
    }
  })

  it('fills an ordinal 0 that lost its volume from a replica, and goes on', async () => {
    const fixture = await createSelfReplicating()
    const before = countGtids((await fixture.facts('shop-db-1')).gtidExecuted)
    fixture.sandbox.hands.remove('PersistentVolumeClaim', 'shop', 'data-shop-db-0')
    fixture.sandbox.hands.remove('Pod', 'shop', 'shop-db-0')
    await fixture.clock.advance(5000)
    await fixture.untilReady(3)
    await fixture.clock.advance(60_000)
    expect(countGtids((await fixture.facts('shop-db-0')).gtidExecuted)).toBeGreaterThan(before)
    for (const name of ['shop-db-1', 'shop-db-2']) expect((await fixture.facts(name)).replication).toMatchObject({ ioThread: 'on', sqlThread: 'on', ioError: null })
  })

  it('takes a replica that does not replicate out of what is ready, and back', async () => {
    const fixture = await createSelfReplicating()
    fixture.sandbox.control.inject({ type: 'stop-sql-thread', clusterId: fixture.owner.clusterId, instance: 'shop-db-2' })
    await fixture.clock.advance(10_000)
    expect(fixture.pod('shop-db-2').ready).toBe(false)
    fixture.sandbox.control.end(fixture.sandbox.control.state().faults[0]?.id ?? '')
    await fixture.untilReady(3)
  })
})
