import type { Analysis } from '@/server/domain/decision'
import type { ClusterObservation } from '@/server/domain/observation'
import { OperatorProcess, type DeathPoint } from './operator-process'
import type { Mutation } from './round-input'
import type { Simulation } from './simulation'

/** How long nobody leads after a process has ended. */
const TAKEOVER_MS = { least: 500, most: 8_000 }

/** The operator through its deaths: another process takes over from what is stored. */
export class OperatorLife {
  error: unknown = null
  private process: OperatorProcess | null = null
  private stopped = false

  constructor(
    private readonly simulation: Simulation,
    private readonly mutation: Mutation | null,
    private readonly onRound: (analysis: Analysis, observation: ClusterObservation) => void,
  ) {}

  /** A new process leads at once; one that lived until now finds out when it stores. */
  begin(): void {
    const { fixture, store, wanted } = this.simulation
    const context = { fixture, store, wanted, mutation: this.mutation, onRound: this.onRound, onError: (error: unknown) => { this.error ??= error } }
    const process = new OperatorProcess(context)
    this.process = process
    void process.run().then(() => this.succeed(process))
  }

  /** Ends the process at this point of a round that acts. */
  dieAt(point: DeathPoint): void {
    if (this.process) this.process.diesAt = point
  }

  /** The process stands still in the middle of a round. */
  stall(ms: number): void {
    if (this.process) this.process.stallMs = ms
  }

  kill(): void {
    if (this.process) this.process.ended = true
  }

  stop(): void {
    this.stopped = true
    this.kill()
  }

  private succeed(ended: OperatorProcess): void {
    const { chance, fixture: { clock }, story } = this.simulation
    if (this.stopped || this.error !== null || this.process !== ended) return
    const inMs = chance.between(TAKEOVER_MS.least, TAKEOVER_MS.most)
    story.tell(`the operator has ended; another takes over in ${inMs} ms`)
    clock.after(inMs, () => {
      if (!this.stopped && this.process === ended) this.begin()
    })
  }
}
