import { canCommit, commitUnlessWaiting, waitingCount, waitsForReplicas } from './commits'
import { acknowledgersOf } from './acknowledgements'
import { expectSilence } from './ledger'
import { journalOf, loadOf, sortedMembers } from './mysql-group'
import type { ClientFleet, MysqlGroup } from './mysql-group-state'
import { endpointPods } from './network'
import type { PodRuntime } from './pod-runtime'
import { alignJournal } from './reused-gtids'
import { settleGroup } from './settle-group'
import type { DataDirectory } from './volume'
import { isFull, volumeOf } from './volume-of'
import { nodesReachable, type World } from './world'

const LOOK_MS = 500
const CLOSING_LOOK_MS = 50
const SESSIONS_MAX = 16
const TRANSACTIONS_PER_SESSION = 4

/**
 * Brings the group to now and lets its clients find where to write, after a change of endpoints, servers, links or load. Looks
 * again by itself while something goes on: commits that wait, receivers that connect, a server that closes.
 */
export function refreshLoad(world: World, group: MysqlGroup): void {
  settleGroup(world, group)
  for (const pod of sortedMembers(group)) finishClosing(world, group, pod)
  for (const fleet of group.fleets) chooseServer(world, group, fleet)
  for (const pod of group.members.values()) changeLoad(world, group, pod)
  forgetLoads(world, group)
  planLook(world, group)
}

/** Statements that had arrived at a server before it stopped answering are carried out when it goes on; their senders have gone. */
export function carryOutQueued(world: World, group: MysqlGroup, pod: PodRuntime): void {
  const data = volumeOf(world, pod)?.data
  const asked = wantedAt(world, group, pod)
  if (!data || pod.mysqld.state !== 'running' || !isWritable(pod) || asked === 0) return
  const from = data.logged
  writeAtOnce(world, group, pod, data, sessionsOf(asked))
  expectSilence(group.ledger, data.serverUuid, { from, to: data.logged })
}

/** `count` commits at once. They are in the binary log afterwards; whether they are executed is for replicas to say. */
export function writeAtOnce(world: World, group: MysqlGroup, pod: PodRuntime, data: DataDirectory, count: number): void {
  alignJournal(world, group, pod, data)
  const journal = journalOf(world, data.serverUuid)
  journal.append(world.clock.now(), count)
  // append ended the period of load; it begins again with the next look
  group.loads.delete(pod.uid)
  data.logged = journal.countAt(world.clock.now())
  commitUnlessWaiting(group, pod, data)
}

function finishClosing(world: World, group: MysqlGroup, pod: PodRuntime): void {
  const data = volumeOf(world, pod)?.data
  if (!pod.mysqld.closing || !data || waitingCount(data) > 0) return
  Object.assign(pod.mysqld, { closing: false, readOnly: true, superReadOnly: true })
  group.loads.delete(pod.uid)
  world.signals.emit('mysql-changed', pod)
}

/** Connections are kept while they work. One to a server that does not answer is given up for another server, and else waited on. */
function chooseServer(world: World, group: MysqlGroup, fleet: ClientFleet): void {
  const now = connectedTo(world, fleet)
  if (now && isWritable(now) && !now.mysqld.hung && reaches(world, group, fleet, now)) return
  const next = endpointsSeenBy(world, group, fleet).find((pod) => isWritable(pod) && !pod.mysqld.hung && reaches(world, group, fleet, pod) && isBegun(world, pod))
  if (next) fleet.connection = { podUid: next.uid, startedAt: next.mysqld.startedAt }
  else if (!now || !isWritable(now)) fleet.connection = null
}

function connectedTo(world: World, { connection }: ClientFleet): PodRuntime | null {
  const pod = connection ? world.pods.get(connection.podUid) : undefined
  return pod?.mysqld.state === 'running' && pod.mysqld.startedAt === connection?.startedAt ? pod : null
}

/** A node that is cut off hears of no change of endpoints. */
function endpointsSeenBy(world: World, group: MysqlGroup, fleet: ClientFleet): PodRuntime[] {
  if (fleet.node !== null && world.nodes.get(fleet.node)?.cut) return []
  return endpointPods(world, group.namespace, `${group.setName}-primary`, group.members.values())
}

function isWritable({ mysqld }: PodRuntime): boolean {
  return mysqld.state === 'running' && !mysqld.readOnly && !mysqld.superReadOnly
}

