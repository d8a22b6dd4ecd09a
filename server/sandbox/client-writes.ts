import { refreshLoad, writeAtOnce } from './client-fleets'
import { groupOfPod } from './mysql-group'
import type { PodRuntime } from './pod-runtime'
import { volumeOf } from './volume-of'
import type { World } from './world'

/**
 * acknowledged: the client was told that it is committed · waiting: it waits for its answer · unknown: the server's process
 * ended before it answered, and the transaction may or may not be there · refused: read-only, or nobody answered
 */
export type WriteOutcome = 'acknowledged' | 'waiting' | 'unknown' | 'refused'

/** Transactions after `from` up to `to` of one server. */
export interface ClientWrite {
  serverUuid: string
  from: number
  to: number
  outcome(): WriteOutcome
}

/** `count` commits that a client gives to a server at this moment, apart from the load that goes on. */
export function writeAsClient(world: World, pod: PodRuntime, count: number): ClientWrite {
  const data = volumeOf(world, pod)?.data
  const { mysqld } = pod
  if (!data || mysqld.state !== 'running' || mysqld.hung || mysqld.readOnly || mysqld.superReadOnly) return { serverUuid: data?.serverUuid ?? '', from: 0, to: 0, outcome: () => 'refused' }
  const group = groupOfPod(world, pod)
  const { startedAt } = mysqld
  refreshLoad(world, group)
  const { serverUuid, logged: from } = data
  writeAtOnce(world, group, pod, data, count)
  const { logged: to } = data
  refreshLoad(world, group)
  return {
    serverUuid, from, to,
    outcome() {
      refreshLoad(world, group)
      const told = [...(group.ledger.acknowledged[serverUuid] ?? []), ...group.ledger.lost.filter((range) => range.serverUuid === serverUuid)]
      const heard = told.reduce((sum, range) => sum + Math.max(0, Math.min(range.to, to) - Math.max(range.from, from)), 0)
      if (heard === to - from) return 'acknowledged'
      return !pod.gone && pod.mysqld.state === 'running' && pod.mysqld.startedAt === startedAt ? 'waiting' : 'unknown'
    },
  }
}
