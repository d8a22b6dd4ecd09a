import { objectNames, type KubernetesManifest, type ManifestInput } from '@/server/domain/kubernetes-port'
import { selectorLabels } from './labels'
import { objectMetadata } from './metadata'

/** A drained node takes one instance at a time; with a single instance draining is still possible. */
export function buildPodDisruptionBudget(input: ManifestInput): KubernetesManifest {
  return {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: objectMetadata(input, objectNames(input.cluster.name).podDisruptionBudget),
    spec: { maxUnavailable: 1, selector: { matchLabels: selectorLabels(input) } },
  }
}
