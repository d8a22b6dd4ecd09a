import { analyzeCluster } from '@/server/domain/analyze-cluster'
import type { Analysis } from '@/server/domain/decision'
import type { KubernetesManifest } from '@/server/domain/kubernetes-port'
import type { OperatorMemory } from '@/server/domain/memory'
import type { ClusterObservation } from '@/server/domain/observation'
import { carryOut } from '@/server/operator/act'
import { observeCluster } from '@/server/operator/observe'
import type { Fixture } from '@/server/sandbox/testing/sandbox-fixture'
import type { FakeStore } from './fake-store'
import type { Mutation, RoundInput } from './round-input'

const DEBOUNCE_MS = 40
const AFTER_FAILURE_MS = 1_000

/** Where a process ends: before or after its memory is stored, or when it has carried out so many actions of one round. */
export type DeathPoint = 'before-store' | 'after-store' | number

export interface ProcessContext {
  fixture: Fixture
  store: FakeStore
  mutation: Mutation | null
  /** built once, because that costs more than a round */
  wanted: readonly KubernetesManifest[]
  /** a round is stored and about to be acted upon */
  onRound(analysis: Analysis, observation: ClusterObservation): void
  onError(error: unknown): void
}

/** One life of the operator: observe → analyze → store → act, as ClusterWorker does it, until it ends or another leads. */
export class OperatorProcess {
  ended = false
  /** ends at the next round that acts */
  diesAt: DeathPoint | null = null
  /** ms for which it stands still between analysing and storing */
  stallMs = 0
  private memory: OperatorMemory
  private readonly epoch: number

  constructor(private readonly context: ProcessContext) {
    this.epoch = context.store.lead()
    this.memory = context.store.load()
  }

  async run(): Promise<void> {
    try {
      while (!this.ended) await this.sleep(await this.round())
    } catch (error) {
      this.context.onError(error)
    }
  }

  private sleep(ms: number): Promise<void> {
    return new Promise((resolve) => void this.context.fixture.clock.after(ms, resolve))
  }

  /** @returns when the next round is due, ms */
  private async round(): Promise<number> {
    const { fixture: { clock, sandbox: { connection, mysql }, owner, secrets }, store, mutation, wanted } = this.context
    const startedAt = clock.now()
    const observation = await observeCluster({ clock, connection, mysql, owner, wanted, secrets, includeSizes: false })
    const seen: RoundInput = { definition: store.definition, observation, memory: this.memory, now: clock.now() }
    const input = mutation?.see?.(seen) ?? seen
    const analyzed = analyzeCluster(input.definition, input.observation, input.memory, input.now)
    const analysis = mutation?.decide?.(analyzed, seen) ?? analyzed
    if (this.stallMs > 0) await this.stall()
    const acts = analysis.decisions.filter(({ action }) => action !== null).length
    if (acts > 0 && this.dies('before-store')) return 0
    const late = mutation?.storesLate === true
    if (!late && !this.keep(analysis)) return 0
    this.context.onRound(analysis, observation)
    if (acts > 0 && this.dies('after-store')) return 0
    const failures = await carryOut(analysis.decisions, { connection, mysql, owner, wanted, secrets, observation, mayAct: () => this.mayAct(), finishDeletion: () => Promise.resolve() })
    if (late && !this.keep(analysis)) return 0
    if (failures.length > 0) return Math.max(analysis.nextRoundMs, AFTER_FAILURE_MS)
    return acts > 0 ? DEBOUNCE_MS : Math.max(DEBOUNCE_MS, analysis.nextRoundMs - (clock.now() - startedAt))
  }

  private async stall(): Promise<void> {
    const ms = this.stallMs
    this.stallMs = 0
    await this.sleep(ms)
  }

  /** @returns false when it is over: it ended meanwhile, or another leads */
  private keep(analysis: Analysis): boolean {
    const { store, fixture } = this.context
    if (this.ended || !store.put(this.epoch, analysis, fixture.clock.now())) this.ended = true
    else this.memory = analysis.memory
    return !this.ended
  }

  private dies(point: DeathPoint): boolean {
    if (this.diesAt === point) this.ended = true
    return this.ended
  }

  private mayAct(): boolean {
    if (typeof this.diesAt === 'number' && this.diesAt-- <= 0) this.ended = true
    return !this.ended && this.context.store.leads(this.epoch)
  }
}
