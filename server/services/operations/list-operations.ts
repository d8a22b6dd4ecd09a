import type { Actor } from '@/server/contracts/access'
import type { OperationList } from '@/server/contracts/cluster-queries'
import { db } from '@/server/database/client'
import { loadCluster } from '../clusters/load-cluster'
import { requirePermission } from '../clusters/require-permission'
import { viewOperation } from './view-operation'

const OPERATIONS_SHOWN = 50

/** Newest first. @throws AppError auth.forbidden, not-found, cluster.gone */
export async function listOperations(actor: Actor, input: { clusterId: string }): Promise<OperationList> {
  requirePermission(actor, 'clusters.read')
  await loadCluster(input.clusterId)
  const rows = await db().operation.findMany({ where: { clusterId: input.clusterId }, orderBy: { requestedAt: 'desc' }, take: OPERATIONS_SHOWN })
  return { items: rows.map(viewOperation) }
}
