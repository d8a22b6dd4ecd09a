import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createJournal, type Journal } from './journal'
import { createRandom } from './random'

const START = Date.UTC(2026, 0, 1)

function writtenBy(steps: { waitMs: number; rate: number; burst: number }[]): { journal: Journal; endMs: number } {
  const journal = createJournal(createRandom(3), 'server')
  let at = START
  for (const { waitMs, rate, burst } of steps) {
    if (burst > 0) journal.append(at, burst)
    journal.openLoad(at, rate)
    at += waitMs
  }
  journal.closeLoad(at)
  return { journal, endMs: at }
}

const steps = fc.array(fc.record({ waitMs: fc.integer({ min: 1, max: 500_000 }), rate: fc.integer({ min: 0, max: 500 }), burst: fc.integer({ min: 0, max: 5 }) }), { minLength: 1, maxLength: 8 })

describe('a journal', () => {
  it('never counts backwards', () => {
    fc.assert(
      fc.property(steps, fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 20 }), (written, parts) => {
        const { journal, endMs } = writtenBy(written)
        const counts = [...parts].sort((a, b) => a - b).map((part) => journal.countAt(START + part * (endMs - START)))
        expect(counts).toEqual([...counts].sort((a, b) => a - b))
      }),
    )
  })

  it('knows of each transaction when it was committed', () => {
    fc.assert(
      fc.property(steps, fc.double({ min: 0, max: 1, noNaN: true }), (written, part) => {
        const { journal, endMs } = writtenBy(written)
        const total = journal.countAt(endMs)
        fc.pre(total > 0)
        const sequence = 1 + Math.floor(part * (total - 1))
        const at = journal.timeOf(sequence) ?? Number.NaN
        expect(journal.countAt(at + 2)).toBeGreaterThanOrEqual(sequence)
        expect(journal.countAt(at - 2)).toBeLessThan(sequence)
      }),
    )
  })

  it('is close to the mean rate over a day', () => {
    const { journal, endMs } = writtenBy([{ waitMs: 86_400_000, rate: 50, burst: 0 }])
    expect(journal.countAt(endMs) / 86_400).toBeCloseTo(50, 0)
  })

  it('goes on where it was stored', () => {
    const { journal, endMs } = writtenBy([{ waitMs: 10_000, rate: 30, burst: 3 }])
    const again = createJournal(createRandom(3), 'server', journal.snapshot())
    expect(again.countAt(endMs + 1000)).toBe(journal.countAt(endMs))
    expect(again.timeOf(100)).toBe(journal.timeOf(100))
  })
})
