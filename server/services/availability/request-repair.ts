import type { Actor } from '@/server/contracts/access'
import type { ClusterDetail } from '@/server/contracts/cluster'
import { AppError } from '@/server/contracts/errors'
import type { RequestRepair } from '@/server/contracts/transfer'
import { runInTransaction } from '@/server/database/client'
import { loadDetail } from '../clusters/get-cluster'
import { loadClusterForChange } from '../clusters/load-cluster'
import { recordChange } from '../clusters/record-change'
import { requirePermission } from '../clusters/require-permission'
import { loadHolds } from '../holds/load-holds'
import { servicePorts } from '../ports'
import { checkNothingRuns } from './check-running'
import { loadAvailability } from './load-availability'

/**
 * Asks for an instance's repair in the way that a person chose.
 * @throws AppError auth.forbidden, not-found, cluster.gone, cluster.being-deleted, cluster.not-managed, cluster.operation-running,
 * request.invalid (it is the primary, or its name was not typed for a new copy)
 */
export async function requestRepair(actor: Actor, input: RequestRepair & { id: string; instance: string }): Promise<ClusterDetail> {
  requirePermission(actor, 'clusters.intervene')
  const { instance, way } = input
  await runInTransaction(async (tx) => {
    const cluster = await loadClusterForChange(input.id, tx)
    const { status } = await loadAvailability(tx, cluster)
    if (!status.instances.some((one) => one.name === instance)) throw new AppError('not-found', `${cluster.name} has no instance ${instance}.`, { action: 'Look for it among its instances.' })
    if (instance === status.primary) throw new AppError('request.invalid', `${instance} is the primary: all others follow it, and its data cannot be replaced.`, { action: 'Switch over to another instance first.' })
    if ((await loadHolds(cluster.id, new Date(servicePorts().clock.now()), tx)).fences.some((fence) => fence.instance === instance)) throw new AppError('request.invalid', `${instance} is fenced: it is kept as it is.`, { action: 'Lift its fence first.' })
    if (way === 'reclone' && input.confirmName !== instance) {
      const message = `Type the name of the instance, ${instance}, to replace its data.`
      throw new AppError('request.invalid', message, { action: 'Type its name exactly.', fields: [{ path: 'confirmName', message }] })
    }
    await checkNothingRuns(tx, cluster)
    const words = way === 'reclone' ? { title: `Replace the data of ${instance}`, message: `${actor.name} has the data of ${instance} replaced by a new copy` } : { title: `Keep the transactions of ${instance}`, message: `${actor.name} keeps the transactions that only ${instance} has: they count as done on every instance` }
    await recordChange(tx, {
      actor, cluster,
      action: 'instance.repair',
      before: null,
      after: { instance, way },
      event: { reason: 'RepairRequested', severity: 'attention', message: words.message, instance },
      operation: { kind: 'repair', title: words.title, parameters: { instance, way, requestedBy: actor.name }, generation: cluster.generation },
    }, new Date(servicePorts().clock.now()))
  })
  return loadDetail(input.id)
}
