import type { Transaction } from '@/server/database/client'
import { objectNames } from '@/server/domain/kubernetes-port'
import type { LivingCluster } from './load-cluster'

/** Names of the instances that go, lowest first: Kubernetes removes the highest ordinals. */
export function removedInstances(name: string, from: number, to: number): string[] {
  return Array.from({ length: Math.max(0, from - to) }, (_, index) => objectNames(name).instance(to + index))
}

/** @returns the primary when it is among those that go, so that another one takes over first; else null */
export async function findDepartingPrimary(tx: Transaction, cluster: LivingCluster, instances: number): Promise<string | null> {
  if (instances >= cluster.spec.instances || cluster.spec.management !== 'operator') return null
  const status = await tx.clusterStatus.findUnique({ where: { clusterId: cluster.id }, select: { primaryInstance: true } })
  const primary = status?.primaryInstance ?? null
  return primary !== null && removedInstances(cluster.name, cluster.spec.instances, instances).includes(primary) ? primary : null
}
