import { groupOfPod, settleGroup } from './mysql-group'
import { logReplicationStart } from './mysqld'
import { openChannel } from './replication-channel'
import { readPasswords } from './secrets'
import type { PodRuntime } from './pod-runtime'
import { volumeOf } from './volume-of'
import type { World } from './world'

const FIRST_LOOK_MS = 1500
const NEXT_LOOK_MS = 5000

/**
 * The `replication` sidecar of management `statefulset`: points its server at ordinal 0 and starts what stands still.
 * It looks only after something changed, because a running replica stays as it is.
 */
export function runSidecars(world: World): void {
  const looking = new Set<string>()
  world.signals.on('mysql-changed', (pod) => {
    if (!pod.selfReplicating || pod.ordinal === 0 || pod.mysqld.state !== 'running' || looking.has(pod.uid)) return
    looking.add(pod.uid)
    world.schedule(FIRST_LOOK_MS, () => look(pod))
  })

  function look(pod: PodRuntime): void {
    if (pod.gone || pod.mysqld.state !== 'running' || ensureReplication(world, pod)) {
      looking.delete(pod.uid)
      return
    }
    world.schedule(NEXT_LOOK_MS, () => look(pod))
  }
}

/** @returns whether both threads are asked to run and nothing stops them */
function ensureReplication(world: World, pod: PodRuntime): boolean {
  const data = volumeOf(world, pod)?.data
  if (!data || data.clone?.state === 'in-progress') return false
  const group = groupOfPod(world, pod)
  settleGroup(world, group)
  if (!data.channel) {
    const password = readPasswords(world, pod.namespace, pod.setName)['replication'] ?? ''
    data.channel = openChannel({ sourceHost: `${pod.setName}-0.${pod.setName}.${pod.namespace}.svc.cluster.local`, sourcePort: 3306, user: 'replication', password }, world.clock.now())
    logReplicationStart(world, pod, data)
  }
  Object.assign(data.channel, { ioWanted: true, sqlWanted: true })
  return data.channel.sqlError === null && !group.faults.sqlStopped.has(pod.name) && !group.faults.ioStopped.has(pod.name)
}
