import type { ReplicationFacts } from '@/server/domain/observation'
import type { MysqlGroup } from './mysql-group-state'
import { delayBetween, linkBetween, resolveHost } from './network'
import type { PodRuntime } from './pod-runtime'
import { readVariable } from './mysql-variables'
import { formatGtids, type DataDirectory, type ReplicationChannel } from './volume'
import { isFull, volumeOf } from './volume-of'
import type { World } from './world'

const CONNECT_RETRY_MS = 2000
/** replica_net_timeout of MySQL */
const NET_TIMEOUT_SECONDS = 60
/** Positions change by what other servers do; a chain longer than this is a circle. */
const CHAIN_MAX = 9

/** Brings one replica's threads to now: connects, receives, applies. */
export function settleReplica(world: World, group: MysqlGroup, pod: PodRuntime, depth = 0): void {
  const data = volumeOf(world, pod)?.data
  if (!data?.channel || pod.mysqld.state !== 'running') return
  const channel = data.channel
  const now = world.clock.now()
  if (pod.mysqld.hung) {
    channel.settledMs = now
    return
  }
  if (channel.settledMs === now && depth > 0) return
  receive(world, group, pod, data, channel, depth)
  apply(world, group, pod, data, channel)
  channel.settledMs = now
}

function receive(world: World, group: MysqlGroup, pod: PodRuntime, data: DataDirectory, channel: ReplicationChannel, depth: number): void {
  if (!channel.ioWanted || group.faults.ioStopped.has(pod.name)) {
    channel.ioConnected = false
    return
  }
  // the receiver waits for room in its relay log, reads nothing meanwhile and is told as running
  if (channel.ioConnected && isFull(world, pod)) return
  const source = resolveHost(world, channel.sourceHost, pod.namespace)
  const link = source ? linkBetween(world, pod, source) : 'refused'
  if (channel.ioConnected && link === 'silent' && !heardNothingForLong(world, pod, channel)) return
  if (!source || link !== 'open') {
    loseSource(world, channel, link === 'silent' ? 110 : 111)
    return
  }
  if (channel.ioConnected && channel.sourceRun !== runOf(source)) loseSource(world, channel, 111)
  if (depth < CHAIN_MAX) settleReplica(world, group, source, depth + 1)
  const from = volumeOf(world, source)?.data
  if (!from) return
  if (!channel.ioConnected && !connect(world, data, channel, from, source)) return
  channel.lastHeardMs = world.clock.now()
  takeOver(world, data, channel, from, delayBetween(world, pod, source))
}

/** Writes to the relay log what the source has in its binary log: also what waits there for acknowledgements. */
function takeOver(world: World, data: DataDirectory, channel: ReplicationChannel, from: DataDirectory, delayMs: number): void {
  const now = world.clock.now()
  const own = now - delayMs < channel.connectedAt ? 0 : Math.min(from.logged, delayMs === 0 ? from.logged : (world.journals.get(from.serverUuid)?.countAt(now - delayMs) ?? 0))
  for (const [uuid, last] of Object.entries({ ...from.executed, [from.serverUuid]: own })) {
    const have = Math.max(data.executed[uuid] ?? 0, channel.received[uuid]?.to ?? 0)
    if (last > have) channel.received[uuid] = { from: channel.received[uuid]?.from ?? have, to: last }
  }
}

function loseSource(world: World, channel: ReplicationChannel, systemError: 110 | 111): void {
  const now = world.clock.now()
  channel.ioConnected = false
  channel.sourceRun = null
  channel.ioRetryAt = now + CONNECT_RETRY_MS
  channel.ioError ??= { number: 2003, atMs: now, message: `Error connecting to source '${channel.user}@${channel.sourceHost}:${channel.sourcePort}'. This was attempt 1/10, with a delay of 2 seconds between attempts. Message: Can't connect to MySQL server on '${channel.sourceHost}:${channel.sourcePort}' (${systemError})` }
}

/** A connection over which nothing comes is given up after replica_net_timeout. */
function heardNothingForLong(world: World, pod: PodRuntime, channel: ReplicationChannel): boolean {
  const timeoutSeconds = Number(readVariable(world, pod, 'replica_net_timeout') ?? NET_TIMEOUT_SECONDS)
  return world.clock.now() - (channel.lastHeardMs ?? 0) >= timeoutSeconds * 1000
}

