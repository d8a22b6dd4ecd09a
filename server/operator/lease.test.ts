import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { db } from '@/server/database/client'
import { createTestDatabase, TEST_DATABASE_TIMEOUT_MS, type TestDatabase } from '@/server/database/testing/create-test-database'
import type { Clock } from '@/server/domain/clock'
import { LEASE_TTL_MS, releaseLease, startLeaderElection, takeLease, type LeaderElection } from './lease'

let database: TestDatabase
beforeAll(async () => { database = await createTestDatabase() }, TEST_DATABASE_TIMEOUT_MS)
afterAll(() => database.drop())
beforeEach(() => db().operatorLease.deleteMany())

const expire = () => db().$executeRaw`UPDATE "OperatorLease" SET "expiresAt" = now() - interval '1 second'`

describe('takeLease', () => {
  it('gives the lease to one of two operators that ask at the same time', async () => {
    const epochs = await Promise.all(['a', 'b', 'c', 'd'].map((holder) => takeLease(holder, null)))
    expect(epochs.filter((epoch) => epoch !== null)).toHaveLength(1)
  })

  it('keeps the epoch while the same holder renews in time', async () => {
    expect([await takeLease('a', null), await takeLease('a', null)]).toEqual([1, 1])
  })

  it('gives another operator a higher epoch once the lease has run out', async () => {
    await takeLease('a', null)
    expect(await takeLease('b', null)).toBeNull()
    await expire()
    expect(await takeLease('b', null)).toBe(2)
    expect(await takeLease('a', null)).toBeNull()
  })

  it('raises the epoch too when the same holder comes back late, for what it did meanwhile may not be trusted', async () => {
    await takeLease('a', null)
    await expire()
    expect(await takeLease('a', null)).toBe(2)
  })

  it('is free at once after it was released', async () => {
    await takeLease('a', null)
    await releaseLease('a')
    expect(await takeLease('b', null)).toBe(2)
  })
})

describe('startLeaderElection', () => {
  /** time stands still unless moved; timers fire by hand */
  function manualClock(): Clock & { move(ms: number): void } {
    let now = 1_000
    return { now: () => now, after: () => () => {}, move: (ms) => { now += ms } }
  }
  const startAndWait = (clock: Clock, holder: string) =>
    new Promise<LeaderElection>((resolve) => {
      const election: LeaderElection = startLeaderElection({ clock, holder, report: () => null, onRound: () => { if (election.leadership()) resolve(election) } })
    })

  it('stops trusting the lease before it can run out in the database', async () => {
    const clock = manualClock()
    const election = await startAndWait(clock, 'a')
    expect(election.leadership()).toMatchObject({ holder: 'a', epoch: 1 })
    clock.move(LEASE_TTL_MS - 1_000)
    expect(election.leadership()).toBeNull()
    await election.stop()
  })

  it('tells every round, so that a start that came at a bad moment is made good', async () => {
    let rounds = 0
    const callbacks: (() => void)[] = []
    const clock: Clock = { now: () => 1_000, after: (_ms, callback) => { callbacks.push(callback); return () => {} } }
    const election = startLeaderElection({ clock, holder: 'a', report: () => null, onRound: () => { rounds += 1 } })
    await expect.poll(() => rounds).toBe(1)
    callbacks.shift()?.()
    await expect.poll(() => rounds).toBe(2)
    expect(election.leadership()?.epoch).toBe(1)
    await election.stop()
  })

  it('hands over at once when it is stopped', async () => {
    const first = await startAndWait(manualClock(), 'a')
    await first.stop()
    const second = await startAndWait(manualClock(), 'b')
    expect(second.leadership()?.epoch).toBe(2)
    await second.stop()
  })
})
