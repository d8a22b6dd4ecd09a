import { journalOf, sortedMembers } from './mysql-group'
import type { MysqlGroup } from './mysql-group-state'
import { delayBetween, linkBetween, resolveHost } from './network'
import type { PodRuntime } from './pod-runtime'
import { isFull, volumeOf } from './volume-of'
import type { DataDirectory, ReplicationChannel } from './volume'
import type { World } from './world'

/** A replica whose receiver is connected and acknowledges. */
export interface Acknowledger {
  pod: PodRuntime
  data: DataDirectory
  channel: ReplicationChannel
  /** one way, ms */
  delayMs: number
  /** false: it is still counted, but nothing comes from it */
  live: boolean
}

/** Servers whose receivers are connected to `source` and acknowledge. */
export function acknowledgersOf(world: World, group: MysqlGroup, source: PodRuntime): Acknowledger[] {
  return sortedMembers(group).flatMap((pod) => {
    const data = volumeOf(world, pod)?.data
    const channel = data?.channel
    if (pod === source || !data || !channel?.ioConnected || !channel.semiSync || resolveHost(world, channel.sourceHost, pod.namespace) !== source) return []
    const live = pod.mysqld.state === 'running' && !pod.mysqld.hung && linkBetween(world, pod, source) === 'open' && !isFull(world, pod)
    return [{ pod, data, channel, delayMs: delayBetween(world, pod, source), live }]
  })
}

/**
 * Notes what the source has heard by now. An acknowledgement stays good when the replica goes: it has the transactions on disk.
 */
export function collectAcknowledgements(world: World, source: PodRuntime, data: DataDirectory, from: readonly Acknowledger[]): void {
  const now = world.clock.now()
  const { heard } = source.mysqld.semiSync
  for (const { data: replica, channel, delayMs, live } of from) {
    if (!live || now - delayMs < channel.connectedAt) continue
    const held = Math.max(replica.executed[data.serverUuid] ?? 0, channel.received[data.serverUuid]?.to ?? 0)
    const arrived = Math.min(held, journalOf(world, data.serverUuid).countAt(now - 2 * delayMs))
    heard.set(replica.serverUuid, Math.max(heard.get(replica.serverUuid) ?? 0, Math.min(held, channel.hadAtConnect), arrived))
  }
}

/** The last of the source's own transactions that `count` replicas acknowledged. */
export function acknowledgedUpTo(heard: ReadonlyMap<string, number>, count: number): number {
  return count <= 0 ? Infinity : ([...heard.values()].sort((a, b) => b - a)[count - 1] ?? 0)
}

/** Replicas from which an acknowledgement of what is written next would come in time. */
export function liveCount(source: PodRuntime, from: readonly Acknowledger[]): number {
  return promising(source, from).size
}

/** Replicas that acknowledged all that is written, or will without any help. */
export function promisingCount(source: PodRuntime, data: DataDirectory, from: readonly Acknowledger[]): number {
  const found = promising(source, from)
  for (const [serverUuid, last] of source.mysqld.semiSync.heard) if (last >= data.logged) found.add(serverUuid)
  return found.size
}

function promising(source: PodRuntime, from: readonly Acknowledger[]): Set<string> {
  return new Set(from.filter(({ live, delayMs }) => live && 2 * delayMs <= source.mysqld.semiSync.timeoutMs).map(({ data }) => data.serverUuid))
}
