import type { ClusterSpec } from '@/server/contracts/cluster-spec'
import type { FieldProblem } from '@/server/contracts/errors'
import { knowsStorageClasses } from '@/server/contracts/knows-storage-classes'
import type { KubernetesInventory } from '@/server/contracts/kubernetes'
import { db, type Transaction } from '@/server/database/client'
import { formatBytes, joinWords } from '@/server/domain/format-words'
import { parseStatus } from './get-cluster'
import type { LivingCluster } from './load-cluster'
import { loadTargetKubernetes, refreshInventory } from './target-kubernetes'

/** A volume of a living instance, as the operator last saw it. */
export interface KnownVolume {
  claim: string
  storageClass: string | null
  /** null: not made yet */
  capacityBytes: number | null
  requestedBytes: number
}

/** Volumes of the instances that a cluster has; empty before the first was seen. */
export async function loadVolumes(tx: Transaction, cluster: Pick<LivingCluster, 'id' | 'spec'>): Promise<KnownVolume[]> {
  const row = await tx.clusterStatus.findUnique({ where: { clusterId: cluster.id }, select: { status: true } })
  const status = row ? parseStatus(row.status, cluster.id) : null
  return (status?.instances ?? []).flatMap(({ ordinal, volume }) => (volume === null || ordinal >= cluster.spec.instances ? [] : [volume]))
}

/**
 * Why the volumes may not get this size; empty when they may, or when nothing changes. Kubernetes is asked only when what is
 * known of it speaks against growth, because somebody may just have allowed it.
 */
export async function findGrowthProblems(cluster: LivingCluster, wanted: ClusterSpec): Promise<FieldProblem[]> {
  const { sizeBytes } = wanted.storage
  if (sizeBytes === cluster.spec.storage.sizeBytes) return []
  const volumes = await loadVolumes(db(), cluster)
  if (sizeBytes < cluster.spec.storage.sizeBytes) return shrinkProblems(cluster.spec, sizeBytes, volumes)
  let target = await loadTargetKubernetes(cluster.kubernetesClusterId)
  const problems = () => (target.inventory === null || !knowsStorageClasses(target.inventory) ? [] : classProblems(classesOf(cluster, volumes, target.inventory), target.inventory, target.name))
  if (problems().length > 0) target = await refreshInventory(target)
  return problems()
}

/** A growth that has not reached every volume may be taken back, down to what all of them have. */
function shrinkProblems(before: ClusterSpec, sizeBytes: number, volumes: readonly KnownVolume[]): FieldProblem[] {
  const capacities = volumes.flatMap(({ capacityBytes }) => capacityBytes ?? [])
  const smallest = capacities.length === 0 ? before.storage.sizeBytes : Math.min(before.storage.sizeBytes, ...capacities)
  if (sizeBytes >= smallest) return []
  return [{
    path: 'spec.storage.sizeBytes',
    message: `Volumes cannot shrink: Kubernetes only lets them grow, and they have ${formatBytes(smallest)}. Create a new cluster with smaller volumes and copy the data.`,
  }]
}

/** Those that the volumes were made with; before there are any, the one that they will be made with. */
function classesOf(cluster: LivingCluster, volumes: readonly KnownVolume[], inventory: KubernetesInventory): string[] {
  const used = [...new Set(volumes.flatMap(({ storageClass }) => storageClass ?? []))]
  if (used.length > 0) return used.sort()
  return [cluster.spec.storage.className ?? inventory.storageClasses.find((storageClass) => storageClass.isDefault)?.name ?? []].flat()
}

function classProblems(classes: readonly string[], inventory: KubernetesInventory, kubernetesName: string): FieldProblem[] {
  const able = joinWords(inventory.storageClasses.filter(({ expandable }) => expandable).map(({ name }) => name))
  const elsewhere = `create a new cluster with larger volumes${able === '' ? '' : ` (${able} can grow)`} and copy the data`
  return classes.flatMap((name): FieldProblem[] => {
    const found = inventory.storageClasses.find((storageClass) => storageClass.name === name)
    if (found?.expandable) return []
    const message = found
      ? `The storage class ${name} does not let its volumes grow. If its driver ${found.provisioner} can, allow it: kubectl patch storageclass ${name} -p '{"allowVolumeExpansion":true}'. Else ${elsewhere}.`
      : `The storage class ${name} of the volumes is no longer on ${kubernetesName}, and Kubernetes enlarges volumes of a class that allows it only. Make it again, or ${elsewhere}.`
    return [{ path: 'spec.storage.sizeBytes', message }]
  })
}
