import type { KubernetesClusterView } from '@/server/contracts/kubernetes'

export interface KeptVolumes {
  claims: string[]
  /** null when Kubernetes did not tell the size of one */
  totalBytes: number | null
  largestBytes: number | null
}

/** Volumes that a deleted cluster of this name left in this namespace; null when there are none. */
export function findKeptVolumes(kubernetesCluster: KubernetesClusterView | undefined, namespace: string, name: string): KeptVolumes | null {
  const claims = (kubernetesCluster?.inventory?.keptClaims ?? []).filter((c) => c.namespace === namespace && c.cluster === name)
  if (claims.length === 0) return null
  const sizes = claims.map((c) => c.capacityBytes)
  const known = sizes.filter((s) => s !== null)
  return {
    claims: claims.map((c) => c.claim).sort((a, b) => a.localeCompare(b, undefined, { numeric: true })),
    totalBytes: known.length === sizes.length ? known.reduce((sum, s) => sum + s, 0) : null,
    largestBytes: known.length === 0 ? null : Math.max(...known),
  }
}
