import type { MysqlCommand } from '@/server/domain/mysql-port'
import type { SemiSyncFacts } from '@/server/domain/observation'
import type { MysqlGroup } from './mysql-group-state'
import { resolveHost } from './network'
import { sortedMembers } from './mysql-group'
import type { PodRuntime } from './pod-runtime'
import { volumeOf } from './volume-of'
import type { World } from './world'

/** SET GLOBAL of the source plugin's variables: it begins active, whether or not any replica is connected. */
export function configureSource(pod: PodRuntime, command: Extract<MysqlCommand, { type: 'configure-semisync-source' }>): void {
  const { semiSync } = pod.mysqld
  if (command.enabled) {
    Object.assign(semiSync, { waitForReplicaCount: command.waitForReplicaCount, timeoutMs: command.timeoutMs })
    if (!semiSync.sourceEnabled) Object.assign(semiSync, { sourceEnabled: true, sourceActive: true })
  } else Object.assign(semiSync, { sourceEnabled: false, sourceActive: false })
}

/** Servers whose receivers are connected to `source` and acknowledge. */
export function acknowledgers(world: World, group: MysqlGroup, source: PodRuntime): PodRuntime[] {
  return sortedMembers(group).filter((pod) => {
    const channel = volumeOf(world, pod)?.data.channel
    return channel?.ioConnected === true && channel.semiSync && resolveHost(world, channel.sourceHost, pod.namespace) === source
  })
}

/** What the status variables of both plugins say. Settle before. */
export function readSemiSync(world: World, group: MysqlGroup, pod: PodRuntime): SemiSyncFacts {
  const { semiSync } = pod.mysqld
  const channel = volumeOf(world, pod)?.data.channel
  return {
    source: {
      enabled: semiSync.sourceEnabled, active: semiSync.sourceActive, clients: acknowledgers(world, group, pod).length, waitSessions: 0,
      waitForReplicaCount: semiSync.waitForReplicaCount, timeoutMs: semiSync.timeoutMs, waitPoint: 'AFTER_SYNC',
      acknowledgedCount: semiSync.acknowledgedCount, unacknowledgedCount: semiSync.unacknowledgedCount,
    },
    replica: { enabled: semiSync.replicaEnabled, active: channel !== null && channel !== undefined && channel.ioWanted && channel.semiSync },
  }
}
