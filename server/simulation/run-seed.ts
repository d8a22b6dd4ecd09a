import type { Analysis } from '@/server/domain/decision'
import { breakSomething, mend } from './break-things'
import { CauseWatch } from './check-cause'
import { EndWatch, type Ending } from './check-end'
import { ReadWatch } from './check-reads'
import { WriteWatch } from './check-writes'
import { describeScenario } from './choose-scenario'
import { OperatorLife } from './operator-life'
import { repairAsTold } from './repair-as-told'
import type { Mutation } from './round-input'
import { describeServers } from './describe-servers'
import { createSimulation, type Simulation } from './simulation'
import { BrokenPromise } from './story'
import { tellRound } from './tell-round'

const STEP_MS = 250
const CREATION_MAX_MS = 600_000
const CONVERGENCE_MAX_MS = 1_200_000

export interface Outcome {
  seed: number
  /** null: every promise was kept */
  broken: { invariant: string; message: string } | null
  ending: Ending['kind']
  story: string[]
  /** simulated, ms */
  tookMs: number
}

/** One run, which the seed alone decides: a cluster is made, things break, all is mended, and it has to come to rest. */
export async function runSeed(seed: number, mutation: Mutation | null = null): Promise<Outcome> {
  const run = new Run(createSimulation(seed), mutation)
  const { story, fixture: { clock } } = run.simulation
  const startedAt = clock.now()
  const outcome = (broken: Outcome['broken']): Outcome => ({ seed, broken, ending: run.end.ending().kind, story: story.lines, tookMs: clock.now() - startedAt })
  try {
    await run.all()
    return outcome(null)
  } catch (error) {
    if (!(error instanceof BrokenPromise)) throw new Error(`Seed ${seed}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n${story.lines.join('\n')}`)
    story.tell(`BROKEN ${error.message}`)
    return outcome({ invariant: error.invariant, message: error.message })
  } finally {
    run.stop()
  }
}

class Run {
  readonly end: EndWatch
  private readonly writes: WriteWatch
  private readonly reads: ReadWatch
  private readonly causes: CauseWatch
  private readonly life: OperatorLife

  constructor(readonly simulation: Simulation, mutation: Mutation | null) {
    this.end = new EndWatch(simulation)
    this.writes = new WriteWatch(simulation)
    this.reads = new ReadWatch(simulation)
    this.causes = new CauseWatch(simulation)
    let before: Analysis | null = null
    this.life = new OperatorLife(simulation, mutation, (analysis, observation) => {
      tellRound(simulation.story, before, analysis)
      before = analysis
      this.end.note(analysis)
      this.causes.note(analysis)
      this.reads.note(analysis, observation)
    })
  }

  async all(): Promise<void> {
    const { simulation: { scenario, story, chance } } = this
    story.tell(describeScenario(scenario))
    this.life.begin()
    await this.until(() => this.end.ending().kind === 'healthy', CREATION_MAX_MS)
    story.tell('the cluster is complete')
    this.writes.settle()
    for (let round = 0; round < scenario.rounds; round++) {
      breakSomething(this.simulation, this.life)
      if (chance.percent(25)) breakSomething(this.simulation, this.life)
      await this.advance(chance.percent(50) ? chance.between(100, 6_000) : chance.between(3_000, 30_000))
      if (chance.percent(45)) mend(this.simulation, 'one')
    }
    this.simulation.breaking = false
    mend(this.simulation, 'all')
    this.end.restart()
    await this.until(() => (repairAsTold(this.simulation), this.end.ending().kind !== 'running'), CONVERGENCE_MAX_MS)
    this.judgeEnd()
  }

  private judgeEnd(): void {
    const ending = this.end.ending()
    const { store, story } = this.simulation
    story.tell(`the end: ${ending.kind}${ending.kind === 'refused' ? `, ${ending.because}` : ''}`)
    if (ending.kind === 'healthy' || this.writes.hasPrimary()) this.writes.checkEnd(store.memory.primary ?? '')
    else this.writes.checkSomewhere()
  }

  stop(): void {
    this.life.stop()
    this.simulation.fixture.sandbox.stop()
  }

  private async advance(ms: number): Promise<void> {
    const { clock } = this.simulation.fixture
    for (const until = clock.now() + ms; clock.now() < until;) {
      await clock.advance(Math.min(STEP_MS, until - clock.now()))
      if (this.life.error !== null) throw this.life.error
      this.writes.check()
      this.causes.look()
    }
  }

  private async until(condition: () => boolean, limitMs: number): Promise<void> {
    const { clock } = this.simulation.fixture
    for (const until = clock.now() + limitMs; !condition();) {
      const ending = this.end.ending()
      if (clock.now() >= until) throw new BrokenPromise('converges', `nothing broke for ${limitMs / 1000} s, and still: ${ending.kind === 'running' ? ending.because : ending.kind}\n${describeServers(this.simulation)}`)
      await this.advance(1_000)
    }
  }
}
