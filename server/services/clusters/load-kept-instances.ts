import { db } from '@/server/database/client'
import { parseStatus } from './get-cluster'

/** Instances whose volumes were kept when they went, as the operator last saw it. */
export async function loadKeptInstances(clusterId: string): Promise<string[]> {
  const row = await db().clusterStatus.findUnique({ where: { clusterId }, select: { status: true } })
  return row ? (parseStatus(row.status, clusterId)?.keptClaims ?? []).map((claim) => claim.instance) : []
}
