import { abandonClones } from './clone'
import { forgetMember, groupOfPod, settleGroup } from './mysql-group'
import { stopMysqld } from './mysqld'
import type { PodRuntime } from './pod-runtime'
import { endContainer, podChanged, recordPodEvent } from './pod-steps'
import type { World } from './world'

/** Asks the kubelet to end a pod in order: mysqld shuts down cleanly, then the pod goes. */
export function deletePod(world: World, pod: PodRuntime): void {
  if (pod.gone || pod.object.deletingSince !== null) return
  world.objects.markDeleting(pod.object)
  podChanged(world, pod)
  if (pod.node === null) {
    removePod(world, pod)
    return
  }
  const end = (): void => {
    if (pod.gone) return
    const node = world.nodes.get(pod.node ?? '')
    if (node?.cut) node.waiting.push(end)
    else terminate(world, pod)
  }
  end()
}

function terminate(world: World, pod: PodRuntime): void {
  // what was still starting ends here
  pod.run++
  for (const container of pod.containers) {
    if (container.state === 'running') recordPodEvent(world, pod, 'Normal', 'Killing', `Stopping container ${container.name}`)
  }
  const shutdownMs = pod.mysqld.state === 'stopped' ? 200 : world.random.between(`shutdown/${pod.uid}`, 700, 2200)
  world.schedule(shutdownMs, () => {
    if (pod.gone) return
    stopMysqld(world, pod, { clean: true })
    for (const container of pod.containers) if (container.state === 'running') endContainer(world, container, 'Completed', 0)
    pod.ready = false
    world.throughApiServer(() => removePod(world, pod))
  })
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
