import type { Actor } from '@/server/contracts/access'
import type { ClusterDetail } from '@/server/contracts/cluster'
import { clusterStatusSchema, type ClusterStatus } from '@/server/contracts/cluster-status'
import { AppError } from '@/server/contracts/errors'
import { db } from '@/server/database/client'
import { log } from '@/server/log/log'
import { loadHolds } from '../holds/load-holds'
import { viewOperation } from '../operations/view-operation'
import { loadCluster } from './load-cluster'
import { loadSummaries } from './load-summaries'
import { requirePermission } from './require-permission'

const OPERATIONS_SHOWN = 11

/** Everything about one cluster. @throws AppError auth.forbidden, not-found, cluster.gone */
export async function getCluster(actor: Actor, input: { id: string }): Promise<ClusterDetail> {
  requirePermission(actor, 'clusters.read')
  return loadDetail(input.id)
}

/** The same for what Podkeeper itself sends; checks no permission. */
export async function loadDetail(id: string): Promise<ClusterDetail> {
  const [cluster, summaries, status, operations, holds] = await Promise.all([
    loadCluster(id),
    loadSummaries([id]),
    db().clusterStatus.findUnique({ where: { clusterId: id }, select: { status: true } }),
    db().operation.findMany({ where: { clusterId: id }, orderBy: { requestedAt: 'desc' }, take: OPERATIONS_SHOWN }),
    loadHolds(id, new Date()),
  ])
  const summary = summaries[0]
  if (!summary) throw new AppError('cluster.gone', `${cluster.name} was deleted just now.`, { action: 'Go back to the list of clusters.' })
  return {
    summary,
    spec: cluster.spec,
    etag: toEtag(cluster.generation),
    createdBy: cluster.createdBy,
    updatedAt: cluster.updatedAt.toISOString(),
    status: status ? parseStatus(status.status, id) : null,
    operations: operations.map(viewOperation),
    holds,
  }
}

/** What clients send as If-Match. */
export function toEtag(generation: number): string {
  return `"${generation}"`
}

/** null when an operator of another version wrote it: it is written anew within seconds. */
export function parseStatus(json: unknown, clusterId: string): ClusterStatus | null {
  const parsed = clusterStatusSchema.safeParse(json)
  if (parsed.success) return parsed.data
  log.warn({ clusterId, issues: parsed.error.issues.slice(0, 3) }, 'the stored status cannot be read')
  return null
}
