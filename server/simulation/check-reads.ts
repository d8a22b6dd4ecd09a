import type { Analysis } from '@/server/domain/decision'
import type { ClusterObservation } from '@/server/domain/observation'
import { endpointPods } from '@/server/sandbox/network'
import { volumeOf } from '@/server/sandbox/volume-of'
import type { PodRuntime } from '@/server/sandbox/pod-runtime'
import type { Simulation } from './simulation'
import { BrokenPromise } from './story'

/** Rounds that may pass until one that must not answer reads has left the service. */
const ROUNDS_MAX = 3

/** Counts the rounds in which an instance answers reads that should not. */
export class ReadWatch {
  private readonly rounds = new Map<string, number>()

  constructor(private readonly simulation: Simulation) {}

  /** Called for each round that is about to be carried out. @throws BrokenPromise */
  note(analysis: Analysis, observation: ClusterObservation): void {
    const { world } = this.simulation.fixture.sandbox
    const { owner } = this.simulation.fixture
    if (world.apiServer.away || !observation.kubernetes.reachable) return this.rounds.clear()
    const group = this.simulation.group()
    const serving = endpointPods(world, owner.namespace, `${owner.name}-read`, group.members.values())
    for (const name of this.rounds.keys()) if (!serving.some((pod) => pod.name === name)) this.rounds.delete(name)
    for (const pod of serving) {
      const why = this.whyNot(pod, analysis, observation)
      this.rounds.set(pod.name, why === null ? 0 : (this.rounds.get(pod.name) ?? 0) + 1)
      if (why !== null && (this.rounds.get(pod.name) ?? 0) > ROUNDS_MAX) throw new BrokenPromise('reads-are-sound', `${pod.name} has answered reads for ${ROUNDS_MAX} rounds though ${why}`)
    }
  }

  private whyNot(pod: PodRuntime, analysis: Analysis, observation: ClusterObservation): string | null {
    const seen = observation.mysql[pod.name]
    if (pod.gone || seen?.state !== 'answering') return null
    const { primary } = analysis.status
    if (primary === pod.name) return 'it is the primary'
    if (analysis.memory.transfer === null && this.hasOwn(pod, primary, analysis.memory.primaryServerUuid)) return 'it has transactions that the primary lacks'
    const lagSeconds = seen.replication?.lagSeconds ?? 0
    const settled = analysis.memory.transfer === null && seen.replication?.ioThread === 'on'
    return settled && lagSeconds > this.simulation.store.definition.spec.lag.leaveReadsSeconds ? `it lags ${lagSeconds} s` : null
  }

  /** Whether it has executed what neither the primary has nor will, as it is in truth. Where the primary's data is gone nobody can say. */
  private hasOwn(pod: PodRuntime, primary: string | null, serverUuid: string | null): boolean {
    const { world } = this.simulation.fixture.sandbox
    const main = this.simulation.group().members.get(primary ?? '')
    const held = main && main.mysqld.state === 'running' ? volumeOf(world, main)?.data : undefined
    const executed = volumeOf(world, pod)?.data.executed ?? {}
    return held?.serverUuid === serverUuid && held !== undefined && Object.entries(executed).some(([uuid, last]) => uuid !== held.serverUuid && last > Math.max(held.executed[uuid] ?? 0, held.channel?.received[uuid]?.to ?? 0))
  }
}
