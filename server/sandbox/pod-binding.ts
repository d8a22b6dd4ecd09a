import { provisionOnNode } from './claim-controller'
import { runPod } from './kubelet'
import type { PodRuntime } from './pod-runtime'
import { podChanged, recordPodEvent } from './pod-steps'
import { placePod } from './scheduler'
import type { SandboxNode, World } from './world'

const RETRY_MS = 5000
const SOON_MS = 100

/** Binds pods that have no node, now and again while there are any. */
export function runPodBinding(world: World): (pod: PodRuntime) => void {
  const waiting = new Set<PodRuntime>()
  let retryPlanned = false

  function tryAll(): void {
    world.throughApiServer(() => {
      for (const pod of [...waiting]) {
        if (pod.gone || pod.object.deletingSince !== null || tryBind(world, pod)) waiting.delete(pod)
      }
      planRetry()
    })
  }

  function planRetry(): void {
    if (retryPlanned || waiting.size === 0) return
    retryPlanned = true
    world.schedule(RETRY_MS, () => {
      retryPlanned = false
      tryAll()
    })
  }

  const soon = (): void => {
    if (waiting.size > 0) world.schedule(SOON_MS, tryAll)
  }
  world.signals.on('pod-removed', soon)
  world.signals.on('node-changed', soon)
  world.signals.on('claim-changed', soon)

  return (pod) => {
    world.schedule(world.random.between(`schedule/${pod.uid}`, 30, 150), () => {
      world.throughApiServer(() => {
        if (pod.gone || tryBind(world, pod)) return
        waiting.add(pod)
        planRetry()
      })
    })
  }
}

function tryBind(world: World, pod: PodRuntime): boolean {
  if (pod.object.deletingSince !== null) return true
  const placement = placePod(world, pod)
  if ('refused' in placement) {
    recordPodEvent(world, pod, 'Warning', 'FailedScheduling', placement.refused)
    if (pod.unschedulableBecause !== placement.refused) {
      pod.unschedulableBecause = placement.refused
      podChanged(world, pod)
    }
    return false
  }
  bindPod(world, pod, placement.node)
  return true
}

function bindPod(world: World, pod: PodRuntime, node: SandboxNode): void {
  pod.node = node.name
  pod.unschedulableBecause = null
  recordPodEvent(world, pod, 'Normal', 'Scheduled', `Successfully assigned ${pod.namespace}/${pod.name} to ${node.name}`)
  startOnNode(world, pod, node)
  podChanged(world, pod)
}

/** What the node's kubelet does with a pod that was bound to it, once the volume is there. */
export function startOnNode(world: World, pod: PodRuntime, node: SandboxNode): void {
  const initializes = pod.containers.some(({ kind }) => kind === 'init')
  for (const container of pod.containers) container.reason ??= initializes ? 'PodInitializing' : 'ContainerCreating'
  const start = (): void => {
    if (pod.gone || pod.object.deletingSince !== null) return
    if (node.cut) node.waiting.push(start)
    else runPod(world, pod)
  }
  const claim = pod.dataClaim === null ? null : world.objects.get('PersistentVolumeClaim', pod.namespace, pod.dataClaim)
  if (claim) provisionOnNode(world, claim, node.zone, start)
  else start()
}
