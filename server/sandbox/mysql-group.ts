import { LABELS } from '@/server/domain/kubernetes-port'
import { endpointPods } from './network'
import { settleReplica } from './replication'
import type { PodRuntime } from './pod-runtime'
import { createJournal, type Journal } from './journal'
import type { MysqlGroup } from './mysql-group-state'
import { volumeOf } from './volume-of'
import type { World } from './world'

export function groupOf(world: World, namespace: string, setName: string): MysqlGroup {
  const key = `${namespace}/${setName}`
  const found = world.groups.get(key)
  if (found) return found
  const group: MysqlGroup = {
    namespace, setName, clusterId: null, members: new Map(), writer: null,
    faults: { sqlStopped: new Set(), ioStopped: new Set(), applyPerSecond: new Map() },
  }
  world.groups.set(key, group)
  return group
}

export function groupOfPod(world: World, pod: PodRuntime): MysqlGroup {
  return groupOf(world, pod.namespace, pod.setName)
}

export function journalOf(world: World, serverUuid: string): Journal {
  const found = world.journals.get(serverUuid)
  if (found) return found
  const journal = createJournal(world.random, serverUuid)
  world.journals.set(serverUuid, journal)
  return journal
}

/**
 * Brings every server of the group to now. Called before anything changes that replication depends on, so that between two
 * calls nothing but time has passed.
 */
export function settleGroup(world: World, group: MysqlGroup): void {
  settleWriter(world, group)
  for (const pod of sortedMembers(group)) settleReplica(world, group, pod)
}

export function sortedMembers(group: MysqlGroup): PodRuntime[] {
  return [...group.members.values()].sort((a, b) => a.ordinal - b.ordinal)
}

function settleWriter(world: World, group: MysqlGroup): void {
  if (!group.writer) return
  const pod = world.pods.get(group.writer.podUid)
  const volume = pod ? volumeOf(world, pod) : null
  if (volume?.data.serverUuid !== group.writer.serverUuid) return
  volume.data.executed[group.writer.serverUuid] = journalOf(world, group.writer.serverUuid).countAt(world.clock.now())
}

/** Lets the clients find where to write, after a change of endpoints, servers or load. */
export function refreshLoad(world: World, group: MysqlGroup): void {
  settleGroup(world, group)
  const next = findWriter(world, group)
  const now = group.writer
  if (now?.podUid === next?.podUid && now?.serverUuid === next?.serverUuid && now?.transactionsPerSecond === next?.transactionsPerSecond) return
  const atMs = world.clock.now()
  if (now) journalOf(world, now.serverUuid).closeLoad(atMs)
  if (next) journalOf(world, next.serverUuid).openLoad(atMs, next.transactionsPerSecond)
  group.writer = next
}

function findWriter(world: World, group: MysqlGroup): MysqlGroup['writer'] {
  for (const pod of endpointPods(world, group.namespace, `${group.setName}-primary`, group.members.values())) {
    const volume = volumeOf(world, pod)
    if (!volume || pod.mysqld.state !== 'running' || pod.mysqld.readOnly || isCut(world, pod)) continue
    if (volume.data.clusterId === null && !pod.selfReplicating) continue
    return { podUid: pod.uid, serverUuid: volume.data.serverUuid, transactionsPerSecond: loadOf(world, group) }
  }
  return null
}

/** Mean transactions per second that clients of the cluster would like to write. */
export function loadOf(world: World, group: MysqlGroup): number {
  const set = group.clusterId === null ? undefined : world.loads.get(group.clusterId)
  return set ?? world.tuning.transactionsPerSecond ?? Math.round(world.random.between(`load/${group.namespace}/${group.setName}`, 20, 80))
}

function isCut(world: World, pod: PodRuntime): boolean {
  return pod.node !== null && world.nodes.get(pod.node)?.cut === true
}

export function noteMember(world: World, pod: PodRuntime): void {
  const group = groupOfPod(world, pod)
  group.members.set(pod.name, pod)
  group.clusterId = pod.object.manifest.metadata.labels?.[LABELS.clusterId] ?? group.clusterId
}

export function forgetMember(world: World, pod: PodRuntime): void {
  const group = groupOfPod(world, pod)
  if (group.members.get(pod.name) === pod) group.members.delete(pod.name)
}
