import type { StoredObject } from './object-store'
import { parseBytes, readField, readText } from './read-manifest'
import { setNameOfClaim } from './set-names'
import { createDataDirectory, type Volume } from './volume'
import type { SandboxStorageClass, World } from './world'

const RETRY_MS = 15_000

/** Binds claims to volumes as a provisioner does, and lets claims go that no pod uses any more. */
export function runClaimController(world: World): void {
  const watched = new Set<string>()
  world.signals.on('object-changed', ({ kind, namespace, name }) => {
    if (kind !== 'PersistentVolumeClaim') return
    const claim = world.objects.get(kind, namespace, name)
    if (!claim || watched.has(claim.uid) || world.volumes.has(claim.uid) || world.lostClaims.has(claim.uid)) return
    watched.add(claim.uid)
    world.schedule(50, () => provisionImmediately(claim))
  })
  world.signals.on('pod-removed', (pod) => {
    if (pod.dataClaim === null) return
    const claim = world.objects.get('PersistentVolumeClaim', pod.namespace, pod.dataClaim)
    if (claim?.deletingSince != null) finishClaimDeletion(world, claim)
  })

  function provisionImmediately(claim: StoredObject): void {
    if (!isThere(world, claim) || world.volumes.has(claim.uid)) {
      watched.delete(claim.uid)
      return
    }
    const problem = provisioningProblem(world, claim)
    if (problem) {
      recordClaimEvent(world, claim, 'Warning', 'ProvisioningFailed', problem)
      world.schedule(RETRY_MS, () => provisionImmediately(claim))
      return
    }
    if (classOf(world, claim)?.waitsForConsumer) {
      recordClaimEvent(world, claim, 'Normal', 'WaitForFirstConsumer', 'waiting for first consumer to be created before binding')
      watched.delete(claim.uid)
      return
    }
    world.schedule(world.random.between(`bind/${claim.uid}`, 500, 1500), () => bind(world, claim, null))
  }
}

function isThere(world: World, claim: StoredObject): boolean {
  return world.objects.get('PersistentVolumeClaim', claim.namespace, claim.manifest.metadata.name) === claim
}

/** The class that the claim names; the default one was written into it when it was made. */
export function classOf(world: World, claim: StoredObject): SandboxStorageClass | null {
  return world.storageClasses.get(readText(claim.manifest, 'spec', 'storageClassName') ?? '') ?? null
}

export function defaultClassName(world: World): string | null {
  return [...world.storageClasses.values()].find((storageClass) => storageClass.isDefault)?.name ?? null
}

/** why no volume can be made for it; null when one can */
export function provisioningProblem(world: World, claim: StoredObject): string | null {
  if (world.lostClaims.has(claim.uid)) return `persistentvolumeclaim "${claim.manifest.metadata.name}" bound to non-existent persistentvolume "pvc-${claim.uid}"`
  const storageClass = classOf(world, claim)
  if (!storageClass) return `storageclass.storage.k8s.io "${readText(claim.manifest, 'spec', 'storageClassName') ?? ''}" not found`
  return storageClass.broken ? `failed to provision volume with StorageClass "${storageClass.name}": rpc error: code = Internal desc = storage pool is offline` : null
}

/** Makes a volume for a claim that waited for its pod's node. Calls back when it is bound. */
export function provisionOnNode(world: World, claim: StoredObject, zone: string, bound: () => void): void {
  if (world.volumes.has(claim.uid) || world.lostClaims.has(claim.uid)) {
    bound()
    return
  }
  world.schedule(world.random.between(`provision/${claim.uid}`, 600, 1800), () => {
    bind(world, claim, zone)
    bound()
  })
}

function bind(world: World, claim: StoredObject, zone: string | null): void {
  if (!isThere(world, claim) || world.volumes.has(claim.uid)) return
  const volume: Volume = {
    claimUid: claim.uid,
    zone: classOf(world, claim)?.zonal ? zone : null,
    capacityBytes: parseBytes(readField(claim.manifest, 'spec', 'resources', 'requests', 'storage')),
    data: createDataDirectory(),
  }
  world.volumes.set(claim.uid, volume)
  recordClaimEvent(world, claim, 'Normal', 'ProvisioningSucceeded', `Successfully provisioned volume pvc-${claim.uid}`)
  world.signals.emit('claim-changed', { namespace: claim.namespace, name: claim.manifest.metadata.name })
}

/** Grows the volume of a claim whose request was raised, as an expander does. */
export function resizeVolume(world: World, claim: StoredObject): void {
  const volume = world.volumes.get(claim.uid)
  const requestedBytes = parseBytes(readField(claim.manifest, 'spec', 'resources', 'requests', 'storage'))
  if (!volume || requestedBytes <= volume.capacityBytes) return
  world.schedule(world.random.between(`resize/${claim.uid}/${requestedBytes}`, 2000, 5000), () => {
    volume.capacityBytes = Math.max(volume.capacityBytes, requestedBytes)
    recordClaimEvent(world, claim, 'Normal', 'FileSystemResizeSuccessful', 'MountVolume.NodeExpandVolume succeeded for volume')
    world.signals.emit('claim-changed', { namespace: claim.namespace, name: claim.manifest.metadata.name })
  })
}

/** kubernetes.io/pvc-protection: a claim goes when no pod uses it. */
export function finishClaimDeletion(world: World, claim: StoredObject): void {
  const name = claim.manifest.metadata.name
  const used = [...world.pods.values()].some((pod) => pod.namespace === claim.namespace && pod.dataClaim === name)
  if (used) return
  world.objects.remove(claim)
  world.volumes.delete(claim.uid)
  world.lostClaims.delete(claim.uid)
  world.signals.emit('claim-changed', { namespace: claim.namespace, name })
}

export function recordClaimEvent(world: World, claim: StoredObject, type: 'Normal' | 'Warning', reason: string, message: string): void {
  const name = claim.manifest.metadata.name
  world.events.record({ namespace: claim.namespace, group: setNameOfClaim(name), kind: 'PersistentVolumeClaim', name, type, reason, message })
}
