import type { MysqlCommand } from '@/server/domain/mysql-port'
import type { SemiSyncFacts } from '@/server/domain/observation'
import { acknowledgersOf } from './acknowledgements'
import { releaseCommits, waitingCount, waitsForReplicas } from './commits'
import type { MysqlGroup } from './mysql-group-state'
import { isSwitchedOn, readVariable } from './mysql-variables'
import { defaultSemiSync, type PodRuntime, type SemiSyncSettings } from './pod-runtime'
import type { DataDirectory } from './volume'
import type { World } from './world'

/** Variables as my.cnf gives them to a server that starts. */
export function configuredSemiSync(world: World, pod: PodRuntime): SemiSyncSettings {
  const plugins = readVariable(world, pod, 'plugin_load_add') ?? ''
  if (!/semisync_source/.test(plugins) || !/semisync_replica/.test(plugins)) return defaultSemiSync()
  const sourceEnabled = isSwitchedOn(readVariable(world, pod, 'rpl_semi_sync_source_enabled'))
  return {
    ...defaultSemiSync(), loaded: true, sourceEnabled, sourceActive: sourceEnabled,
    replicaEnabled: isSwitchedOn(readVariable(world, pod, 'rpl_semi_sync_replica_enabled')),
    timeoutMs: Number(readVariable(world, pod, 'rpl_semi_sync_source_timeout') ?? 10_000),
    waitForReplicaCount: Number(readVariable(world, pod, 'rpl_semi_sync_source_wait_for_replica_count') ?? 1),
  }
}

/** SET GLOBAL of the source plugin's variables: it begins active, whether or not any replica is connected. */
export function configureSource(group: MysqlGroup, pod: PodRuntime, data: DataDirectory, command: Extract<MysqlCommand, { type: 'configure-semisync-source' }>): void {
  const { semiSync } = pod.mysqld
  if (!command.enabled) {
    if (semiSync.sourceEnabled) releaseCommits(group, pod, data)
    semiSync.sourceEnabled = false
    return
  }
  Object.assign(semiSync, { waitForReplicaCount: command.waitForReplicaCount, timeoutMs: command.timeoutMs })
  if (!semiSync.sourceEnabled) Object.assign(semiSync, { sourceEnabled: true, sourceActive: true, waitsSince: null, heard: new Map() })
}

/** What the status variables of both plugins say; null: they are not loaded. Settle before. */
export function readSemiSync(world: World, group: MysqlGroup, pod: PodRuntime, data: DataDirectory): SemiSyncFacts | null {
  const { semiSync } = pod.mysqld
  if (!semiSync.loaded) return null
  const { channel } = data
  return {
    source: {
      enabled: semiSync.sourceEnabled, active: semiSync.sourceActive, clients: acknowledgersOf(world, group, pod).length,
      // a group of commits waits as one
      waitSessions: waitingCount(data) > 0 || applierWaits(pod, data) ? 1 : 0,
      waitForReplicaCount: semiSync.waitForReplicaCount, timeoutMs: semiSync.timeoutMs, waitPoint: 'AFTER_SYNC',
      acknowledgedCount: semiSync.acknowledgedCount, unacknowledgedCount: semiSync.unacknowledgedCount,
    },
    replica: { enabled: semiSync.replicaEnabled, active: channel !== null && channel.ioWanted && channel.semiSync },
  }
}

/** On a replica whose source plugin was left on, the applier's commits wait too. */
function applierWaits(pod: PodRuntime, { channel, executed }: DataDirectory): boolean {
  return waitsForReplicas(pod) && channel !== null && channel.sqlWanted && Object.entries(channel.received).some(([uuid, { to }]) => to > (executed[uuid] ?? 0))
}
