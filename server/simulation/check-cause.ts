import type { Analysis } from '@/server/domain/decision'
import { canConnect } from '@/server/sandbox/network'
import type { Simulation } from './simulation'
import { BrokenPromise } from './story'

/** What was seen may be so old when a failover begins. */
const MEMORY_MS = 15_000

/** Notes when the primary was last in trouble in truth, so that a failover without any is found out. */
export class CauseWatch {
  private troubledAt = 0

  constructor(private readonly simulation: Simulation) {}

  /** Called after each step of time. */
  look(): void {
    const { clock } = this.simulation.fixture
    if (this.isTroubled()) this.troubledAt = clock.now()
  }

  /** @throws BrokenPromise */
  note({ memory, newOperations }: Analysis): void {
    const now = this.simulation.fixture.clock.now()
    if (!newOperations.some(({ kind }) => kind === 'failover') || now - this.troubledAt <= MEMORY_MS) return
    throw new BrokenPromise('failover-has-cause', `a failover from ${memory.transfer?.from ?? ''} began though it ran and its replicas reached it`)
  }

  /** Only Podkeeper's own way to it may be cut without that being a loss. */
  private isTroubled(): boolean {
    const { fixture: { sandbox: { world } }, store } = this.simulation
    const { members, faults } = this.simulation.group()
    if (faults.delayMs.size > 0) return true
    const primary = members.get(store.memory.primary ?? '')
    if (!primary || primary.gone || primary.mysqld.state !== 'running' || primary.mysqld.hung || primary.object.deletingSince !== null || !primary.ready) return true
    return [...members.values()].some((pod) => pod !== primary && pod.mysqld.state === 'running' && !pod.mysqld.hung && !canConnect(world, pod, primary))
  }
}
