import { AppError } from '@/server/contracts/errors'
import type { ActiveFault, SandboxFault } from '@/server/contracts/sandbox'
import { LABELS } from '@/server/domain/kubernetes-port'
import type { SandboxControl } from '@/server/domain/sandbox-port'
import { loseApiServer, returnApiServer } from './api-server'
import { duplicateKeyError } from './mysql-commands'
import { groupOfPod, loadOf, refreshLoad, settleGroup } from './mysql-group'
import type { MysqlGroup } from './mysql-group-state'
import { cutNode, healNode } from './node-lifecycle'
import { killPod } from './pod-deletion'
import type { PodRuntime } from './pod-runtime'
import { volumeOf } from './volume-of'
import type { SandboxNode, World } from './world'

/** The fault panel. @throws AppError not-found for an instance, cluster or node that the sandbox does not have */
export function createSandboxControl(world: World): SandboxControl {
  const faults = new Map<string, ActiveFault>()

  return {
    state: () => ({
      nodes: [...world.nodes.values()].map(({ name, zone, ready, cut }) => ({ name, zone, ready: ready && !cut })),
      faults: [...faults.values()],
      loads: clusterGroups(world).map((group) => ({ clusterId: group.clusterId ?? '', transactionsPerSecond: loadOf(world, group) })),
    }),
    inject(fault) {
      if ([...faults.values()].some((active) => JSON.stringify(active.fault) === JSON.stringify(fault))) return
      if (!begin(world, fault)) return
      const id = world.random.hex(`fault-${world.nextNumber()}`, 12)
      faults.set(id, { id, fault, since: new Date(world.clock.now()).toISOString(), description: describe(fault) })
    },
    end(faultId) {
      const active = faults.get(faultId)
      if (!active) throw new AppError('not-found', 'The fault was ended already.', { action: 'Reload the page to see what is active.' })
      faults.delete(faultId)
      end(world, active.fault)
    },
  }
}

/** @returns whether the fault lasts */
function begin(world: World, fault: SandboxFault): boolean {
  switch (fault.type) {
    case 'kill-pod':
      killPod(world, requirePod(world, fault.clusterId, fault.instance))
      return false
    case 'set-load': {
      const group = requireGroup(world, fault.clusterId)
      world.loads.set(fault.clusterId, fault.transactionsPerSecond)
      refreshLoad(world, group)
      return false
    }
    case 'stop-sql-thread':
      changeInstance(world, requirePod(world, fault.clusterId, fault.instance), (group, pod) => {
        group.faults.sqlStopped.add(pod.name)
        const data = volumeOf(world, pod)?.data
        if (data?.channel) data.channel.sqlError = duplicateKeyError(data, world.clock.now())
      })
      return true
    case 'stop-io-thread':
      changeInstance(world, requirePod(world, fault.clusterId, fault.instance), (group, pod) => group.faults.ioStopped.add(pod.name))
      return true
    case 'slow-replica':
      changeInstance(world, requirePod(world, fault.clusterId, fault.instance), (group, pod) => group.faults.applyPerSecond.set(pod.name, fault.applyPerSecond))
      return true
    case 'cut-node':
      cutNode(world, requireNode(world, fault.node))
      return true
    case 'api-server-away':
      loseApiServer(world)
      return true
    default:
      return fault satisfies never
  }
}

function end(world: World, fault: SandboxFault): void {
  switch (fault.type) {
    case 'stop-sql-thread':
      endOnInstance(world, fault, (group) => group.faults.sqlStopped.delete(fault.instance), { sqlError: null, sqlWanted: true })
      return
    case 'stop-io-thread':
      endOnInstance(world, fault, (group) => group.faults.ioStopped.delete(fault.instance), { ioError: null, ioWanted: true })
      return
    case 'slow-replica':
      endOnInstance(world, fault, (group) => group.faults.applyPerSecond.delete(fault.instance), {})
      return
    case 'cut-node':
      healNode(world, requireNode(world, fault.node))
      return
    case 'api-server-away':
      returnApiServer(world)
      return
    case 'kill-pod':
    case 'set-load':
      return
    default:
      fault satisfies never
  }
}

function changeInstance(world: World, pod: PodRuntime, change: (group: MysqlGroup, pod: PodRuntime) => void): void {
  const group = groupOfPod(world, pod)
  settleGroup(world, group)
  change(group, pod)
  settleGroup(world, group)
  world.signals.emit('mysql-changed', pod)
}

/** The cause is repaired and what stood still goes on, even when the pod was replaced meanwhile. */
function endOnInstance(world: World, fault: { clusterId: string; instance: string }, change: (group: MysqlGroup) => void, resumed: { sqlError?: null; sqlWanted?: true; ioError?: null; ioWanted?: true }): void {
  const group = clusterGroups(world).find((candidate) => candidate.clusterId === fault.clusterId)
  if (!group) return
  settleGroup(world, group)
  change(group)
  const pod = group.members.get(fault.instance)
  const channel = pod ? volumeOf(world, pod)?.data.channel : null
  if (channel) Object.assign(channel, resumed)
  settleGroup(world, group)
  if (pod) world.signals.emit('mysql-changed', pod)
}

function describe(fault: SandboxFault): string {
  switch (fault.type) {
    case 'stop-sql-thread':
      return `The applier of ${fault.instance} stopped with a duplicate key (error 1062) and does not start until this is ended`
    case 'stop-io-thread':
      return `The receiver of ${fault.instance} is stopped and does not start until this is ended`
    case 'slow-replica':
      return `${fault.instance} applies at most ${fault.applyPerSecond} transactions per second`
    case 'cut-node':
      return `Node ${fault.node} is cut off the network`
    case 'api-server-away':
      return 'The Kubernetes API server does not answer'
    case 'kill-pod':
      return `${fault.instance} was killed`
    case 'set-load':
      return `Clients write ${fault.transactionsPerSecond} transactions per second`
    default:
      return fault satisfies never
  }
}

function clusterGroups(world: World): MysqlGroup[] {
  return [...world.groups.values()].filter((group) => group.clusterId !== null && (group.members.size > 0 || world.objects.get('StatefulSet', group.namespace, group.setName) !== null))
}

function requireGroup(world: World, clusterId: string): MysqlGroup {
  const group = clusterGroups(world).find((candidate) => candidate.clusterId === clusterId)
  if (!group) throw new AppError('not-found', 'The sandbox has no instances of this cluster.', { action: 'Wait until it is created, or choose a cluster that runs in the sandbox.' })
  return group
}

function requirePod(world: World, clusterId: string, instance: string): PodRuntime {
  const pod = requireGroup(world, clusterId).members.get(instance)
  if (!pod || pod.object.manifest.metadata.labels?.[LABELS.clusterId] !== clusterId) {
    throw new AppError('not-found', `The sandbox has no pod ${instance} of this cluster now.`, { action: 'Wait until it exists again, or choose another instance.' })
  }
  return pod
}

function requireNode(world: World, name: string): SandboxNode {
  const node = world.nodes.get(name)
  if (!node) throw new AppError('not-found', `The sandbox has no node ${name}.`, { action: `Choose one of ${[...world.nodes.keys()].join(', ')}.` })
  return node
}
