import { containerNamed, MYSQL_CONTAINER, SIDECAR, type ContainerRuntime, type PodRuntime } from './pod-runtime'
import type { World } from './world'

/** Goes on with a pod after `ms`, unless it ended or began anew meanwhile; on a node that is cut off, when that is back. */
export function step(world: World, pod: PodRuntime, ms: number, next: () => void): void {
  const run = pod.run
  const go = (): void => {
    if (pod.gone || pod.run !== run) return
    const node = pod.node === null ? undefined : world.nodes.get(pod.node)
    if (node?.cut) node.waiting.push(go)
    else next()
  }
  world.schedule(ms, go)
}

export function recordPodEvent(world: World, pod: PodRuntime, type: 'Normal' | 'Warning', reason: string, message: string): void {
  world.events.record({ namespace: pod.namespace, group: pod.setName, kind: 'Pod', name: pod.name, type, reason, message })
}

export function podChanged(world: World, pod: PodRuntime): void {
  if (!pod.gone) world.signals.emit('pod-changed', pod)
}

export function beginContainer(world: World, pod: PodRuntime, container: ContainerRuntime): void {
  const now = world.clock.now()
  Object.assign(container, { state: 'running', reason: null, message: null, exitCode: null, startedAt: now } satisfies Partial<ContainerRuntime>)
  recordPodEvent(world, pod, 'Normal', 'Created', `Created container: ${container.name}`)
  recordPodEvent(world, pod, 'Normal', 'Started', `Started container ${container.name}`)
}

export function endContainer(world: World, container: ContainerRuntime, reason: string, exitCode: number): void {
  Object.assign(container, { state: 'terminated', reason, exitCode, ready: false } satisfies Partial<ContainerRuntime>)
  if (exitCode !== 0) container.lastTermination = { reason, exitCode, finishedAt: world.clock.now() }
}

export function duration(world: World, pod: PodRuntime, what: string, lowMs: number, highMs: number): number {
  return world.random.between(`${what}/${pod.uid}/${pod.run}`, lowMs, highMs)
}

/** Kubernetes' back-off: 10 s, 20 s … 5 min */
export function backOffMs(attempt: number): number {
  return Math.min(300_000, 10_000 * 2 ** Math.max(0, attempt - 1))
}

/**
 * A pod is ready when its node is, every container runs and mysqld answers the probe.
 * @returns whether that changed
 */
export function refreshReadiness(world: World, pod: PodRuntime): boolean {
  const nodeReady = pod.node !== null && world.nodes.get(pod.node)?.ready === true
  for (const container of pod.containers) {
    if (container.kind === 'main') container.ready = container.state === 'running' && (container.name !== MYSQL_CONTAINER || (pod.mysqld.state === 'running' && !pod.mysqld.hung)) && (container.name !== SIDECAR || pod.sidecarReady)
  }
  const ready = nodeReady && pod.phase === 'Running' && containersReady(pod)
  if (ready === pod.ready) return false
  pod.ready = ready
  podChanged(world, pod)
  return true
}

function containersReady(pod: PodRuntime): boolean {
  return containerNamed(pod, MYSQL_CONTAINER) !== null && pod.containers.every((container) => container.kind === 'init' || container.ready)
}
