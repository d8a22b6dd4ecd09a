import { noteReuse } from './ledger'
import { journalOf } from './mysql-group'
import type { MysqlGroup } from './mysql-group-state'
import type { PodRuntime } from './pod-runtime'
import type { DataDirectory } from './volume'
import { volumeOf } from './volume-of'
import type { World } from './world'

/**
 * Before a server writes: it counts on from what its data holds. When that was replaced by less (a clone, a volume set back), it
 * gives GTIDs a second time, as MySQL does; what was acknowledged under them is lost, and whoever holds the first ones never takes
 * the second. The ledger notes it.
 */
export function alignJournal(world: World, group: MysqlGroup, pod: PodRuntime, data: DataDirectory): void {
  const now = world.clock.now()
  const journal = journalOf(world, data.serverUuid)
  const written = journal.countAt(now)
  data.logged = Math.max(data.logged, data.executed[data.serverUuid] ?? 0)
  if (written < data.logged) journal.append(now, data.logged - written)
  if (written <= data.logged) return
  journal.truncate(now, data.logged)
  const heldBy = [...group.members.values()].filter((other) => other !== pod && highest(world, other, data.serverUuid) > data.logged).map(({ name }) => name).sort()
  noteReuse(group.ledger, { serverUuid: data.serverUuid, from: data.logged, to: written, heldBy })
}

function highest(world: World, pod: PodRuntime, serverUuid: string): number {
  const data = volumeOf(world, pod)?.data
  return Math.max(data?.executed[serverUuid] ?? 0, data?.channel?.received[serverUuid]?.to ?? 0)
}
