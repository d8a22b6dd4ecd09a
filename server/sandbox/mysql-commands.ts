import type { MysqlCommand, MysqlFailure } from '@/server/domain/mysql-port'
import { parseGtidSet } from '@/server/domain/gtid'
import { startClone, TOO_MANY } from './clone'
import { refreshLoad, writeAtOnce } from './client-fleets'
import { waitingCount } from './commits'
import { groupOfPod } from './mysql-group'
import type { MysqlGroup } from './mysql-group-state'
import { settleGroup } from './settle-group'
import { log, logReplicationStart, startMysqld, stopMysqld } from './mysqld'
import { resolveHost } from './network'
import { openChannel } from './replication-channel'
import { configureSource } from './semi-sync'
import type { PodRuntime } from './pod-runtime'
import type { DataDirectory } from './volume'
import { volumeOf } from './volume-of'
import type { World } from './world'

/** CREATE DATABASE, CREATE TABLE, INSERT */
const BOOTSTRAP_TRANSACTIONS = 3
/** the server is started again by its supervisor, not by Kubernetes */
const RESTART_MS = 400

export type BegunCommand = { failure: MysqlFailure } | { isOver(): boolean }

/** Begins a statement: one that commits, or closes the server, waits for acknowledgements as clients do. */
export function beginCommand(world: World, pod: PodRuntime, command: MysqlCommand): BegunCommand {
  const failure = executeCommand(world, pod, command)
  const data = volumeOf(world, pod)?.data
  if (failure) return { failure }
  if (command.type === 'set-read-only') return { isOver: () => !pod.mysqld.closing }
  if (!data || (command.type !== 'bootstrap' && command.type !== 'probe-write')) return { isOver: () => true }
  const { logged } = data
  return { isOver: () => (data.executed[data.serverUuid] ?? 0) >= logged }
}

/** Carries out a statement on a server that runs, or lets it begin where it waits. @returns null when it did not fail */
export function executeCommand(world: World, pod: PodRuntime, command: MysqlCommand): MysqlFailure | null {
  const data = volumeOf(world, pod)?.data
  if (!data) return failure(2013, 'Lost connection to MySQL server during query')
  const group = groupOfPod(world, pod)
  settleGroup(world, group)
  const failed = carryOut(world, group, pod, data, command)
  refreshLoad(world, group)
  return failed
}

function carryOut(world: World, group: MysqlGroup, pod: PodRuntime, data: DataDirectory, command: MysqlCommand): MysqlFailure | null {
  switch (command.type) {
    case 'bootstrap':
      return bootstrap(world, pod, data, command.clusterId)
    case 'set-writable':
      return setReadOnly(world, pod, false)
    case 'set-read-only':
      return setReadOnly(world, pod, true)
    case 'follow-source': {
      const received = data.channel?.received ?? {}
      data.channel = openChannel({ sourceHost: command.sourceHost, sourcePort: command.sourcePort, user: command.user, password: command.password }, world.clock.now())
      // relay logs are thrown away; what they hold is fetched again from the new source
      for (const [uuid, { to }] of Object.entries(received)) if (to <= (data.executed[uuid] ?? 0)) data.channel.received[uuid] = { from: to, to }
      return startThreads(world, pod, data, 'both')
    }
    case 'start-replication':
      return startThreads(world, pod, data, command.threads)
    case 'stop-replication':
      return stopThreads(world, pod, data, command.threads)
    case 'detach-from-source':
      return detach(world, pod, data)
    case 'configure-semisync-source':
      if (!pod.mysqld.semiSync.loaded) return failure(1193, "Unknown system variable 'rpl_semi_sync_source_enabled'")
      configureSource(group, pod, data, command)
      return null
    case 'configure-semisync-replica':
      if (!pod.mysqld.semiSync.loaded) return failure(1193, "Unknown system variable 'rpl_semi_sync_replica_enabled'")
      pod.mysqld.semiSync.replicaEnabled = command.enabled
      return null
    case 'end-client-sessions':
      for (const fleet of group.fleets) if (fleet.connection?.podUid === pod.uid) fleet.connection = null
      return null
    case 'inject-empty-transactions':
      return injectEmpty(data, command.gtids)
    case 'probe-write':
      return probeWrite(world, pod, data)
    case 'clone-from':
      return cloneFrom(world, pod, command)
    default:
      return command satisfies never
  }
}

function failure(errorNumber: number, message: string): MysqlFailure {
  return { reason: 'error', errorNumber, message }
}

function bootstrap(world: World, pod: PodRuntime, data: DataDirectory, clusterId: string): null {
  if (data.clusterId === clusterId) return null
  data.clusterId = clusterId
  writeTransactions(world, pod, data, BOOTSTRAP_TRANSACTIONS)
  return null
}

/** Transactions of Podkeeper's own on a server that runs. */
export function writeTransactions(world: World, pod: PodRuntime, data: DataDirectory, count: number): void {
  const group = groupOfPod(world, pod)
  writeAtOnce(world, group, pod, data, count)
  refreshLoad(world, group)
}

