import { carryOutQueued, refreshLoad } from './client-fleets'
import { abandonClones } from './clone'
import { groupOfPod } from './mysql-group'
import type { PodRuntime } from './pod-runtime'
import type { World } from './world'

/** SIGSTOP: connections stay, nothing is answered. */
export function hangMysqld(world: World, pod: PodRuntime): void {
  if (pod.mysqld.state !== 'running' || pod.mysqld.hung) return
  const group = groupOfPod(world, pod)
  refreshLoad(world, group)
  abandonClones(world, group, pod)
  pod.mysqld.hung = true
  world.signals.emit('mysql-changed', pod)
}

/** SIGCONT: it goes on where it was, also with statements whose senders have gone. */
export function thawMysqld(world: World, pod: PodRuntime): void {
  if (!pod.mysqld.hung) return
  const group = groupOfPod(world, pod)
  refreshLoad(world, group)
  pod.mysqld.hung = false
  carryOutQueued(world, group, pod)
  world.signals.emit('mysql-changed', pod)
}
