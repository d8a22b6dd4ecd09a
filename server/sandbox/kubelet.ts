import { startMysqld, stopMysqld } from './mysqld'
import { runInitContainers } from './init-containers'
import { pullImages } from './image-pull'
import { appendLog, containerNamed, MYSQL_CONTAINER, SIDECAR, type ContainerRuntime, type PodRuntime } from './pod-runtime'
import { backOffMs, beginContainer, duration, endContainer, podChanged, recordPodEvent, refreshReadiness, step } from './pod-steps'
import { missingMount } from './pod-mounts'
import { isFull, volumeOf } from './volume-of'
import type { World } from './world'

const MOUNT_RETRY_MS = 4000
const CRASH_LOOP_WINDOW_MS = 600_000
const BAD_START_MS = 1500

/** Runs a pod that was bound to its node: mounts, images, init containers, containers. */
export function runPod(world: World, pod: PodRuntime): void {
  const missing = missingMount(world, pod)
  if (missing) {
    recordPodEvent(world, pod, 'Warning', missing.reason, missing.message)
    for (const container of pod.containers) container.message = missing.message
    podChanged(world, pod)
    step(world, pod, MOUNT_RETRY_MS, () => runPod(world, pod))
    return
  }
  for (const container of pod.containers) container.message = null
  step(world, pod, duration(world, pod, 'mount', 200, 700), () => {
    const number = world.nextNumber()
    pod.address = `10.${244 + (number >> 16)}.${(number >> 8) & 255}.${number & 255}`
    pod.startedAt = world.clock.now()
    podChanged(world, pod)
    pullImages(world, pod, () => runInitContainers(world, pod, () => startContainers(world, pod)))
  })
}

function startContainers(world: World, pod: PodRuntime): void {
  pod.phase = 'Running'
  pod.initProgress = null
  for (const container of pod.containers) if (container.kind === 'main') startContainer(world, pod, container)
  podChanged(world, pod)
}

function startContainer(world: World, pod: PodRuntime, container: ContainerRuntime): void {
  recordPodEvent(world, pod, 'Normal', 'Pulled', `Container image "${container.image}" already present on machine`)
  beginContainer(world, pod, container)
  if (container.name === MYSQL_CONTAINER) {
    startMysqld(world, pod)
    // nothing can be read where its volume was, and mysqld does not start where nothing can be written
    if (pod.dataClaim !== null && (volumeOf(world, pod) === null || isFull(world, pod))) step(world, pod, BAD_START_MS, () => crashContainer(world, pod))
  }
  if (container.name === SIDECAR) appendLog(pod, SIDECAR, world.clock.now(), pod.ordinal === 0 ? 'ordinal 0 is the source; nothing to set up' : 'watching replication from ordinal 0')
}

/** Readiness follows mysqld by the probe's period. */
export function runProbes(world: World): void {
  world.signals.on('mysql-changed', (pod) => {
    if (pod.gone) return
    const key = `probe/${pod.uid}/${world.clock.now()}`
    const { state, hung } = pod.mysqld
    // two probes in a row have to fail, each after its time
    const afterMs = hung ? world.random.between(key, 6000, 9000) : state === 'running' ? world.random.between(key, 200, 2000) : 800
    step(world, pod, afterMs, () => refreshReadiness(world, pod))
  })
}

/** mysqld is killed inside its container, as by the kernel when memory is short; the kubelet starts it again with back-off. */
export function crashContainer(world: World, pod: PodRuntime, reason: 'Error' | 'OOMKilled' = 'Error'): void {
  const container = containerNamed(pod, MYSQL_CONTAINER)
  if (!container || container.state !== 'running') return
  const now = world.clock.now()
  const recent = container.lastTermination?.finishedAt != null && now - container.lastTermination.finishedAt < CRASH_LOOP_WINDOW_MS
  stopMysqld(world, pod, { clean: false })
  endContainer(world, container, reason, 137)
  container.restarts++
  container.previousLog = container.log
  container.log = []
  const waitMs = recent ? backOffMs(container.restarts - 1) : 500
  if (recent) {
    Object.assign(container, { state: 'waiting', reason: 'CrashLoopBackOff', message: `back-off ${waitMs / 1000}s restarting failed container=mysql pod=${pod.name}` })
    recordPodEvent(world, pod, 'Warning', 'BackOff', `Back-off restarting failed container mysql in pod ${pod.name}_${pod.namespace}(${pod.uid})`)
  }
  refreshReadiness(world, pod)
  podChanged(world, pod)
  step(world, pod, waitMs, () => {
    startContainer(world, pod, container)
    podChanged(world, pod)
  })
}
