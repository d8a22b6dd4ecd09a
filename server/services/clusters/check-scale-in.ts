import type { Transaction } from '@/server/database/client'
import { objectNames } from '@/server/domain/kubernetes-port'
import type { LivingCluster } from './load-cluster'

/**
 * Why a cluster may not go down to this number; empty when it may. Kubernetes removes the highest ordinals first, so the
 * primary must not be one of them.
 */
export async function checkScaleIn(tx: Transaction, cluster: LivingCluster, instances: number): Promise<{ message: string }[]> {
  if (instances >= cluster.spec.instances || cluster.spec.management !== 'operator') return []
  const status = await tx.clusterStatus.findUnique({ where: { clusterId: cluster.id }, select: { primaryInstance: true } })
  const primary = status?.primaryInstance ?? null
  if (primary === null || !removedInstances(cluster.name, cluster.spec.instances, instances).includes(primary)) return []
  return [{ message: `${primary} is the primary, and Kubernetes removes the highest ordinals first: with ${instances} it would go, together with what no replica has yet. Keep at least ${Number(primary.slice(cluster.name.length + 1)) + 1} instances.` }]
}

/** Names of the instances that go, lowest first. */
export function removedInstances(name: string, from: number, to: number): string[] {
  return Array.from({ length: Math.max(0, from - to) }, (_, index) => objectNames(name).instance(to + index))
}
