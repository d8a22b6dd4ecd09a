import type { Actor } from '@/server/contracts/access'
import type { ClusterDetail } from '@/server/contracts/cluster'
import { AppError } from '@/server/contracts/errors'
import { jsonOf, runInTransaction } from '@/server/database/client'
import { loadDetail } from '../clusters/get-cluster'
import { loadClusterForChange } from '../clusters/load-cluster'
import { recordChange } from '../clusters/record-change'
import { requirePermission } from '../clusters/require-permission'
import { servicePorts } from '../ports'
import { loadAvailability } from './load-availability'

/**
 * Asks for the end of a switchover or failover. The operator takes it back unless it has just passed its commit point: then it
 * goes on to its end.
 * @throws AppError auth.forbidden, not-found, cluster.gone, cluster.being-deleted, cluster.not-managed, cluster.not-cancellable
 */
export async function cancelOperation(actor: Actor, input: { id: string; operationId: string }): Promise<ClusterDetail> {
  requirePermission(actor, 'clusters.intervene')
  await runInTransaction(async (tx) => {
    const cluster = await loadClusterForChange(input.id, tx)
    const operation = await tx.operation.findFirst({ where: { id: input.operationId, clusterId: cluster.id } })
    if (!operation) throw new AppError('not-found', `${cluster.name} has no such operation.`, { action: 'Look for it among its operations.' })
    if (operation.kind !== 'switchover' && operation.kind !== 'failover') throw notCancellable(`"${operation.title}" cannot be cancelled: it can be left off at any point and is taken up again.`)
    if (operation.state !== 'pending' && operation.state !== 'running') throw notCancellable(`"${operation.title}" has ended already.`)
    const { transfer } = (await loadAvailability(tx, cluster)).availability
    if (transfer?.operationId === operation.id && !transfer.cancellable) throw notCancellable(`"${operation.title}" is past the point from which it only goes forward: ${transfer.to ?? 'the new primary'} takes the writes.`)
    const parameters = typeof operation.parameters === 'object' && operation.parameters !== null && !Array.isArray(operation.parameters) ? operation.parameters : {}
    await tx.operation.update({ where: { id: operation.id }, data: { parameters: jsonOf({ ...parameters, cancel: true }) } })
    await recordChange(tx, {
      actor, cluster,
      action: 'cluster.cancel-operation',
      before: null,
      after: { operation: operation.title },
      event: { reason: 'CancelRequested', severity: 'info', message: `${actor.name} cancels "${operation.title}"` },
      operation: null,
    }, new Date(servicePorts().clock.now()))
  })
  return loadDetail(input.id)
}

function notCancellable(detail: string): AppError {
  return new AppError('cluster.not-cancellable', detail, { action: 'Follow it to its end. To change back, switch over again.' })
}
