import { describe, expect, it } from 'vitest'
import { createSandbox } from './create-sandbox'
import { sandboxSnapshotSchema } from './snapshot-schema'
import { countGtids } from './testing/count-gtids'
import { createFixture } from './testing/sandbox-fixture'

describe('a sandbox that was put away', () => {
  it('comes back with its clusters, their data and roles, after JSON and a pause', async () => {
    const before = createFixture()
    await before.apply()
    await before.untilReady(3)
    await before.replicate()
    await before.clock.advance(20_000)
    before.sandbox.control.inject({ type: 'set-load', clusterId: before.owner.clusterId, transactionsPerSecond: 33 })
    const primary = await before.facts('shop-db-0')
    const replica = await before.facts('shop-db-1')
    const text = JSON.stringify(before.sandbox.snapshot())
    const nodes = before.observe().pods.map((pod) => pod.node)
    before.sandbox.stop()

    const after = createFixture({ sandbox: { snapshot: sandboxSnapshotSchema.parse(JSON.parse(text)) } })
    await after.clock.advance(3_600_000)
    expect(after.observe().objects.map((object) => object.state)).toEqual(after.observe().objects.map(() => 'current'))
    expect(after.observe().pods.map((pod) => [pod.node, pod.ready])).toEqual(nodes.map((node) => [node, true]))
    expect(await after.facts('shop-db-0')).toMatchObject({ serverUuid: primary.serverUuid, gtidExecuted: primary.gtidExecuted, superReadOnly: true })
    expect(countGtids((await after.facts('shop-db-1')).gtidExecuted)).toBeGreaterThanOrEqual(countGtids(replica.gtidExecuted))
    expect(after.sandbox.control.state().loads).toEqual([{ clusterId: after.owner.clusterId, transactionsPerSecond: 33 }])

    await after.command('shop-db-0', { type: 'set-writable' })
    await after.command('shop-db-1', { type: 'start-replication', threads: 'both' })
    await after.clock.advance(20_000)
    expect(countGtids((await after.facts('shop-db-0')).gtidExecuted)).toBeGreaterThan(countGtids(primary.gtidExecuted) + 300)
    expect((await after.facts('shop-db-1')).replication).toMatchObject({ ioThread: 'on', sqlThread: 'on' })
    after.sandbox.hands.remove('Pod', 'shop', 'shop-db-2')
    await after.clock.advance(3000)
    await after.untilReady(3)
  })

  it.each([50, 150, 300, 600, 1200, 2500, 5000, 9000])('goes on with what was half done %d ms after it began', async (ms) => {
    const before = createFixture()
    await before.apply()
    await before.clock.advance(ms)
    const snapshot = before.sandbox.snapshot()
    before.sandbox.stop()
    const after = createFixture({ sandbox: { snapshot } })
    await after.untilReady(3)
  })

  it('starts its servers within seconds: images are on the nodes', async () => {
    const before = createFixture()
    await before.apply()
    await before.untilReady(3)
    const snapshot = before.sandbox.snapshot()
    before.sandbox.stop()
    const after = createFixture({ sandbox: { snapshot } })
    await after.clock.advance(6500)
    for (const name of ['shop-db-0', 'shop-db-1', 'shop-db-2']) expect((await after.ask(name)).ok).toBe(true)
    expect(after.events('Pulling')).toEqual([])
  })

  it('holds at least what was seen of it when the process was killed after it was put away', async () => {
    const before = createFixture()
    await before.apply()
    await before.untilReady(3)
    await before.replicate()
    const snapshot = before.sandbox.snapshot()
    await before.clock.advance(55_000)
    const seen = await before.facts('shop-db-0')
    before.sandbox.stop()

    const after = createFixture({ beside: { ...before, sandbox: createSandbox({ clock: before.clock, seed: 1, kubernetesClusterId: 'sandbox-1', snapshot, snapshotIsFinal: false }) } })
    await after.clock.advance(2000)
    await after.untilReady(3)
    expect(countGtids((await after.facts('shop-db-0')).gtidExecuted)).toBeGreaterThanOrEqual(countGtids(seen.gtidExecuted))
    await after.command('shop-db-0', { type: 'set-writable' })
    for (const replica of ['shop-db-1', 'shop-db-2']) await after.command(replica, { type: 'start-replication', threads: 'both' })
    await after.clock.advance(120_000)
    expect((await after.facts('shop-db-2')).replication).toMatchObject({ ioThread: 'on', sqlThread: 'on' })
  })
})
