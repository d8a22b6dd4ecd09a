import type { ClusterSpec } from '@/server/contracts/cluster-spec'
import type { Chance } from './chance'

/** What one seed begins with. */
export interface Scenario {
  spec: Pick<ClusterSpec, 'topology' | 'instances' | 'semiSync' | 'failover' | 'management'>
  /** one way between pods */
  linkMs: number
  transactionsPerSecond: number
  /** applications on the nodes too, which reach their own node's instances through a partition */
  clientsOnNodes: boolean
  rounds: number
}

/** A cluster that may be lossless or asynchronous, of any size, under any load. */
export function chooseScenario(chance: Chance): Scenario {
  const instances = chance.between(2, 5)
  const acknowledgements = chance.percent(45) ? null : Math.min(instances - 1, chance.pick([1, 1, 2, 4]))
  return {
    spec: {
      management: 'operator', topology: chance.percent(85) ? 'semisync' : 'async', instances,
      semiSync: { acknowledgements, whenShort: chance.percent(25) ? 'degrade' : 'wait', degradeAfterSeconds: chance.between(5, 20) },
      failover: { mode: 'automatic', allowDataLoss: false, confirmSeconds: chance.between(1, 4), quietSeconds: chance.pick([0, 0, 10, 60]) },
    },
    linkMs: chance.pick([0, 0, 1, 10]),
    transactionsPerSecond: chance.pick([0, 3, 40, 200]),
    clientsOnNodes: chance.percent(40),
    rounds: chance.between(4, 10),
  }
}

/** One line for the story. */
export function describeScenario({ spec, linkMs, transactionsPerSecond, clientsOnNodes }: Scenario): string {
  const replication = spec.topology === 'semisync' ? `semisync, W ${spec.semiSync.acknowledgements ?? 'by size'}, when short ${spec.semiSync.whenShort} after ${spec.semiSync.degradeAfterSeconds} s` : 'async without accepted loss'
  return `${spec.instances} instances, ${replication}; ${transactionsPerSecond} writes/s${clientsOnNodes ? ', clients on nodes' : ''}, link ${linkMs} ms, confirm ${spec.failover.confirmSeconds} s, quiet ${spec.failover.quietSeconds} s`
}
