import type { SandboxFault } from '@/server/contracts/sandbox'
import { returnApiServer } from './api-server'
import { refreshLoad } from './client-fleets'
import { clusterGroups, requireNode } from './fault-targets'
import { linkKey, type GroupFaults } from './group-faults'
import { thawMysqld } from './mysqld-hang'
import { healNode } from './node-lifecycle'
import { volumeOf } from './volume-of'
import type { World } from './world'

type InstanceFault = Extract<SandboxFault, { instance: string }>

/** The cause is repaired and what stood still goes on, even when the pod was replaced meanwhile. */
export function endFault(world: World, fault: SandboxFault): void {
  switch (fault.type) {
    case 'cut-node':
    case 'stop-node':
      healNode(world, requireNode(world, fault.node))
      return
    case 'api-server-away':
      returnApiServer(world)
      return
    case 'set-load':
      return
    default:
      endAtInstance(world, fault)
  }
}

function endAtInstance(world: World, fault: InstanceFault): void {
  const group = clusterGroups(world).find((candidate) => candidate.clusterId === fault.clusterId)
  if (!group) return
  refreshLoad(world, group)
  forget(group.faults, fault)
  const pod = group.members.get(fault.instance)
  if (pod && fault.type === 'hang-mysql') thawMysqld(world, pod)
  const channel = pod ? volumeOf(world, pod)?.data.channel : null
  if (channel) Object.assign(channel, resumedBy(fault))
  refreshLoad(world, group)
  if (pod) world.signals.emit('mysql-changed', pod)
}

function resumedBy(fault: InstanceFault): object {
  if (fault.type === 'stop-sql-thread') return { sqlError: null, sqlWanted: true }
  return fault.type === 'stop-io-thread' ? { ioError: null, ioWanted: true } : {}
}

function forget(faults: GroupFaults, fault: InstanceFault): void {
  switch (fault.type) {
    case 'stop-sql-thread':
      faults.sqlStopped.delete(fault.instance)
      return
    case 'stop-io-thread':
      faults.ioStopped.delete(fault.instance)
      return
    case 'slow-replica':
      faults.applyPerSecond.delete(fault.instance)
      return
    case 'slow-link':
      faults.delayMs.delete(fault.instance)
      return
    case 'cut-link':
      faults.cutLinks.delete(linkKey(fault.instance, fault.peer))
      return
    case 'cut-operator':
      faults.cutFromOperator.delete(fault.instance)
      return
    case 'cut-clients':
      faults.cutFromClients.delete(fault.instance)
      return
    case 'isolate-instance':
      faults.isolated.delete(fault.instance)
      return
    case 'fill-volume':
      faults.ballastBytes.delete(fault.instance)
      return
    case 'clock-skew':
      faults.clockSkewMs.delete(fault.instance)
      return
    case 'kill-pod':
    case 'crash-mysql':
    case 'hang-mysql':
    case 'lose-volume':
    case 'write-by-hand':
    case 'open-by-hand':
      return
    default:
      fault satisfies never
  }
}
