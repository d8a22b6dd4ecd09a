import type { KubernetesManifest, ManifestInput } from '@/server/domain/kubernetes-port'
import { objectLabels } from './labels'

/** Name, labels and, where it is managed, namespace. YAML that stands alone is applied in whatever namespace one chooses. */
export function objectMetadata(input: ManifestInput, name: string): KubernetesManifest['metadata'] {
  return { name, ...(input.managed ? { namespace: input.cluster.namespace } : {}), labels: objectLabels(input) }
}
