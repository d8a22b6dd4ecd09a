import { acknowledgedUpTo, acknowledgersOf, collectAcknowledgements, liveCount, promisingCount, type Acknowledger } from './acknowledgements'
import { acknowledge, type Range } from './ledger'
import { journalOf } from './mysql-group'
import type { MysqlGroup } from './mysql-group-state'
import type { PodRuntime } from './pod-runtime'
import type { DataDirectory } from './volume'
import { volumeOf } from './volume-of'
import type { World } from './world'

/** Writes what clients gave until now to the binary log of the server, where it takes writes. */
export function logWrites(world: World, group: MysqlGroup, pod: PodRuntime): void {
  const data = runningData(world, pod)
  if (!data || group.loads.get(pod.uid)?.serverUuid !== data.serverUuid) return
  data.logged = Math.max(data.logged, journalOf(world, data.serverUuid).countAt(world.clock.now()))
  commitUnlessWaiting(group, pod, data)
}

/** Without semi-sync, or after it fell back, what is in the binary log is committed. */
export function commitUnlessWaiting(group: MysqlGroup, pod: PodRuntime, data: DataDirectory): void {
  if (!waitsForReplicas(pod)) commitUpTo(group, data, data.logged, false)
}

/** Commits what replicas acknowledged until now, and falls back to asynchronous when they took too long. */
export function commitAcknowledged(world: World, group: MysqlGroup, pod: PodRuntime): void {
  const data = runningData(world, pod)
  const { semiSync } = pod.mysqld
  if (!data || !semiSync.sourceEnabled) return
  const from = acknowledgersOf(world, group, pod)
  collectAcknowledgements(world, pod, data, from)
  if (!semiSync.sourceActive) {
    if (caughtUpCount(world, data, from) >= semiSync.waitForReplicaCount) Object.assign(semiSync, { sourceActive: true, waitsSince: null })
    return
  }
  const upTo = Math.min(data.logged, acknowledgedUpTo(semiSync.heard, semiSync.waitForReplicaCount))
  semiSync.acknowledgedCount += Math.max(0, upTo - (data.executed[data.serverUuid] ?? 0))
  commitUpTo(group, data, upTo, true)
  noteWaiting(world, group, pod, data, from)
}

function noteWaiting(world: World, group: MysqlGroup, pod: PodRuntime, data: DataDirectory, from: readonly Acknowledger[]): void {
  const { semiSync } = pod.mysqld
  const now = world.clock.now()
  if (waitingCount(data) === 0 || promisingCount(pod, data, from) >= semiSync.waitForReplicaCount) semiSync.waitsSince = null
  else semiSync.waitsSince ??= now
  if (semiSync.waitsSince !== null && now >= semiSync.waitsSince + semiSync.timeoutMs) releaseCommits(group, pod, data)
}

/** What waits is committed without acknowledgement: after a time-out, or when semi-sync is turned off. */
export function releaseCommits(group: MysqlGroup, pod: PodRuntime, data: DataDirectory): void {
  const { semiSync } = pod.mysqld
  semiSync.unacknowledgedCount += waitingCount(data)
  Object.assign(semiSync, { sourceActive: false, waitsSince: null })
  commitUpTo(group, data, data.logged, false)
}

/** What an ending server had in its binary log is committed at its next start, and its clients never hear of it. */
export function recoverCommits(data: DataDirectory): void {
  data.logged = Math.max(data.logged, data.executed[data.serverUuid] ?? 0)
  if (data.logged > 0) data.executed[data.serverUuid] = data.logged
}

/** commits that are in the binary log and not in the engine */
export function waitingCount(data: DataDirectory): number {
  return Math.max(0, data.logged - (data.executed[data.serverUuid] ?? 0))
}

export function waitsForReplicas({ mysqld: { semiSync } }: PodRuntime): boolean {
  return semiSync.sourceEnabled && semiSync.sourceActive
}

/** Whether a commit that begins now would get its acknowledgements without any help. */
export function canCommit(world: World, group: MysqlGroup, pod: PodRuntime): boolean {
  const data = runningData(world, pod)
  if (!data) return false
  return !waitsForReplicas(pod) || liveCount(pod, acknowledgersOf(world, group, pod)) >= pod.mysqld.semiSync.waitForReplicaCount
}

function commitUpTo(group: MysqlGroup, data: DataDirectory, last: number, durable: boolean): void {
  const range: Range = { from: data.executed[data.serverUuid] ?? 0, to: last }
  if (range.to <= range.from) return
  data.executed[data.serverUuid] = last
  acknowledge(group.ledger, data.serverUuid, range, durable)
}

/** Replicas that received all but what is on its way. */
function caughtUpCount(world: World, data: DataDirectory, from: readonly Acknowledger[]): number {
  const journal = journalOf(world, data.serverUuid)
  return from.filter(({ data: replica, channel, delayMs, live }) => {
    const held = Math.max(replica.executed[data.serverUuid] ?? 0, channel.received[data.serverUuid]?.to ?? 0)
    return live && held >= Math.min(data.logged, journal.countAt(world.clock.now() - delayMs))
  }).length
}

function runningData(world: World, pod: PodRuntime): DataDirectory | null {
  return pod.mysqld.state === 'running' && !pod.mysqld.hung ? (volumeOf(world, pod)?.data ?? null) : null
}
