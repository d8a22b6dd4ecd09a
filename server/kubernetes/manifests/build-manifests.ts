import { ANNOTATIONS, type KubernetesManifest, type ManifestBuilder, type ManifestInput } from '@/server/domain/kubernetes-port'
import { buildConfigMap } from './config-map'
import { hashObject } from './hash-object'
import { buildNetworkPolicy } from './network-policy'
import { buildPodDisruptionBudget } from './pod-disruption-budget'
import { buildSecret } from './secret'
import { buildServiceAccount } from './service-account'
import { buildServices } from './service'
import { buildStatefulSet } from './stateful-set'

/**
 * The objects of a cluster, in the order in which they are applied: what pods need comes before the StatefulSet.
 * Pure; equal input gives equal objects, and each carries a hash of itself, by which an outdated one is told.
 */
export const manifestBuilder: ManifestBuilder = { build: buildManifests }

export function buildManifests(input: ManifestInput): KubernetesManifest[] {
  return [
    buildServiceAccount(input),
    buildSecret(input),
    buildConfigMap(input),
    ...buildServices(input),
    buildNetworkPolicy(input),
    buildPodDisruptionBudget(input),
    buildStatefulSet(input),
  ].map((manifest) => (input.managed ? annotateHash(manifest) : manifest))
}

function annotateHash(manifest: KubernetesManifest): KubernetesManifest {
  const { metadata } = manifest
  return { ...manifest, metadata: { ...metadata, annotations: { ...metadata.annotations, [ANNOTATIONS.specHash]: hashObject(manifest) } } }
}