const runOf = (source: PodRuntime): string => `${source.uid}/${source.mysqld.startedAt}`

/** @returns whether the source accepted the connection and still has what is missing */
function connect(world: World, data: DataDirectory, channel: ReplicationChannel, from: DataDirectory, source: PodRuntime): boolean {
  const now = world.clock.now()
  if (now < channel.ioRetryAt) return false
  const fail = (number: number, message: string, forGood: boolean): false => {
    channel.ioError = { number, message, atMs: now }
    channel.ioRetryAt = now + CONNECT_RETRY_MS
    if (forGood) channel.ioWanted = false
    return false
  }
  if (from.passwords[channel.user] !== channel.password) {
    return fail(1045, `Error connecting to source '${channel.user}@${channel.sourceHost}:${channel.sourcePort}'. This was attempt 1/10, with a delay of 2 seconds between attempts. Message: Access denied for user '${channel.user}'@'%' (using password: YES)`, false)
  }
  if (from.serverUuid === data.serverUuid) {
    return fail(13117, 'Fatal error: The replica I/O thread stops because source and replica have equal MySQL server UUIDs; these UUIDs must be different for replication to work.', true)
  }
  const purged = Object.entries(from.purged).find(([uuid, last]) => Math.max(data.executed[uuid] ?? 0, channel.received[uuid]?.to ?? 0) < last)
  if (purged) {
    return fail(13114, `Got fatal error 1236 from source when reading data from binary log: 'Cannot replicate because the source purged required binary logs. Replicate the missing transactions from elsewhere, or provision a new replica from backup. The GTID set sent by the replica is '${formatGtids(data.executed)}', and the missing transactions are '${purged[0]}:${(data.executed[purged[0]] ?? 0) + 1}-${purged[1]}''`, true)
  }
  const had = Math.max(data.executed[from.serverUuid] ?? 0, channel.received[from.serverUuid]?.to ?? 0)
  Object.assign(channel, { ioConnected: true, ioError: null, sourceRun: runOf(source), connectedAt: now, hadAtConnect: had } satisfies Partial<ReplicationChannel>)
  return true
}

function apply(world: World, group: MysqlGroup, pod: PodRuntime, data: DataDirectory, channel: ReplicationChannel): void {
  const now = world.clock.now()
  // a replica that waits for acknowledgements itself commits nothing
  if (!sqlRuns(group, pod, channel) || waitsForNobody(pod) || isFull(world, pod)) return
  // what is left of one transaction is carried over, or frequent looks would stop a slow replica
  const credit = Math.min(channel.credit, 1) + (applyPerSecond(world, group, pod) * Math.max(0, now - channel.settledMs)) / 1000
  let budget = Math.floor(credit)
  channel.frontierMs = Math.max(channel.frontierMs, now - applyDelayMs(world, pod, now))
  for (const [uuid, received] of pending(world, data, channel)) {
    const executed = data.executed[uuid] ?? 0
    const reached = Math.min(received, world.journals.get(uuid)?.countAt(channel.frontierMs) ?? received)
    const applied = Math.max(0, Math.min(reached - executed, budget))
    if (applied > 0) data.executed[uuid] = executed + applied
    budget -= applied
  }
  channel.credit = budget + (credit - Math.floor(credit))
}

/** Servers whose transactions wait in the relay log with the last one's number, the oldest commit first. */
function pending(world: World, data: DataDirectory, channel: ReplicationChannel): [uuid: string, last: number][] {
  const next = (uuid: string): number => world.journals.get(uuid)?.timeOf((data.executed[uuid] ?? 0) + 1) ?? 0
  const waiting = Object.entries(channel.received).filter(([uuid, { to }]) => to > (data.executed[uuid] ?? 0))
  if (waiting.length > 1) waiting.sort(([a], [b]) => next(a) - next(b))
  return waiting.map(([uuid, { to }]) => [uuid, to])
}

function applyPerSecond(world: World, group: MysqlGroup, pod: PodRuntime): number {
  return group.faults.applyPerSecond.get(pod.name) ?? world.tuning.applyPerSecond
}

