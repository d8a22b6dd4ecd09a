import { commitAcknowledged, logWrites } from './commits'
import { sortedMembers } from './mysql-group'
import type { MysqlGroup } from './mysql-group-state'
import { settleReplica } from './replication'
import type { World } from './world'

/**
 * Brings every server of the group to now. Called before anything changes that replication depends on, so that between two
 * calls nothing but time has passed.
 */
export function settleGroup(world: World, group: MysqlGroup): void {
  const pods = sortedMembers(group)
  for (const pod of pods) logWrites(world, group, pod)
  for (const pod of pods) settleReplica(world, group, pod)
  for (const pod of pods) commitAcknowledged(world, group, pod)
}
