import { objectNames, type KubernetesManifest, type ManifestInput } from '@/server/domain/kubernetes-port'
import { objectMetadata } from './metadata'

/** An identity of its own without a token: nothing in the pods talks to Kubernetes. */
export function buildServiceAccount(input: ManifestInput): KubernetesManifest {
  return {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: objectMetadata(input, objectNames(input.cluster.name).serviceAccount),
    automountServiceAccountToken: false,
  }
}
