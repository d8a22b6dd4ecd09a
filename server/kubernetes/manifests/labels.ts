import { imageOf } from '@/server/contracts/cluster-spec'
import { LABELS, type ManifestInput } from '@/server/domain/kubernetes-port'

/** What selects a cluster's pods. Never changes: a StatefulSet's selector is immutable, and pods are adopted by it. */
export function selectorLabels(input: ManifestInput): Record<string, string> {
  return { [LABELS.name]: 'mysql', [LABELS.instance]: input.cluster.name }
}

/** Labels that stay the same for the life of the cluster; fit for claims, whose template is immutable. */
export function lastingLabels(input: ManifestInput): Record<string, string> {
  const labels = { ...selectorLabels(input), [LABELS.component]: 'database' }
  // Standing alone, nothing manages the objects but whoever applied them.
  return input.managed ? { ...labels, [LABELS.managedBy]: 'podkeeper', [LABELS.clusterId]: input.cluster.clusterId } : labels
}

/** Labels of every object of the cluster. */
export function objectLabels(input: ManifestInput): Record<string, string> {
  return { ...lastingLabels(input), [LABELS.version]: versionLabel(input) }
}

/** An own image tells more than the version field: its tag, where that fits a label. */
function versionLabel(input: ManifestInput): string {
  const tag = /:([A-Za-z0-9][A-Za-z0-9._-]{0,61}[A-Za-z0-9]|[A-Za-z0-9])$/.exec(imageOf(input.spec))?.[1]
  return tag ?? input.spec.version
}
