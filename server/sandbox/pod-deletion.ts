import { abandonClones } from './clone'
import { forgetMember, groupOfPod } from './mysql-group'
import { stopMysqld } from './mysqld'
import { readNumber } from './read-manifest'
import type { PodRuntime } from './pod-runtime'
import { endContainer, podChanged, recordPodEvent } from './pod-steps'
import { settleGroup } from './settle-group'
import type { World } from './world'

const GRACE_DEFAULT_SECONDS = 30

/**
 * Asks the kubelet to end a pod in order: mysqld shuts down cleanly within its time of grace, or is killed; then the pod goes.
 * @param graceSeconds the pod's own when left out. A second request shortens the first one's. 0: gone from the API at once
 */
export function deletePod(world: World, pod: PodRuntime, graceSeconds = graceOf(pod)): void {
  if (pod.gone) return
  if (graceSeconds === 0) return killPod(world, pod)
  const again = pod.object.deletingSince !== null
  if (!again) {
    world.objects.markDeleting(pod.object)
    podChanged(world, pod)
  }
  if (pod.node === null) return removePod(world, pod)
  const end = (): void => {
    if (pod.gone) return
    const node = world.nodes.get(pod.node ?? '')
    if (node?.cut) node.waiting.push(end)
    else if (again) world.schedule(graceSeconds * 1000, () => finish(world, pod, { clean: false }))
    else terminate(world, pod, graceSeconds * 1000)
  }
  end()
}

function graceOf(pod: PodRuntime): number {
  return readNumber(pod.object.manifest, 'spec', 'terminationGracePeriodSeconds') ?? GRACE_DEFAULT_SECONDS
}

function terminate(world: World, pod: PodRuntime, graceMs: number): void {
  // what was still starting ends here
  pod.run++
  for (const container of pod.containers) {
    if (container.state === 'running') recordPodEvent(world, pod, 'Normal', 'Killing', `Stopping container ${container.name}`)
  }
  const shutdownMs = pod.mysqld.state === 'stopped' ? 200 : pod.mysqld.hung ? Infinity : world.random.between(`shutdown/${pod.uid}`, 700, 2200)
  world.schedule(Math.min(shutdownMs, graceMs), () => finish(world, pod, { clean: shutdownMs <= graceMs }))
}

function finish(world: World, pod: PodRuntime, { clean }: { clean: boolean }): void {
  const node = world.nodes.get(pod.node ?? '')
  if (pod.gone) return
  if (node?.cut) {
    node.waiting.push(() => finish(world, pod, { clean }))
    return
  }
  stopMysqld(world, pod, { clean })
  for (const container of pod.containers) if (container.state === 'running') endContainer(world, container, clean ? 'Completed' : 'Error', clean ? 0 : 137)
  pod.ready = false
  world.throughApiServer(() => removePod(world, pod))
}

/** The pod is gone at once, as with --force --grace-period=0 on a machine that obeys: mysqld had no time to shut down. */
export function killPod(world: World, pod: PodRuntime): void {
  if (pod.gone) return
  pod.run++
  recordPodEvent(world, pod, 'Normal', 'Killing', 'Stopping container mysql')
  stopMysqld(world, pod, { clean: false })
  for (const container of pod.containers) if (container.state === 'running') endContainer(world, container, 'Error', 137)
  pod.ready = false
  world.throughApiServer(() => removePod(world, pod))
}

function removePod(world: World, pod: PodRuntime): void {
  if (pod.gone) return
  const group = groupOfPod(world, pod)
  settleGroup(world, group)
  abandonClones(world, group, pod)
  pod.gone = true
  world.pods.delete(pod.uid)
  world.objects.remove(pod.object)
  forgetMember(world, pod)
  for (const listener of [...pod.logListeners]) listener()
  world.signals.emit('pod-removed', pod)
}
