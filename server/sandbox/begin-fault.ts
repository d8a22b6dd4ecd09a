import type { SandboxFault } from '@/server/contracts/sandbox'
import { loseApiServer } from './api-server'
import { refreshLoad, writeAtOnce } from './client-fleets'
import { abandonClones } from './clone'
import { requireGroup, requireNode, requirePod } from './fault-targets'
import { linkKey } from './group-faults'
import { crashContainer } from './kubelet'
import { expectSilence } from './ledger'
import { duplicateKeyError, executeCommand } from './mysql-commands'
import { groupOfPod } from './mysql-group'
import type { MysqlGroup } from './mysql-group-state'
import { log } from './mysqld'
import { hangMysqld } from './mysqld-hang'
import { cutNode, stopNode } from './node-lifecycle'
import { killPod } from './pod-deletion'
import type { PodRuntime } from './pod-runtime'
import { loseVolume } from './volume-loss'
import { usedBytesOf, volumeOf } from './volume-of'
import type { World } from './world'

type InstanceFault = Extract<SandboxFault, { instance: string }>

/** @returns whether the fault lasts. @throws AppError not-found */
export function beginFault(world: World, fault: SandboxFault): boolean {
  switch (fault.type) {
    case 'cut-node':
      cutNode(world, requireNode(world, fault.node))
      return true
    case 'stop-node':
      stopNode(world, requireNode(world, fault.node))
      return true
    case 'api-server-away':
      loseApiServer(world)
      return true
    case 'set-load':
      world.loads.set(fault.clusterId, fault.transactionsPerSecond)
      refreshLoad(world, requireGroup(world, fault.clusterId))
      return false
    default:
      return beginAtInstance(world, requirePod(world, fault.clusterId, fault.instance), fault)
  }
}

function beginAtInstance(world: World, pod: PodRuntime, fault: InstanceFault): boolean {
  switch (fault.type) {
    case 'kill-pod':
      killPod(world, pod)
      return false
    case 'crash-mysql':
      crashContainer(world, pod)
      return false
    case 'lose-volume':
      loseVolume(world, pod)
      return false
    case 'write-by-hand':
      writeByHand(world, pod, fault.transactions)
      return false
    case 'open-by-hand':
      if (pod.mysqld.state === 'running') executeCommand(world, pod, { type: 'set-writable' })
      return false
    case 'hang-mysql':
      hangMysqld(world, pod)
      return true
    default:
      beginLasting(world, pod, fault)
      return true
  }
}

type LastingFault = Exclude<InstanceFault, { type: 'kill-pod' | 'crash-mysql' | 'lose-volume' | 'write-by-hand' | 'open-by-hand' | 'hang-mysql' }>

function beginLasting(world: World, pod: PodRuntime, fault: LastingFault): void {
  const group = groupOfPod(world, pod)
  // what happened until now happened
  refreshLoad(world, group)
  note(world, group, pod, fault)
  if (fault.type === 'cut-link' || fault.type === 'isolate-instance') abandonClones(world, group, pod)
  refreshLoad(world, group)
  world.signals.emit('mysql-changed', pod)
}

function note(world: World, group: MysqlGroup, pod: PodRuntime, fault: LastingFault): void {
  const { faults } = group
  switch (fault.type) {
    case 'stop-sql-thread': {
      faults.sqlStopped.add(pod.name)
      const data = volumeOf(world, pod)?.data
      if (data?.channel) data.channel.sqlError = duplicateKeyError(data, world.clock.now())
      return
    }
    case 'stop-io-thread':
      faults.ioStopped.add(pod.name)
      return
    case 'slow-replica':
      faults.applyPerSecond.set(pod.name, fault.applyPerSecond)
      return
    case 'slow-link':
      faults.delayMs.set(pod.name, fault.delayMs)
      return
    case 'cut-link':
      faults.cutLinks.add(linkKey(pod.name, fault.peer))
      return
    case 'cut-operator':
      faults.cutFromOperator.add(pod.name)
      return
    case 'cut-clients':
      faults.cutFromClients.add(pod.name)
      return
    case 'isolate-instance':
      faults.isolated.set(pod.name, { clientsInside: fault.clientsInside })
      return
    case 'fill-volume': {
      const volume = volumeOf(world, pod)
      if (volume) faults.ballastBytes.set(pod.name, volume.capacityBytes - usedBytesOf(world, pod, volume))
      if (pod.mysqld.state === 'running') log(world, pod, "10 [ERROR] [MY-000035] [Server] Disk is full writing './relay.000002' (OS errno 28 - No space left on device). Waiting for someone to free space... Retry in 60 secs. Message reprinted in 600 secs.")
      return
    }
    case 'clock-skew':
      faults.clockSkewMs.set(pod.name, fault.skewMs)
      return
    default:
      fault satisfies never
  }
}

/** As somebody does who lifts super_read_only for a moment. No application waits for an answer. */
function writeByHand(world: World, pod: PodRuntime, transactions: number): void {
  const data = volumeOf(world, pod)?.data
  if (!data || pod.mysqld.state !== 'running') return
  const group = groupOfPod(world, pod)
  refreshLoad(world, group)
  expectSilence(group.ledger, data.serverUuid, { from: data.logged, to: data.logged + transactions })
  writeAtOnce(world, group, pod, data, transactions)
  refreshLoad(world, group)
  world.signals.emit('mysql-changed', pod)
}
