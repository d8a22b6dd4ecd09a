import { abandonClones } from './clone'
import { refreshLoad } from './client-fleets'
import { groupOfPod } from './mysql-group'
import { dropRelayLog, stopMysqld } from './mysqld'
import { readVariable } from './mysql-variables'
import { startOnNode } from './pod-binding'
import { deletePod } from './pod-deletion'
import type { PodRuntime } from './pod-runtime'
import { readList, readNumber, readText } from './read-manifest'
import { podChanged, recordPodEvent, refreshReadiness } from './pod-steps'
import { volumeOf } from './volume-of'
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

/** The node loses power: what ran on it is gone at once, and the last of what was not synced to disk. */
export function stopNode(world: World, node: SandboxNode): void {
  if (node.down) return
  cutNode(world, node)
  node.down = true
  for (const pod of podsOn(world, node)) {
    pod.run++
    stopMysqld(world, pod, { clean: false })
    const data = volumeOf(world, pod)?.data
    if (data && readVariable(world, pod, 'sync_relay_log') !== '1') dropRelayLog(data)
  }
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
  const booted = node.down
  Object.assign(node, { cut: false, down: false })
  for (const resume of node.waiting.splice(0)) resume()
  if (booted) for (const pod of podsOn(world, node)) bootPod(world, pod, node)
  for (const pod of podsOn(world, node)) refreshLoad(world, groupOfPod(world, pod))
  world.schedule(RETURN_MS, () => {
    if (node.cut) return
    node.ready = true
    for (const pod of podsOn(world, node)) refreshReadiness(world, pod)
    world.signals.emit('node-changed', node)
  })
}

/** The kubelet of a machine that was started again makes the containers of its pods anew. */
function bootPod(world: World, pod: PodRuntime, node: SandboxNode): void {
  if (pod.object.deletingSince !== null) return
  pod.ready = false
  for (const container of pod.containers) {
    if (container.state === 'running') container.lastTermination = { reason: 'Unknown', exitCode: 255, finishedAt: world.clock.now() }
    Object.assign(container, { state: 'waiting', reason: null, exitCode: null, ready: false, restarts: container.restarts + 1, startedAt: null, previousLog: container.log, log: [] })
  }
  world.schedule(world.random.between(`boot/${pod.uid}/${world.clock.now()}`, 5000, 15_000), () => {
    if (!node.cut) startOnNode(world, pod, node)
  })
  podChanged(world, pod)
}

function podsOn(world: World, node: SandboxNode): PodRuntime[] {
  return [...world.pods.values()].filter((pod) => pod.node === node.name)
}
