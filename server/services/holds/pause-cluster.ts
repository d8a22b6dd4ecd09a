import type { Actor } from '@/server/contracts/access'
import type { ClusterDetail } from '@/server/contracts/cluster'
import type { SetHold } from '@/server/contracts/hold'
import { runInTransaction } from '@/server/database/client'
import { loadDetail } from '../clusters/get-cluster'
import { loadClusterForChange } from '../clusters/load-cluster'
import { recordChange } from '../clusters/record-change'
import { requirePermission } from '../clusters/require-permission'
import { servicePorts } from '../ports'
import { endHold, putHold, untilWords } from './write-hold'

/** Stops what the operator does by itself for a cluster. @throws AppError auth.forbidden, not-found, cluster.gone, cluster.being-deleted, request.invalid */
export async function pauseCluster(actor: Actor, input: SetHold & { id: string }): Promise<ClusterDetail> {
  requirePermission(actor, 'clusters.intervene')
  await runInTransaction(async (tx) => {
    const cluster = await loadClusterForChange(input.id, tx)
    const at = new Date(servicePorts().clock.now())
    await putHold(tx, { kind: 'pause', clusterId: cluster.id, instance: null }, input, actor, at)
    await recordChange(tx, {
      actor, cluster,
      action: 'cluster.pause', before: null, after: { reason: input.reason, until: input.until },
      event: { reason: 'AutomationPaused', severity: 'attention', message: `${actor.name} stopped automation${untilWords(input.until)}: ${input.reason}` },
      operation: null,
    }, at)
  })
  return loadDetail(input.id)
}

/** Nothing happens where it is not stopped. @throws AppError auth.forbidden, not-found, cluster.gone, cluster.being-deleted */
export async function resumeCluster(actor: Actor, input: { id: string }): Promise<ClusterDetail> {
  requirePermission(actor, 'clusters.intervene')
  await runInTransaction(async (tx) => {
    const cluster = await loadClusterForChange(input.id, tx)
    const at = new Date(servicePorts().clock.now())
    if (!(await endHold(tx, { kind: 'pause', clusterId: cluster.id, instance: null }, actor, at))) return
    await recordChange(tx, {
      actor, cluster,
      action: 'cluster.resume', before: null, after: null,
      event: { reason: 'AutomationResumed', severity: 'info', message: `${actor.name} lets automation go on` },
      operation: null,
    }, at)
  })
  return loadDetail(input.id)
}
