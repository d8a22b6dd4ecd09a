import type { KubernetesManifest } from '@/server/domain/kubernetes-port'
import { defaultClassName } from './claim-controller'
import { readField, readRecord } from './read-manifest'
import type { World } from './world'

/** The API server writes the default storage class into a claim that names none. */
export function claimWithDefaults(world: World, manifest: KubernetesManifest): KubernetesManifest {
  if (readField(manifest, 'spec', 'storageClassName') !== undefined) return manifest
  const storageClassName = defaultClassName(world)
  return storageClassName === null ? manifest : { ...manifest, spec: { ...readRecord(manifest, 'spec'), storageClassName } }
}