function setReadOnly(world: World, pod: PodRuntime, readOnly: boolean): null {
  const data = volumeOf(world, pod)?.data
  if (pod.mysqld.readOnly === readOnly && pod.mysqld.superReadOnly === readOnly) return null
  // the statement waits for commits under way, and nobody else can write meanwhile
  const closing = readOnly && data !== undefined && waitingCount(data) > 0
  Object.assign(pod.mysqld, closing ? { superReadOnly: true, closing } : { readOnly, superReadOnly: readOnly, closing })
  world.signals.emit('mysql-changed', pod)
  return null
}

function startThreads(world: World, pod: PodRuntime, data: DataDirectory, threads: 'both' | 'io' | 'sql'): MysqlFailure | null {
  if (!data.channel) return failure(1200, 'The server is not configured as replica; fix in config file or with CHANGE REPLICATION SOURCE TO')
  const now = world.clock.now()
  if (threads !== 'sql') {
    const goesOn = data.channel.ioWanted && data.channel.ioConnected
    Object.assign(data.channel, { ioWanted: true, ioRetryAt: now, ioError: null, semiSync: goesOn ? data.channel.semiSync : pod.mysqld.semiSync.replicaEnabled })
  }
  if (threads !== 'io') {
    const broken = groupOfPod(world, pod).faults.sqlStopped.has(pod.name)
    Object.assign(data.channel, { sqlWanted: true, sqlError: broken ? (data.channel.sqlError ?? duplicateKeyError(data, now)) : null })
  }
  logReplicationStart(world, pod, data)
  settleGroup(world, groupOfPod(world, pod))
  world.signals.emit('mysql-changed', pod)
  return null
}

/** What a write on the replica by hand leads to: the row from the source exists already. */
export function duplicateKeyError(data: DataDirectory, nowMs: number): { number: number; message: string; atMs: number } {
  const [uuid = data.serverUuid, last = 0] = Object.entries(data.executed)[0] ?? []
  return {
    number: 1062, atMs: nowMs,
    message: `Worker 1 failed executing transaction '${uuid}:${last + 1}' at source log binlog.000003; Could not execute Write_rows event on table app.orders; Duplicate entry '${4000 + (last % 1000)}' for key 'orders.PRIMARY', Error_code: 1062; handler error HA_ERR_FOUND_DUPP_KEY`,
  }
}

function stopThreads(world: World, pod: PodRuntime, data: DataDirectory, threads: 'both' | 'io' | 'sql'): null {
  if (!data.channel) return null
  if (threads !== 'sql') Object.assign(data.channel, { ioWanted: false, ioConnected: false, ioError: null })
  if (threads !== 'io') Object.assign(data.channel, { sqlWanted: false })
  log(world, pod, "12 [System] [MY-014002] [Repl] Replica receiver thread for channel '' stopped by STOP REPLICA.")
  world.signals.emit('mysql-changed', pod)
  return null
}

/** RESET REPLICA ALL throws the relay log away. */
function detach(world: World, pod: PodRuntime, data: DataDirectory): null {
  if (data.channel === null) return null
  stopThreads(world, pod, data, 'both')
  data.channel = null
  world.signals.emit('mysql-changed', pod)
  return null
}

/** Sets of the sandbox have no gaps: what is injected goes on where the executed set ends. */
function injectEmpty(data: DataDirectory, gtids: string): MysqlFailure | null {
  for (const [server, intervals] of parseGtidSet(gtids)) {
    for (const { first, last } of intervals) {
      const executed = data.executed[server] ?? 0
      if (first > executed + 1) return failure(1105, `The sandbox knows no gaps: ${server} is executed up to ${executed}`)
      data.executed[server] = Math.max(executed, last)
      if (server === data.serverUuid) data.logged = Math.max(data.logged, last)
    }
  }
  return null
}

function probeWrite(world: World, pod: PodRuntime, data: DataDirectory): MysqlFailure | null {
  if (pod.mysqld.superReadOnly) return failure(1290, 'The MySQL server is running with the --super-read-only option so it cannot execute this statement')
  if (data.clusterId === null) return failure(1146, "Table 'podkeeper.cluster' doesn't exist")
  writeTransactions(world, pod, data, 1)
  return null
}

function cloneFrom(world: World, pod: PodRuntime, command: Extract<MysqlCommand, { type: 'clone-from' }>): MysqlFailure | null {
  const group = groupOfPod(world, pod)
  const source = `${command.donorHost}:${command.donorPort}`
  const problem = startClone(world, group, {
    recipient: pod, donor: resolveHost(world, command.donorHost, pod.namespace), source,
    user: command.user, password: command.password, inInitContainer: false,
    ended(succeeded) {
      if (!succeeded) return log(world, pod, `11 [ERROR] [MY-013272] [Clone] Plugin Clone reported: 'Client: Task from ${source} failed: Lost connection.'`)
      log(world, pod, "11 [Warning] [MY-013460] [InnoDB] Clone removing all user data for provisioning: Finished; restarting on the cloned data.")
      stopMysqld(world, pod, { clean: true })
      world.schedule(RESTART_MS, () => {
        if (!pod.gone && pod.mysqld.state === 'stopped' && pod.phase === 'Running') startMysqld(world, pod)
      })
    },
  })
  // the one that runs is taken for this one
  if (problem === TOO_MANY) return null
  if (problem) return failure(problem.number, problem.message)
  log(world, pod, `11 [Warning] [MY-013460] [InnoDB] Clone removing all user data for provisioning: Started (donor ${source}).`)
  return null
}
