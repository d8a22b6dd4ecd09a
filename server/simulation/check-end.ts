import type { Analysis } from '@/server/domain/decision'
import type { Simulation } from './simulation'

/** What only a person can decide: two truths, or data that is gone. */
const ERRANT = new Set(['ErrantTransactions', 'IncomparableData'])
const GONE = new Set(['PrimaryCameBackEmpty', 'PrimaryLostTransactions', 'FailoverNotDone'])
/** A refusal has to stand for so long without anything being done */
const STANDS_MS = 45_000

export type Ending = { kind: 'running'; because: string } | { kind: 'healthy' } | { kind: 'refused'; because: string }

/** Judges round after round whether a run has come to its end. */
export class EndWatch {
  private quietSince: number | null = null
  private last: Analysis | null = null

  constructor(private readonly simulation: Simulation) {}

  /** From now on nothing breaks any more, so that what was before does not count. */
  restart(): void {
    this.quietSince = null
    this.last = null
  }

  note(analysis: Analysis): void {
    const now = this.simulation.fixture.clock.now()
    this.last = analysis
    const acts = analysis.decisions.some(({ action }) => action !== null)
    this.quietSince = acts ? null : (this.quietSince ?? now)
  }

  ending(): Ending {
    const { last, simulation: { store, fixture, volumesLost } } = this
    if (!last) return { kind: 'running', because: 'no round yet' }
    const { status, memory } = last
    const operations = store.definition.operations.map(({ title }) => title)
    const quiet = this.quietSince !== null && operations.length === 0 && memory.transfer === null
    if (quiet && status.level === 'healthy') return { kind: 'healthy' }
    const refusal = status.findings.find(({ code }) => ERRANT.has(code) || (GONE.has(code) && volumesLost.size > 0))
    if (refusal && this.quietSince !== null && fixture.clock.now() - this.quietSince >= STANDS_MS && operations.length === 0) return { kind: 'refused', because: refusal.message }
    return { kind: 'running', because: [status.headline, ...operations.map((title) => `runs: ${title}`), ...status.findings.map(({ code, message }) => `${code}: ${message}`), ...last.decisions.map(({ kind, message }) => `${kind} ${message}`)].join('\n  ') }
  }
}
