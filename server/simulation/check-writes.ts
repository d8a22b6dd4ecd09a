import { acknowledgingServers, missingAt } from '@/server/sandbox/audit-group'
import { findMissing } from '@/server/sandbox/ledger'
import type { OperatorMemory } from '@/server/domain/memory'
import { volumeOf } from '@/server/sandbox/volume-of'
import type { Simulation } from './simulation'
import { BrokenPromise } from './story'

/** What clients were told, looked at again and again: it must have been true, and stay true. */
export class WriteWatch {
  /** acknowledged by no replica: how many, by server */
  private readonly alone = new Map<string, number>()
  private promisedBefore = false
  private settled = false

  constructor(private readonly simulation: Simulation) {}

  /** From now on the cluster is complete, so that a policy of waiting allows no commit without replicas. */
  settle(): void {
    this.settled = true
  }

  /** @throws BrokenPromise */
  check(): void {
    const { simulation } = this
    const { sandbox: { world } } = simulation.fixture
    const acknowledging = acknowledgingServers(world, simulation.group())
    if (acknowledging.length > 1) throw new BrokenPromise('one-acknowledges', `${acknowledging.map(({ name }) => name).join(' and ')} acknowledge writes at the same time`)
    this.checkAlone()
    const { lost } = simulation.group().ledger
    const gone = lost.find(({ durable }) => durable)
    if (gone) throw new BrokenPromise('nothing-lost', `GTIDs ${gone.serverUuid}:${gone.from + 1}-${gone.to}, which clients were told are committed, were given to other transactions`)
  }

  /** While the rule in force asks for replicas, no commit returns without them. */
  private checkAlone(): void {
    const { simulation: { store, group, scenario } } = this
    const promised = isPromised(store.memory) || (this.settled && scenario.spec.topology === 'semisync' && scenario.spec.semiSync.whenShort === 'wait')
    for (const [uuid, ranges] of Object.entries(group().ledger.acknowledged)) {
      const count = ranges.filter(({ durable }) => !durable).reduce((sum, { from, to }) => sum + to - from, 0)
      const before = this.alone.get(uuid) ?? 0
      this.alone.set(uuid, count)
      if (count > before && promised && this.promisedBefore) throw new BrokenPromise('waits-for-replicas', `${count - before} writes on ${uuid} were acknowledged without a replica, though the rule asks for ${store.memory.acknowledgements.at(-1)?.required ?? 0}`)
    }
    this.promisedBefore = promised
  }

  /** Whether the server that was promoted or begun last is there with its data, so that writes can only be missing because it was the wrong one. */
  hasPrimary(): boolean {
    const { simulation: { store, group, fixture } } = this
    const pod = group().members.get(store.memory.primary ?? '')
    return pod !== undefined && pod.mysqld.state === 'running' && volumeOf(fixture.sandbox.world, pod)?.data.serverUuid === store.memory.primaryServerUuid
  }

  /** When all is over: the primary has everything. @throws BrokenPromise */
  checkEnd(primary: string): void {
    const { simulation } = this
    const group = simulation.group()
    const pod = group.members.get(primary)
    if (!pod) throw new BrokenPromise('converges', `${primary}, the primary, has no pod`)
    const missing = missingAt(simulation.fixture.sandbox.world, group, pod, simulation.scenario.spec.topology === 'semisync' ? 'durable' : 'all')
    if (missing.length > 0) throw new BrokenPromise('nothing-lost', `${primary}, the primary, lacks ${missing.map(({ serverUuid, from, to }) => `${serverUuid}:${from + 1}-${to}`).join(', ')}, which clients were told are committed`)
  }

  /** Where a person has to decide, nothing may be gone from every disk. @throws BrokenPromise */
  checkSomewhere(): void {
    const { world } = this.simulation.fixture.sandbox
    const group = this.simulation.group()
    const best: Record<string, number> = {}
    for (const pod of group.members.values()) {
      const data = volumeOf(world, pod)?.data
      for (const [uuid, last] of Object.entries(data?.executed ?? {})) best[uuid] = Math.max(best[uuid] ?? 0, last)
      for (const [uuid, { to }] of Object.entries(data?.channel?.received ?? {})) best[uuid] = Math.max(best[uuid] ?? 0, to)
    }
    const [missing] = findMissing(group.ledger, best, 'durable')
    if (missing) throw new BrokenPromise('nothing-lost', `no disk holds ${missing.serverUuid}:${missing.from + 1}-${missing.to}, which clients were told are committed`)
  }
}

function isPromised({ acknowledgements }: OperatorMemory): boolean {
  const newest = acknowledgements.at(-1)
  return newest !== undefined && newest.required > 0 && newest.from !== null
}

