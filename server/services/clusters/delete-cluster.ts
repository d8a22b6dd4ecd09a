import type { Actor } from '@/server/contracts/access'
import type { ClusterDetail, DeleteCluster } from '@/server/contracts/cluster'
import { AppError } from '@/server/contracts/errors'
import { servicePorts } from '../ports'
import { changeCluster, type ChangeInput } from './change-cluster'
import type { LivingCluster } from './load-cluster'
import { recordChange } from './record-change'

export type DeleteClusterInput = DeleteCluster & Pick<ChangeInput, 'id' | 'generation'>

/**
 * Asks for a cluster's deletion; the operator carries it out and leaves a tombstone.
 * @throws AppError auth.forbidden, not-found, cluster.gone, cluster.being-deleted, cluster.protected,
 * cluster.changed-meanwhile, request.invalid (the name typed again is another)
 */
export async function deleteCluster(actor: Actor, input: DeleteClusterInput): Promise<ClusterDetail> {
  return changeCluster(actor, 'clusters.delete', input, async (tx, cluster) => {
    checkDeletion(cluster, input.confirmName)
    const at = new Date(servicePorts().clock.now())
    const keepVolumes = input.volumes === 'keep'
    await tx.cluster.update({ where: { id: cluster.id }, data: { deletionRequestedAt: at, deletionRequestedBy: actor.name, keepVolumes } })
    const volumes = keepVolumes ? 'volumes are kept' : 'volumes are deleted'
    await recordChange(tx, {
      actor, cluster,
      action: 'cluster.delete',
      before: { generation: cluster.generation, spec: cluster.spec },
      after: { volumes: input.volumes },
      event: { reason: 'DeletionRequested', severity: 'attention', message: `${actor.name} deletes the cluster; its ${volumes}` },
      operation: { kind: 'delete', title: `Delete ${cluster.name}, ${volumes}`, parameters: { volumes: input.volumes }, generation: cluster.generation },
    }, at)
  })
}

/** @throws AppError cluster.protected, request.invalid */
function checkDeletion(cluster: LivingCluster, confirmName: string): void {
  if (cluster.spec.deletionProtection) {
    throw new AppError('cluster.protected', `${cluster.name} is protected against deletion.`, { action: 'Switch its deletion protection off first, under Settings.' })
  }
  if (confirmName === cluster.name) return
  const message = `Type the name of the cluster, ${cluster.name}, to delete it.`
  throw new AppError('request.invalid', message, { action: 'Type its name exactly.', fields: [{ path: 'confirmName', message }] })
}