/**
 * How far behind a healthy applier is: some 10–400 ms that drift, and now and then a large transaction that holds it up for
 * seconds. The latter never ends suddenly, so that the lag is seen to shrink.
 */
export function applyDelayMs(world: World, pod: PodRuntime, atMs: number): number {
  const key = `delay/${pod.namespace}/${pod.name}`
  const drift = world.random.noise(key, atMs, 7000) * world.random.noise(`${key}/slow`, atMs, 90_000)
  const minute = Math.floor(atMs / 60_000)
  const size = world.random.unit(`${key}/spike@${minute}`) < 0.03 ? world.random.between(`${key}/size@${minute}`, 1500, 6000) : 0
  const sinceStart = (atMs - minute * 60_000) / 1000 - 20
  const shape = sinceStart < 0 || sinceStart > 12 ? 0 : Math.sin((Math.PI * sinceStart) / 12)
  return 10 + 390 * drift + size * shape
}

/** Left from a time as a source: `rpl_semi_sync_source_enabled` concerns the applier's commits too, and nobody follows. */
function waitsForNobody({ mysqld: { semiSync } }: PodRuntime): boolean {
  return semiSync.sourceEnabled && semiSync.sourceActive
}

function sqlRuns(group: MysqlGroup, pod: PodRuntime, channel: ReplicationChannel): boolean {
  return channel.sqlWanted && channel.sqlError === null && !group.faults.sqlStopped.has(pod.name)
}

/** What SHOW REPLICA STATUS and performance_schema would say. Settle before. */
export function readReplication(world: World, group: MysqlGroup, pod: PodRuntime, data: DataDirectory): ReplicationFacts | null {
  const { channel } = data
  if (!channel) return null
  const told = (error: ReplicationChannel['ioError']) => (error ? { number: error.number, message: error.message, at: new Date(error.atMs).toISOString() } : null)
  const ioWanted = channel.ioWanted && !group.faults.ioStopped.has(pod.name)
  return {
    sourceHost: channel.sourceHost,
    sourcePort: channel.sourcePort,
    autoPosition: true,
    ioThread: channel.ioConnected ? 'on' : ioWanted ? 'connecting' : 'off',
    sqlThread: sqlRuns(group, pod, channel) ? 'on' : 'off',
    ioError: told(channel.ioError),
    sqlError: told(channel.sqlError),
    retrievedGtidSet: formatReceived(channel),
    lagSeconds: lagSecondsOf(world, group, pod, data, channel),
    sqlDelaySeconds: 0,
    heardAgoSeconds: channel.lastHeardMs === null ? null : Math.max(0, Math.round(world.clock.now() - channel.lastHeardMs)) / 1000,
  }
}

function lagSecondsOf(world: World, group: MysqlGroup, pod: PodRuntime, data: DataDirectory, channel: ReplicationChannel): number | null {
  const oldest = pending(world, data, channel)[0]
  // caught up but cut off: the data is as old as the last word from the source
  if (!oldest) return channel.ioConnected ? 0 : channel.lastHeardMs === null ? null : Math.round(world.clock.now() - channel.lastHeardMs) / 1000
  const committedAt = world.journals.get(oldest[0])?.timeOf((data.executed[oldest[0]] ?? 0) + 1) ?? world.clock.now()
  // the commit was dated by another server's clock
  const skewMs = (group.faults.clockSkewMs.get(pod.name) ?? 0) - skewOf(world, group, oldest[0])
  return Math.max(0, Math.round(world.clock.now() - committedAt + skewMs) / 1000)
}

function skewOf(world: World, group: MysqlGroup, serverUuid: string): number {
  const writer = [...group.members.values()].find((pod) => volumeOf(world, pod)?.data.serverUuid === serverUuid)
  return writer ? (group.faults.clockSkewMs.get(writer.name) ?? 0) : 0
}

function formatReceived(channel: ReplicationChannel): string {
  return Object.entries(channel.received)
    .filter(([, { from, to }]) => to > from)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([uuid, { from, to }]) => (to === from + 1 ? `${uuid}:${to}` : `${uuid}:${from + 1}-${to}`))
    .join(',')
}
