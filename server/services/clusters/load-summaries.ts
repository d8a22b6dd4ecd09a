import type { ClusterSummary } from '@/server/contracts/cluster'
import { db } from '@/server/database/client'
import { SUMMARY_COLUMNS, SUMMARY_INSTANCES, viewSummary } from './summary-row'

/**
 * Summaries of these clusters, in no order; deleted ones are left out. For what Podkeeper itself sends; checks no permission.
 * @throws AppError database.unreachable (by the caller's wrapper)
 */
export async function loadSummaries(ids: readonly string[]): Promise<ClusterSummary[]> {
  if (ids.length === 0) return []
  const rows = await db().$queryRawUnsafe<unknown[]>(
    `SELECT ${SUMMARY_COLUMNS} FROM "Cluster" c JOIN "KubernetesCluster" k ON k."id" = c."kubernetesClusterId" LEFT JOIN "ClusterStatus" s ON s."clusterId" = c."id" ${SUMMARY_INSTANCES}
     WHERE c."deletedAt" IS NULL AND c."id" = ANY($1::text[])`,
    [...ids],
  )
  return rows.map(viewSummary)
}
