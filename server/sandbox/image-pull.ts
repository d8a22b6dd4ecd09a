import type { PodRuntime } from './pod-runtime'
import { backOffMs, duration, podChanged, recordPodEvent, step } from './pod-steps'
import type { World } from './world'

/** the official image in the versions that Podkeeper runs, from Docker Hub or a mirror of it */
const KNOWN_IMAGE = /^(?:[a-z0-9.-]+(?::\d+)?\/)*mysql:(?:8\.4|9\.\d+)(?:\.\d+)?(?:[-@].*)?$/
const IMAGE_BYTES = 262_118_745

export function isKnownImage(image: string): boolean {
  return KNOWN_IMAGE.test(image)
}

/** Pulls what the node does not have yet, one image after the other. */
export function pullImages(world: World, pod: PodRuntime, pulled: () => void): void {
  const node = world.nodes.get(pod.node ?? '')
  const image = pod.containers.map((container) => container.image).find((candidate) => !node?.images.has(candidate))
  if (image === undefined || !node) {
    pulled()
    return
  }
  pullImage(world, pod, image, 1, () => {
    node.images.add(image)
    pullImages(world, pod, pulled)
  })
}

function pullImage(world: World, pod: PodRuntime, image: string, attempt: number, pulled: () => void): void {
  recordPodEvent(world, pod, 'Normal', 'Pulling', `Pulling image "${image}"`)
  const known = isKnownImage(image)
  const ms = known ? duration(world, pod, `pull/${image}`, 2500, 6000) : duration(world, pod, `pull/${image}`, 600, 1500)
  step(world, pod, ms, () => {
    if (known) {
      const seconds = (ms / 1000).toFixed(3)
      recordPodEvent(world, pod, 'Normal', 'Pulled', `Successfully pulled image "${image}" in ${seconds}s (${seconds}s including waiting). Image size: ${IMAGE_BYTES} bytes.`)
      setWaiting(pod, image, 'ContainerCreating', null)
      pulled()
      return
    }
    failPull(world, pod, image, attempt)
    step(world, pod, backOffMs(attempt), () => pullImage(world, pod, image, attempt + 1, pulled))
  })
}

function failPull(world: World, pod: PodRuntime, image: string, attempt: number): void {
  const reference = image.includes('/') ? image : `docker.io/library/${image}`
  const why = `failed to pull and unpack image "${reference}": failed to resolve reference "${reference}": ${reference}: not found`
  recordPodEvent(world, pod, 'Warning', 'Failed', `Failed to pull image "${image}": rpc error: code = NotFound desc = ${why}`)
  recordPodEvent(world, pod, 'Warning', 'Failed', 'Error: ErrImagePull')
  setWaiting(pod, image, 'ErrImagePull', `rpc error: code = NotFound desc = ${why}`)
  podChanged(world, pod)
  step(world, pod, Math.min(2500, backOffMs(attempt) / 2), () => {
    recordPodEvent(world, pod, 'Normal', 'BackOff', `Back-off pulling image "${image}"`)
    recordPodEvent(world, pod, 'Warning', 'Failed', 'Error: ImagePullBackOff')
    setWaiting(pod, image, 'ImagePullBackOff', `Back-off pulling image "${image}": ErrImagePull: rpc error: code = NotFound desc = ${why}`)
    podChanged(world, pod)
  })
}

/** The kubelet tells it of the container that it is at: the first one with the image. */
function setWaiting(pod: PodRuntime, image: string, reason: string, message: string | null): void {
  const container = pod.containers.find((candidate) => candidate.image === image && candidate.state === 'waiting')
  if (container) Object.assign(container, { reason, message })
}