/** Applications have nothing to write to before the cluster has been begun. */
function isBegun(world: World, pod: PodRuntime): boolean {
  const data = volumeOf(world, pod)?.data
  return data !== undefined && (data.clusterId !== null || pod.selfReplicating)
}

function reaches(world: World, group: MysqlGroup, fleet: ClientFleet, pod: PodRuntime): boolean {
  if (fleet.node !== null && fleet.node === pod.node) return true
  const isolated = group.faults.isolated.get(pod.name)
  if (isolated) return isolated.clientsInside
  return nodesReachable(world, fleet.node, pod.node) && !(fleet.node === null && group.faults.cutFromClients.has(pod.name))
}

/** Transactions per second that clients would like to write to this server. */
function wantedAt(world: World, group: MysqlGroup, pod: PodRuntime): number {
  const share = group.fleets.filter((fleet) => connectedTo(world, fleet) === pod && reaches(world, group, fleet, pod)).reduce((sum, fleet) => sum + fleet.share, 0)
  return share * loadOf(world, group)
}

function changeLoad(world: World, group: MysqlGroup, pod: PodRuntime): void {
  const data = volumeOf(world, pod)?.data
  const asked = data && isWritable(pod) && !pod.mysqld.hung && !isFull(world, pod) ? wantedAt(world, group, pod) : 0
  const flows = asked > 0 && canCommit(world, group, pod)
  if (data && asked > 0 && !flows && !pod.mysqld.semiSync.sessionsTaken) {
    pod.mysqld.semiSync.sessionsTaken = true
    writeAtOnce(world, group, pod, data, Math.max(0, sessionsOf(asked) - waitingCount(data)))
  }
  if (flows) pod.mysqld.semiSync.sessionsTaken = false
  const next = data && flows ? { serverUuid: data.serverUuid, transactionsPerSecond: Math.min(asked, throughput(world, group, pod, asked)) } : null
  const now = group.loads.get(pod.uid)
  if (now?.serverUuid === next?.serverUuid && now?.transactionsPerSecond === next?.transactionsPerSecond) return
  const atMs = world.clock.now()
  if (now) journalOf(world, now.serverUuid).closeLoad(atMs)
  if (!next || !data) {
    group.loads.delete(pod.uid)
    return
  }
  alignJournal(world, group, pod, data)
  journalOf(world, next.serverUuid).openLoad(atMs, next.transactionsPerSecond)
  group.loads.set(pod.uid, next)
}

/** One commit of a session at a time, each as long as the way to the replicas and back. */
function throughput(world: World, group: MysqlGroup, pod: PodRuntime, asked: number): number {
  if (!waitsForReplicas(pod)) return asked
  const delays = acknowledgersOf(world, group, pod).filter(({ live }) => live).map(({ delayMs }) => delayMs).sort((a, b) => a - b)
  const delayMs = delays[pod.mysqld.semiSync.waitForReplicaCount - 1] ?? 0
  return delayMs === 0 ? asked : (sessionsOf(asked) * 1000) / (2 * delayMs)
}

function sessionsOf(transactionsPerSecond: number): number {
  return Math.max(1, Math.min(SESSIONS_MAX, Math.round(transactionsPerSecond / TRANSACTIONS_PER_SESSION)))
}

/** Pods that are gone write nothing. */
function forgetLoads(world: World, group: MysqlGroup): void {
  for (const [podUid, load] of group.loads) {
    if (world.pods.has(podUid)) continue
    journalOf(world, load.serverUuid).closeLoad(world.clock.now())
    group.loads.delete(podUid)
  }
}

function planLook(world: World, group: MysqlGroup): void {
  const closing = sortedMembers(group).some((pod) => pod.mysqld.closing)
  if (group.awaited || !(closing || sortedMembers(group).some((pod) => goesOn(world, group, pod)))) return
  group.awaited = true
  world.schedule(closing ? CLOSING_LOOK_MS : LOOK_MS, () => {
    group.awaited = false
    refreshLoad(world, group)
  })
}

function goesOn(world: World, group: MysqlGroup, pod: PodRuntime): boolean {
  const data = volumeOf(world, pod)?.data
  if (!data || pod.mysqld.state !== 'running') return false
  const { semiSync } = pod.mysqld
  const connects = data.channel !== null && data.channel.ioWanted && !data.channel.ioConnected && !group.faults.ioStopped.has(pod.name)
  return connects || waitingCount(data) > 0 || (semiSync.sourceEnabled && !semiSync.sourceActive)
}
