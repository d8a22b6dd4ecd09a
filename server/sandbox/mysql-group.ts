import { LABELS } from '@/server/domain/kubernetes-port'
import { createGroupFaults } from './group-faults'
import { createJournal, type Journal } from './journal'
import { createLedger } from './ledger'
import type { MysqlGroup } from './mysql-group-state'
import type { PodRuntime } from './pod-runtime'
import type { World } from './world'

export function groupOf(world: World, namespace: string, setName: string): MysqlGroup {
  const key = `${namespace}/${setName}`
  const found = world.groups.get(key)
  if (found) return found
  const group: MysqlGroup = {
    namespace, setName, clusterId: null, members: new Map(),
    fleets: [{ name: 'outside', node: null, share: 1, connection: null }],
    loads: new Map(), ledger: createLedger(), faults: createGroupFaults(), awaited: false,
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

export function sortedMembers(group: MysqlGroup): PodRuntime[] {
  return [...group.members.values()].sort((a, b) => a.ordinal - b.ordinal)
}

/** Mean transactions per second that clients of the cluster would like to write. */
export function loadOf(world: World, group: MysqlGroup): number {
  const set = group.clusterId === null ? undefined : world.loads.get(group.clusterId)
  return set ?? world.tuning.transactionsPerSecond ?? Math.round(world.random.between(`load/${group.namespace}/${group.setName}`, 20, 80))
}

/** What is written to this server now, per second. */
export function loadAt(group: MysqlGroup, pod: PodRuntime): number {
  return group.loads.get(pod.uid)?.transactionsPerSecond ?? 0
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
