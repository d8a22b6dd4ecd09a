import type { ClusterSpec } from '@/server/contracts/cluster-spec'
import type { ClusterReference, KubernetesManifest } from '@/server/domain/kubernetes-port'
import { servicePorts } from '../ports'

/** The objects of a definition as they are shown: with placeholders for passwords. */
export function buildObjects(cluster: ClusterReference, spec: ClusterSpec): KubernetesManifest[] {
  return servicePorts().manifests.build({ cluster, spec, secrets: null, replicas: spec.instances, managed: true })
}

/** Objects of `after` that differ from `before`; the Secret never does, for its placeholder must not be applied. */
export function changedObjects(before: readonly KubernetesManifest[], after: readonly KubernetesManifest[]): KubernetesManifest[] {
  const known = new Set(before.map((manifest) => JSON.stringify(manifest)))
  return after.filter((manifest) => !known.has(JSON.stringify(manifest)))
}
