import { abandonClones } from './clone'
import { recoverCommits } from './commits'
import { groupOfPod } from './mysql-group'
import { isSwitchedOn, readVariable } from './mysql-variables'
import { appendLog, MYSQL_CONTAINER, type PodRuntime } from './pod-runtime'
import { configuredSemiSync } from './semi-sync'
import { settleGroup } from './settle-group'
import { readPasswords } from './secrets'
import { formatGtids, initializeData, type DataDirectory } from './volume'
import { isFull, volumeOf } from './volume-of'
import type { World } from './world'

const CONNECTIONS_MAX_DEFAULT = 151

/** Starts mysqld on the pod's volume; it answers some seconds later, after a crash some more. */
export function startMysqld(world: World, pod: PodRuntime): void {
  const data = volumeOf(world, pod)?.data
  if (!data) return
  if (isFull(world, pod)) {
    log(world, pod, '0 [ERROR] [MY-010846] [Server] MYSQL_BIN_LOG::open_purge_index_file failed to open register file.')
    log(world, pod, '0 [ERROR] [MY-010119] [Server] Aborting')
    return
  }
  const now = world.clock.now()
  pod.mysqld = { ...pod.mysqld, state: 'starting', startedAt: now, connectionsMax: readConnectionsMax(world, pod) }
  log(world, pod, `0 [System] [MY-010116] [Server] /usr/sbin/mysqld (mysqld ${versionOf(pod)}) starting as process 1`)
  const initializes = data.state !== 'ready'
  // the image's own entry point does this where no init container did
  if (initializes) initializeData(data, world.random.uuid(`server-${world.nextNumber()}`), readPasswords(world, pod.namespace, pod.setName))
  const crashed = !data.shutDownCleanly
  if (crashed) log(world, pod, '1 [System] [MY-013576] [InnoDB] InnoDB initialization has started after an unclean shutdown; applying the redo log.')
  else log(world, pod, '1 [System] [MY-013576] [InnoDB] InnoDB initialization has started.')
  const durationMs = startDurationMs(world, pod, data, initializes)
  world.schedule(durationMs, () => {
    if (pod.gone || pod.mysqld.state !== 'starting' || pod.mysqld.startedAt !== now) return
    becomeRunning(world, pod, data)
  })
}

function startDurationMs(world: World, pod: PodRuntime, data: DataDirectory, initializes: boolean): number {
  const key = `mysqld-start/${pod.uid}/${pod.mysqld.startedAt}`
  const plain = world.random.between(key, 1200, 2500) + (initializes ? world.random.between(`${key}/init`, 2500, 4000) : 0)
  return data.shutDownCleanly ? plain : plain + world.random.between(`${key}/recovery`, 1800, 5500)
}

function becomeRunning(world: World, pod: PodRuntime, data: DataDirectory): void {
  settleGroup(world, groupOfPod(world, pod))
  recoverCommits(data)
  if (data.channel && isSwitchedOn(readVariable(world, pod, 'relay_log_recovery'))) dropRelayLog(data)
  Object.assign(pod.mysqld, { state: 'running', readOnly: true, superReadOnly: true, hung: false, closing: false, semiSync: configuredSemiSync(world, pod), executedAtStart: Object.values(data.executed).reduce((sum, last) => sum + last, 0) })
  data.shutDownCleanly = false
  // skip_replica_start
  if (data.channel) Object.assign(data.channel, { ioWanted: false, sqlWanted: false, ioConnected: false, ioError: null, sqlError: null, settledMs: world.clock.now(), credit: 0 })
  log(world, pod, '1 [System] [MY-013577] [InnoDB] InnoDB initialization has ended.')
  log(world, pod, `0 [System] [MY-010931] [Server] /usr/sbin/mysqld: ready for connections. Version: '${versionOf(pod)}'  socket: '/var/run/mysqld/mysqld.sock'  port: 3306  MySQL Community Server - GPL.`)
  world.signals.emit('mysql-changed', pod)
}

/** @param options.clean false: the process was killed, or the machine lost power */
export function stopMysqld(world: World, pod: PodRuntime, options: { clean: boolean }): void {
  if (pod.mysqld.state === 'stopped') return
  const group = groupOfPod(world, pod)
  settleGroup(world, group)
  const data = volumeOf(world, pod)?.data
  const wasRunning = pod.mysqld.state === 'running'
  Object.assign(pod.mysqld, { state: 'stopped', hung: false, closing: false })
  if (data) {
    if (wasRunning) data.shutDownCleanly = options.clean
    if (data.channel) data.channel.ioConnected = false
  }
  if (options.clean) {
    log(world, pod, '0 [System] [MY-013172] [Server] Received SHUTDOWN from user <via user signal>. Shutting down mysqld.')
    log(world, pod, `0 [System] [MY-010910] [Server] /usr/sbin/mysqld: Shutdown complete (mysqld ${versionOf(pod)})  MySQL Community Server - GPL.`)
  }
  abandonClones(world, group, pod)
  world.signals.emit('mysql-changed', pod)
}

/** What was received and not applied is forgotten: it has to come again. */
export function dropRelayLog(data: DataDirectory): void {
  for (const [uuid, received] of Object.entries(data.channel?.received ?? {})) {
    const executed = Math.min(received.to, data.executed[uuid] ?? 0)
    if (data.channel) data.channel.received[uuid] = { from: Math.min(received.from, executed), to: executed }
  }
}

/** A line of the error log as mysqld writes it. */
export function log(world: World, pod: PodRuntime, text: string): void {
  const now = world.clock.now()
  appendLog(pod, MYSQL_CONTAINER, now, `${new Date(now).toISOString().replace('Z', '000Z')} ${text}`)
}

export function logReplicationStart(world: World, pod: PodRuntime, data: DataDirectory): void {
  if (!data.channel) return
  log(world, pod, `9 [System] [MY-014001] [Repl] Replica receiver thread for channel '': connected to source '${data.channel.user}@${data.channel.sourceHost}:${data.channel.sourcePort}' with GTID set '${formatGtids(data.executed)}'.`)
}

/** `mysql:9.7` runs 9.7.0 */
export function versionOf(pod: PodRuntime): string {
  const image = pod.containers.find((container) => container.name === MYSQL_CONTAINER)?.image ?? ''
  const version = /:(\d+\.\d+(?:\.\d+)?)/.exec(image)?.[1] ?? '9.7.0'
  return version.split('.').length === 2 ? `${version}.0` : version
}

function readConnectionsMax(world: World, pod: PodRuntime): number {
  return Number(readVariable(world, pod, 'max_connections') ?? CONNECTIONS_MAX_DEFAULT)
}
