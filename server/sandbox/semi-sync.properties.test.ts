import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { SandboxFault } from '@/server/contracts/sandbox'
import { missingAt } from './audit-group'
import { groupOf } from './mysql-group'
import { createFixture, type Fixture } from './testing/sandbox-fixture'
import { volumeOf } from './volume-of'

type Step =
  | { do: 'wait'; ms: number }
  | { do: 'write'; count: number }
  | { do: 'fault'; type: 'hang-mysql' | 'cut-link' | 'isolate-instance' | 'slow-link' | 'fill-volume' | 'stop-sql-thread'; replica: number }
  | { do: 'end-fault'; which: number }
  | { do: 'crash'; ordinal: number }
  | { do: 'threads'; replica: number; start: boolean; threads: 'both' | 'io' | 'sql' }
  | { do: 'close' }
  | { do: 'open' }

const replicaIndex = fc.integer({ min: 1, max: 3 })
const stepArbitrary: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 8000 }) }),
  fc.record({ do: fc.constant('write' as const), count: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ do: fc.constant('fault' as const), type: fc.constantFrom('hang-mysql', 'cut-link', 'isolate-instance', 'slow-link', 'fill-volume', 'stop-sql-thread'), replica: replicaIndex }),
  fc.record({ do: fc.constant('end-fault' as const), which: fc.nat(5) }),
  fc.record({ do: fc.constant('crash' as const), ordinal: fc.integer({ min: 0, max: 3 }) }),
  fc.record({ do: fc.constant('threads' as const), replica: replicaIndex, start: fc.boolean(), threads: fc.constantFrom('both', 'io', 'sql') }),
  fc.constant({ do: 'close' as const }),
  fc.constant({ do: 'open' as const }),
)

const INSTANCES = 4
const FOREVER_MS = 4_294_967_295

async function take(fixture: Fixture, step: Step, wait: number): Promise<void> {
  const { control, hands } = fixture.sandbox
  const name = (ordinal: number) => `shop-db-${ordinal}`
  switch (step.do) {
    case 'wait':
      return fixture.clock.advance(step.ms)
    case 'write':
      return void hands.write('shop', name(0), step.count)
    case 'fault': {
      const fault = { clusterId: fixture.owner.clusterId, instance: name(step.replica), type: step.type, peer: name(0), clientsInside: false, delayMs: 120 }
      return control.inject(fault as SandboxFault)
    }
    case 'end-fault': {
      const { faults } = control.state()
      const active = faults[step.which % Math.max(1, faults.length)]
      return active ? control.end(active.id) : undefined
    }
    case 'crash':
      return hands.crash('shop', name(step.ordinal))
    case 'threads':
      return settled(fixture, fixture.command(name(step.replica), { type: step.start ? 'start-replication' : 'stop-replication', threads: step.threads }))
    case 'close':
      return settled(fixture, fixture.command(name(0), { type: 'set-read-only' }))
    case 'open':
      await settled(fixture, fixture.command(name(0), { type: 'configure-semisync-source', enabled: true, waitForReplicaCount: wait, timeoutMs: FOREVER_MS }))
      return settled(fixture, fixture.command(name(0), { type: 'set-writable' }))
  }
}

/** A statement to a server that does not answer ends with its time-out only. */
async function settled(fixture: Fixture, answer: Promise<unknown>): Promise<void> {
  let done = false
  void answer.then(() => { done = true })
  await fixture.clock.advanceUntil(() => done, 'an answer', { stepMs: 100 })
}

/** last transaction of the source that each replica has on disk */
function heldByReplicas(fixture: Fixture): number[] {
  const { world } = fixture.sandbox
  const group = groupOf(world, 'shop', 'shop-db')
  const source = volumeOf(world, require(group.members.get('shop-db-0')))?.data
  return [1, 2, 3].map((ordinal) => {
    const data = volumeOf(world, require(group.members.get(`shop-db-${ordinal}`)))?.data
    return Math.max(data?.executed[source?.serverUuid ?? ''] ?? 0, data?.channel?.received[source?.serverUuid ?? '']?.to ?? 0)
  })
}

function require<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('It is not there')
  return value
}

async function createWith(wait: number, seed: number): Promise<Fixture> {
  const fixture = createFixture({ seed, spec: { instances: INSTANCES }, sandbox: { tuning: { linkMs: seed % 3 === 0 ? 15 : 0, cloneBytesPerSecond: 1e9 } } })
  await fixture.apply()
  await fixture.untilReady(INSTANCES)
  await fixture.replicate()
  await fixture.semiSync(wait)
  return fixture
}

const life = fc.record({ wait: fc.integer({ min: 1, max: 3 }), seed: fc.nat(1000), steps: fc.array(stepArbitrary, { minLength: 5, maxLength: 25 }) })

describe('whatever happens to servers and networks', { timeout: 120_000 }, () => {
  it('what clients were told is on the disks of the source and of as many replicas as were asked for', async () => {
    await fc.assert(
      fc.asyncProperty(life, async ({ wait, seed, steps }) => {
        const fixture = await createWith(wait, seed)
        const { world } = fixture.sandbox
        const group = groupOf(world, 'shop', 'shop-db')
        for (const step of steps) {
          await take(fixture, step, wait)
          const source = require(group.members.get('shop-db-0'))
          expect(missingAt(world, group, source, 'durable')).toEqual([])
          const uuid = volumeOf(world, source)?.data.serverUuid ?? ''
          const told = (group.ledger.acknowledged[uuid] ?? []).findLast(({ durable }) => durable)?.to ?? 0
          expect(heldByReplicas(fixture).filter((last) => last >= told).length).toBeGreaterThanOrEqual(told === 0 ? 0 : wait)
        }
      }),
      { numRuns: 20 },
    )
  })

  it('a server that said it is closed takes nothing any more, and a server that was opened again serves everybody', async () => {
    await fc.assert(
      fc.asyncProperty(life, async ({ wait, seed, steps }) => {
        const fixture = await createWith(wait, seed)
        const { world, control } = fixture.sandbox
        const group = groupOf(world, 'shop', 'shop-db')
        let closedAt: number | null = null
        for (const step of steps) {
          await take(fixture, step, wait)
          const source = require(group.members.get('shop-db-0'))
          const last = volumeOf(world, source)?.data.logged ?? 0
          if (!source.mysqld.readOnly) closedAt = null
          else if (source.mysqld.state === 'running') closedAt ??= last
          if (closedAt !== null) expect(last).toBe(closedAt)
        }
        for (const { id } of control.state().faults) control.end(id)
        await fixture.clock.advance(400_000)
        await fixture.untilReady(INSTANCES)
        for (const ordinal of [1, 2, 3]) await settled(fixture, fixture.command(`shop-db-${ordinal}`, { type: 'start-replication', threads: 'both' }))
        await take(fixture, { do: 'open' }, wait)
        await fixture.clock.advance(180_000)
        const given = fixture.sandbox.hands.write('shop', 'shop-db-0', 1)
        await fixture.clock.advance(1000)
        expect(given.outcome()).toBe('acknowledged')
      }),
      { numRuns: 12 },
    )
  })
})
