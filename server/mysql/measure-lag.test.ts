import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { measureLag, type LagEvidence } from './measure-lag'

const NOW = 1_000_000
const evidence = (more: Partial<LagEvidence>): LagEvidence => ({
  now: NOW, ioThread: 'on', caughtUp: true, queueingCommittedAt: null, inWorkCommittedAt: [null, null], lastQueuedCommittedAt: null, lastAppliedCommittedAt: null, lastHeardAt: NOW - 1, ...more,
})
const lagOf = (more: Partial<LagEvidence>, seen: readonly number[] = []) => measureLag(evidence(more), seen).lagSeconds

describe('lag', () => {
  it('is 0 when all that was received is applied and the receiver runs', () => {
    expect(lagOf({ lastQueuedCommittedAt: NOW - 500, lastAppliedCommittedAt: NOW - 500 })).toBe(0)
  })

  it('is the age of the oldest transaction in hand', () => {
    expect(lagOf({ caughtUp: false, inWorkCommittedAt: [NOW - 2, NOW - 7], lastQueuedCommittedAt: NOW - 1 })).toBe(7)
  })

  it('counts a large transaction that is still coming in', () => {
    expect(lagOf({ queueingCommittedAt: NOW - 4 })).toBe(4)
  })

  it.each(['off', 'connecting'] as const)('is never 0 by default while the receiver is %s: it is the time since the source was heard', (ioThread) => {
    expect(lagOf({ ioThread, lastHeardAt: NOW - 42 })).toBe(42)
    expect(lagOf({ ioThread, lastHeardAt: null })).toBeNull()
  })

  it('does not shrink when newer transactions arrive at a stopped applier', () => {
    const first = measureLag(evidence({ caughtUp: false, lastQueuedCommittedAt: NOW - 1, lastAppliedCommittedAt: NOW - 900 }), [])
    const second = measureLag(evidence({ now: NOW + 10, caughtUp: false, lastQueuedCommittedAt: NOW + 9, lastAppliedCommittedAt: NOW - 900 }), first.seen)
    expect([first.lagSeconds, second.lagSeconds]).toEqual([1, 11])
  })

  it('shrinks when a delayed applier has applied what was seen first', () => {
    expect(lagOf({ caughtUp: false, lastQueuedCommittedAt: NOW - 2, lastAppliedCommittedAt: NOW - 5 }, [NOW - 5, NOW - 2])).toBe(2)
  })

  it('forgets when the replica has caught up', () => {
    expect(measureLag(evidence({}), [NOW - 5]).seen).toEqual([])
  })

  it('is unknown, not 0, when the replica is behind and says nothing of what it waits for', () => {
    expect(lagOf({ caughtUp: false })).toBeNull()
  })

  it('is never negative, and its memory stays bounded', () => {
    const time = fc.option(fc.integer({ min: NOW - 100, max: NOW + 5 }))
    fc.assert(fc.property(fc.array(fc.record({ caughtUp: fc.boolean(), ioThread: fc.constantFrom('on', 'off', 'connecting'), queueingCommittedAt: time, inWorkCommittedAt: fc.tuple(time, time), lastQueuedCommittedAt: time, lastAppliedCommittedAt: time, lastHeardAt: time }), { maxLength: 600 }), (steps) => {
      let seen: readonly number[] = []
      for (const step of steps) {
        const measured = measureLag(evidence(step), seen)
        expect(measured.lagSeconds ?? 0).toBeGreaterThanOrEqual(0)
        expect(measured.seen.length).toBeLessThanOrEqual(256)
        seen = measured.seen
      }
    }), { numRuns: 30 })
  })
})
