import type { Actor } from '@/server/contracts/access'
import type { FailoverReadiness } from '@/server/contracts/availability'
import type { ClusterDetail } from '@/server/contracts/cluster'
import { AppError } from '@/server/contracts/errors'
import type { RequestFailover, TransferPreview } from '@/server/contracts/transfer'
import { db, runInTransaction, type Transaction } from '@/server/database/client'
import { loadDetail } from '../clusters/get-cluster'
import { loadCluster, loadClusterForChange, type LivingCluster } from '../clusters/load-cluster'
import { recordChange } from '../clusters/record-change'
import { requirePermission } from '../clusters/require-permission'
import { servicePorts } from '../ports'
import { checkNothingRuns } from './check-running'
import { loadAvailability } from './load-availability'
import { requirePrechecks } from './prechecks-failed'

/**
 * Asks for a failover by hand: policy and quiet time do not hold it, proofs of the loss do.
 * @throws AppError auth.forbidden, not-found, cluster.gone, cluster.being-deleted, cluster.not-managed, cluster.operation-running,
 * cluster.prechecks-failed, request.invalid (the loss was accepted without the name)
 */
export async function requestFailover(actor: Actor, input: RequestFailover & { id: string }): Promise<ClusterDetail> {
  requirePermission(actor, 'clusters.intervene')
  await runInTransaction(async (tx) => {
    const cluster = await loadClusterForChange(input.id, tx)
    await checkNothingRuns(tx, cluster)
    const { primary, failover } = await readFailover(tx, cluster)
    const lossAccepted = input.lossAccepted && failover.possibleLoss !== null
    if (lossAccepted) checkName(cluster, input.confirmName)
    requirePrechecks(failover.manual, lossAccepted ? ['quorum'] : [])
    const loss = lossAccepted ? `, accepting the loss: ${failover.possibleLoss ?? ''}` : ''
    await recordChange(tx, {
      actor, cluster,
      action: 'cluster.failover',
      before: { primary },
      after: { lossAccepted, possibleLoss: failover.possibleLoss },
      event: { reason: 'FailoverRequested', severity: 'attention', message: `${actor.name} starts a failover from ${primary}${loss}`, instance: primary },
      operation: { kind: 'failover', title: `Fail over from ${primary}`, parameters: { from: primary, requestedBy: actor.name, lossAccepted }, generation: cluster.generation },
    }, new Date(servicePorts().clock.now()))
  })
  return loadDetail(input.id)
}

/** What a failover by hand would need now. @throws AppError auth.forbidden, not-found, cluster.gone, cluster.not-managed */
export async function previewFailover(actor: Actor, input: { id: string }): Promise<TransferPreview> {
  requirePermission(actor, 'clusters.intervene')
  const { failover } = await readFailover(db(), await loadCluster(input.id))
  return { possible: failover.manual.every((check) => check.state !== 'failed'), prechecks: failover.manual, possibleLoss: failover.possibleLoss }
}

async function readFailover(tx: Transaction, cluster: LivingCluster): Promise<{ primary: string; failover: FailoverReadiness }> {
  const { status, availability } = await loadAvailability(tx, cluster)
  if (availability.failover === null || status.primary === null) throw new AppError('cluster.not-managed', `${cluster.name} has no replica that could take over.`, { action: 'Scale it to more instances.' })
  return { primary: status.primary, failover: availability.failover }
}

/** @throws AppError request.invalid */
function checkName(cluster: LivingCluster, confirmName: string): void {
  if (confirmName === cluster.name) return
  const message = `Type the name of the cluster, ${cluster.name}, to accept that writes are lost.`
  throw new AppError('request.invalid', message, { action: 'Type its name exactly.', fields: [{ path: 'confirmName', message }] })
}
