import { canCommit } from './commits'
import { findMissing, type AcknowledgedRange } from './ledger'
import { sortedMembers } from './mysql-group'
import type { MysqlGroup } from './mysql-group-state'
import type { PodRuntime } from './pod-runtime'
import { settleGroup } from './settle-group'
import { volumeOf } from './volume-of'
import type { World } from './world'

/** Servers at which a client's commit would be acknowledged now: never more than one in a sound cluster. */
export function acknowledgingServers(world: World, group: MysqlGroup): PodRuntime[] {
  settleGroup(world, group)
  return sortedMembers(group).filter((pod) => pod.mysqld.state === 'running' && !pod.mysqld.hung && !pod.mysqld.readOnly && !pod.mysqld.superReadOnly && canCommit(world, group, pod))
}

/**
 * What clients were told is committed and this server has not executed.
 * @param kind durable: what replicas had acknowledged; all: also what asynchronous replication may lose
 */
export function missingAt(world: World, group: MysqlGroup, pod: PodRuntime, kind: 'durable' | 'all'): (AcknowledgedRange & { serverUuid: string })[] {
  settleGroup(world, group)
  return findMissing(group.ledger, volumeOf(world, pod)?.data.executed ?? {}, kind)
}
