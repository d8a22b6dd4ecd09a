import { AppError } from '@/server/contracts/errors'
import { LABELS } from '@/server/domain/kubernetes-port'
import type { MysqlGroup } from './mysql-group-state'
import type { PodRuntime } from './pod-runtime'
import type { SandboxNode, World } from './world'

/** Groups that belong to a cluster of Podkeeper and are there. */
export function clusterGroups(world: World): MysqlGroup[] {
  return [...world.groups.values()].filter((group) => group.clusterId !== null && (group.members.size > 0 || world.objects.get('StatefulSet', group.namespace, group.setName) !== null))
}

/** @throws AppError not-found */
export function requireGroup(world: World, clusterId: string): MysqlGroup {
  const group = clusterGroups(world).find((candidate) => candidate.clusterId === clusterId)
  if (!group) throw new AppError('not-found', 'The sandbox has no instances of this cluster.', { action: 'Wait until it is created, or choose a cluster that runs in the sandbox.' })
  return group
}

/** @throws AppError not-found */
export function requirePod(world: World, clusterId: string, instance: string): PodRuntime {
  const pod = requireGroup(world, clusterId).members.get(instance)
  if (!pod || pod.object.manifest.metadata.labels?.[LABELS.clusterId] !== clusterId) {
    throw new AppError('not-found', `The sandbox has no pod ${instance} of this cluster now.`, { action: 'Wait until it exists again, or choose another instance.' })
  }
  return pod
}

/** @throws AppError not-found */
export function requireNode(world: World, name: string): SandboxNode {
  const node = world.nodes.get(name)
  if (!node) throw new AppError('not-found', `The sandbox has no node ${name}.`, { action: `Choose one of ${[...world.nodes.keys()].join(', ')}.` })
  return node
}
