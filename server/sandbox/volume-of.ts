import type { PodRuntime } from './pod-runtime'
import { volumeUsedBytes, type Volume } from './volume'
import type { World } from './world'

/** The volume that the pod's data claim is bound to; null before it is provisioned. */
export function volumeOf(world: World, pod: PodRuntime): Volume | null {
  if (pod.dataClaim === null) return null
  const claim = world.objects.get('PersistentVolumeClaim', pod.namespace, pod.dataClaim)
  return claim ? (world.volumes.get(claim.uid) ?? null) : null
}

/** What the kubelet would say: MySQL's files, and whatever else was put there. */
export function usedBytesOf(world: World, pod: PodRuntime, volume: Volume): number {
  const ballast = world.groups.get(`${pod.namespace}/${pod.setName}`)?.faults.ballastBytes.get(pod.name) ?? 0
  return Math.min(volume.capacityBytes, volumeUsedBytes(volume) + ballast)
}

/** Nothing more can be written. */
export function isFull(world: World, pod: PodRuntime): boolean {
  const volume = volumeOf(world, pod)
  return volume !== null && usedBytesOf(world, pod, volume) >= volume.capacityBytes
}
