import type { KubernetesClusterView } from '@/server/contracts/kubernetes'
import { db } from '@/server/database/client'
import { LIVING_CLUSTERS, toKubernetesClusterView } from './kubernetes-cluster-view'

/** Registered Kubernetes clusters with what the operator last read of them, oldest first. */
export async function listKubernetesClusters(): Promise<{ items: KubernetesClusterView[] }> {
  const rows = await db().kubernetesCluster.findMany({ include: LIVING_CLUSTERS, orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] })
  return { items: rows.map(toKubernetesClusterView) }
}

/** One of them; null when it is not registered any more. */
export async function findKubernetesCluster(id: string): Promise<KubernetesClusterView | null> {
  const row = await db().kubernetesCluster.findUnique({ where: { id }, include: LIVING_CLUSTERS })
  return row ? toKubernetesClusterView(row) : null
}
