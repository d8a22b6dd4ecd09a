import type { PodRuntime } from './pod-runtime'
import type { Volume } from './volume'
import type { World } from './world'

/** The volume that the pod's data claim is bound to; null before it is provisioned. */
export function volumeOf(world: World, pod: PodRuntime): Volume | null {
  if (pod.dataClaim === null) return null
  const claim = world.objects.get('PersistentVolumeClaim', pod.namespace, pod.dataClaim)
  return claim ? (world.volumes.get(claim.uid) ?? null) : null
}
