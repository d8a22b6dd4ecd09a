import { crashContainer } from './kubelet'
import { recordClaimEvent } from './claim-controller'
import type { PodRuntime } from './pod-runtime'
import type { World } from './world'

/** The storage behind a claim is gone for good: mysqld dies of it, and no pod can mount it any more. */
export function loseVolume(world: World, pod: PodRuntime): void {
  const claim = pod.dataClaim === null ? null : world.objects.get('PersistentVolumeClaim', pod.namespace, pod.dataClaim)
  if (!claim || !world.volumes.has(claim.uid)) return
  crashContainer(world, pod)
  world.volumes.delete(claim.uid)
  world.lostClaims.add(claim.uid)
  recordClaimEvent(world, claim, 'Warning', 'ClaimLost', 'Bound claim has lost its PersistentVolume. Data on the volume is lost!')
  world.signals.emit('claim-changed', { namespace: pod.namespace, name: claim.manifest.metadata.name })
}
