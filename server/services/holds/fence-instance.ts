import type { Actor } from '@/server/contracts/access'
import type { ClusterDetail } from '@/server/contracts/cluster'
import { AppError } from '@/server/contracts/errors'
import type { SetHold } from '@/server/contracts/hold'
import { runInTransaction, type Transaction } from '@/server/database/client'
import { loadAvailability } from '../availability/load-availability'
import { loadDetail } from '../clusters/get-cluster'
import { loadClusterForChange, type LivingCluster } from '../clusters/load-cluster'
import { recordChange } from '../clusters/record-change'
import { requirePermission } from '../clusters/require-permission'
import { servicePorts } from '../ports'
import { endHold, putHold, untilWords } from './write-hold'

/**
 * Isolates a replica and keeps it as it is.
 * @throws AppError auth.forbidden, not-found, cluster.gone, cluster.being-deleted, cluster.not-managed, request.invalid (it is the
 * primary, or about to be)
 */
export async function fenceInstance(actor: Actor, input: SetHold & { id: string; instance: string }): Promise<ClusterDetail> {
  requirePermission(actor, 'clusters.intervene')
  const { instance } = input
  await runInTransaction(async (tx) => {
    const cluster = await loadClusterForChange(input.id, tx)
    await checkInstance(tx, cluster, instance)
    const at = new Date(servicePorts().clock.now())
    await putHold(tx, { kind: 'fence', clusterId: cluster.id, instance }, input, actor, at)
    await recordChange(tx, {
      actor, cluster,
      action: 'instance.fence', before: null, after: { instance, reason: input.reason, until: input.until },
      event: { reason: 'InstanceFenced', severity: 'attention', message: `${actor.name} fenced ${instance}${untilWords(input.until)}: ${input.reason}`, instance },
      operation: null,
    }, at)
  })
  return loadDetail(input.id)
}

/** It comes back by itself. Nothing happens where there is no fence. @throws AppError auth.forbidden, not-found, cluster.gone, cluster.being-deleted */
export async function liftFence(actor: Actor, input: { id: string; instance: string }): Promise<ClusterDetail> {
  requirePermission(actor, 'clusters.intervene')
  const { instance } = input
  await runInTransaction(async (tx) => {
    const cluster = await loadClusterForChange(input.id, tx)
    const at = new Date(servicePorts().clock.now())
    if (!(await endHold(tx, { kind: 'fence', clusterId: cluster.id, instance }, actor, at))) return
    await recordChange(tx, {
      actor, cluster,
      action: 'instance.lift-fence', before: null, after: { instance },
      event: { reason: 'FenceLifted', severity: 'info', message: `${actor.name} lifted the fence of ${instance}`, instance },
      operation: null,
    }, at)
  })
  return loadDetail(input.id)
}

async function checkInstance(tx: Transaction, cluster: LivingCluster, instance: string): Promise<void> {
  const { status, availability } = await loadAvailability(tx, cluster)
  if (!status.instances.some((one) => one.name === instance)) throw new AppError('not-found', `${cluster.name} has no instance ${instance}.`, { action: 'Look for it among its instances.' })
  if (instance === status.primary) throw new AppError('request.invalid', `${instance} is the primary: without it nobody could write.`, { action: 'Switch over to another instance first, then fence it.' })
  if (availability.transfer?.to === instance) throw new AppError('request.invalid', `${instance} is about to become the primary.`, { action: 'Cancel that first, or wait until it is over.' })
}
