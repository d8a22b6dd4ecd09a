import type { Actor, Permission } from '@/server/contracts/access'
import type { ClusterDetail } from '@/server/contracts/cluster'
import type { ClusterSpec } from '@/server/contracts/cluster-spec'
import { runInTransaction, type Transaction } from '@/server/database/client'
import { changedMeanwhile } from './find-conflict'
import { loadDetail } from './get-cluster'
import { loadClusterForChange, type LivingCluster } from './load-cluster'
import { requirePermission } from './require-permission'

export interface ChangeInput {
  id: string
  /** generation that the change starts from (If-Match); null: whatever it is now */
  generation: number | null
  /** the definition that is asked for, to be compared in a conflict; null: a change of another kind */
  wanted?: ClusterSpec | null
}

/**
 * Carries a change out in one transaction, while nobody else can change the cluster.
 * @returns the cluster as it is then
 * @throws AppError auth.forbidden, not-found, cluster.gone, cluster.being-deleted, cluster.changed-meanwhile, and what `change` throws
 */
export async function changeCluster(actor: Actor, permission: Permission, { id, generation, wanted = null }: ChangeInput, change: (tx: Transaction, cluster: LivingCluster) => Promise<void>): Promise<ClusterDetail> {
  requirePermission(actor, permission)
  await runInTransaction(async (tx) => {
    const cluster = await loadClusterForChange(id, tx)
    await checkGeneration(tx, cluster, generation, wanted)
    await change(tx, cluster)
  })
  return loadDetail(id)
}

/** @throws AppError cluster.changed-meanwhile */
export async function checkGeneration(tx: Transaction, cluster: LivingCluster, generation: number | null, wanted: ClusterSpec | null): Promise<void> {
  if (generation !== null && generation !== cluster.generation) throw await changedMeanwhile(tx, cluster, generation, wanted)
}
