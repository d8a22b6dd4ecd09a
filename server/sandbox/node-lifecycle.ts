import { abandonClones } from './clone'
import { groupOfPod, refreshLoad } from './mysql-group'
import { deletePod } from './pod-deletion'
import type { PodRuntime } from './pod-runtime'
import { readList, readNumber, readText } from './read-manifest'
import { recordPodEvent, refreshReadiness } from './pod-steps'
import type { SandboxNode, World } from './world'

const EVICTION_DEFAULT_SECONDS = 300
const RETURN_MS = 2000

/** Cuts a node off: at once nothing reaches it, after a while it is NotReady, later its pods are to go. */
export function cutNode(world: World, node: SandboxNode): void {
  if (node.cut) return
  const affected = podsOn(world, node)
  // what was replicated until now was replicated
  for (const pod of affected) refreshLoad(world, groupOfPod(world, pod))
  node.cut = true
  for (const pod of affected) {
    abandonClones(world, groupOfPod(world, pod), pod)
    refreshLoad(world, groupOfPod(world, pod))
  }
  world.schedule(world.tuning.nodeGraceMs, () => {
    if (node.cut) world.throughApiServer(() => markNotReady(world, node))
  })
}

function markNotReady(world: World, node: SandboxNode): void {
  if (!node.cut || !node.ready) return
  node.ready = false
  for (const pod of podsOn(world, node)) {
    recordPodEvent(world, pod, 'Warning', 'NodeNotReady', 'Node is not ready')
    refreshReadiness(world, pod)
    world.schedule(evictionMs(pod), () => {
      if (node.ready || pod.gone) return
      world.throughApiServer(() => {
        recordPodEvent(world, pod, 'Normal', 'TaintManagerEviction', `Marking for deletion Pod ${pod.namespace}/${pod.name}`)
        deletePod(world, pod)
      })
    })
  }
  world.signals.emit('node-changed', node)
}

function evictionMs(pod: PodRuntime): number {
  const toleration = readList(pod.object.manifest, 'spec', 'tolerations').find((item) => readText(item, 'key') === 'node.kubernetes.io/unreachable')
  return (readNumber(toleration, 'tolerationSeconds') ?? EVICTION_DEFAULT_SECONDS) * 1000
}

/** The node is reachable again; its kubelet does what it could not do meanwhile. */
export function healNode(world: World, node: SandboxNode): void {
  if (!node.cut) return
  for (const pod of podsOn(world, node)) refreshLoad(world, groupOfPod(world, pod))
  node.cut = false
  for (const resume of node.waiting.splice(0)) resume()
  for (const pod of podsOn(world, node)) refreshLoad(world, groupOfPod(world, pod))
  world.schedule(RETURN_MS, () => {
    if (node.cut) return
    node.ready = true
    for (const pod of podsOn(world, node)) refreshReadiness(world, pod)
    world.signals.emit('node-changed', node)
  })
}

function podsOn(world: World, node: SandboxNode): PodRuntime[] {
  return [...world.pods.values()].filter((pod) => pod.node === node.name)
}
