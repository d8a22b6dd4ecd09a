import type { Actor } from '@/server/contracts/access'
import type { ClusterDetail } from '@/server/contracts/cluster'
import { AppError } from '@/server/contracts/errors'
import type { RequestSwitchover, TransferPreview } from '@/server/contracts/transfer'
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
 * Asks for a planned change of the primary; the operator checks everything again when it begins.
 * @throws AppError auth.forbidden, not-found (cluster or target), cluster.gone, cluster.being-deleted, cluster.not-managed,
 * cluster.operation-running, cluster.prechecks-failed
 */
export async function requestSwitchover(actor: Actor, input: RequestSwitchover & { id: string }): Promise<ClusterDetail> {
  requirePermission(actor, 'clusters.intervene')
  await runInTransaction(async (tx) => {
    const cluster = await loadClusterForChange(input.id, tx)
    await checkNothingRuns(tx, cluster)
    const { primary, prechecks } = await readPrechecks(tx, cluster, input.target)
    requirePrechecks(prechecks, input.accepted)
    await recordChange(tx, {
      actor, cluster,
      action: 'cluster.switchover',
      before: { primary },
      after: { target: input.target, accepted: input.accepted },
      event: { reason: 'SwitchoverRequested', severity: 'info', message: `${actor.name} switches over from ${primary ?? 'the primary'} to ${input.target}`, instance: input.target },
      operation: { kind: 'switchover', title: `Switch over from ${primary ?? 'the primary'} to ${input.target}`, parameters: { target: input.target, requestedBy: actor.name, accepted: input.accepted }, generation: cluster.generation },
    }, new Date(servicePorts().clock.now()))
  })
  return loadDetail(input.id)
}

/** The prechecks as they stand. @throws AppError auth.forbidden, not-found, cluster.gone, cluster.not-managed */
export async function previewSwitchover(actor: Actor, input: { id: string; target: string }): Promise<TransferPreview> {
  requirePermission(actor, 'clusters.intervene')
  const { prechecks } = await readPrechecks(db(), await loadCluster(input.id), input.target)
  return { possible: prechecks.every((check) => check.state !== 'failed'), prechecks, possibleLoss: null }
}

async function readPrechecks(tx: Transaction, cluster: LivingCluster, target: string) {
  const { status, availability } = await loadAvailability(tx, cluster)
  const prechecks = availability.switchover[target]
  if (prechecks) return { primary: status.primary, prechecks }
  throw target === status.primary
    ? new AppError('request.invalid', `${target} is the primary already.`, { action: 'Choose one of the replicas.', fields: [{ path: 'target', message: 'It is the primary already' }] })
    : new AppError('not-found', `${cluster.name} has no instance ${target}.`, { action: `Choose one of ${Object.keys(availability.switchover).join(', ') || 'its replicas, when there are any'}.` })
}
