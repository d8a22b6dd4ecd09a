import type { Availability } from '@/server/contracts/availability'
import type { ClusterStatus } from '@/server/contracts/cluster-status'
import { AppError } from '@/server/contracts/errors'
import type { Transaction } from '@/server/database/client'
import { parseStatus } from '../clusters/get-cluster'
import type { LivingCluster } from '../clusters/load-cluster'

/** What the operator last saw of a cluster whose primary can change. */
export interface KnownAvailability {
  status: ClusterStatus
  availability: Availability
}

/** @throws AppError cluster.not-managed with why there is nothing to go by */
export async function loadAvailability(tx: Transaction, cluster: LivingCluster): Promise<KnownAvailability> {
  if (cluster.spec.management !== 'operator') {
    throw new AppError('cluster.not-managed', `${cluster.name} runs in the StatefulSet way: ${cluster.name}-0 takes the writes, and no other instance can.`, { action: 'Only clusters in the operator way can change their primary.' })
  }
  const row = await tx.clusterStatus.findUnique({ where: { clusterId: cluster.id }, select: { status: true } })
  const status = row ? parseStatus(row.status, cluster.id) : null
  const availability = status?.availability ?? null
  if (status === null || availability === null) {
    throw new AppError('cluster.not-managed', `${cluster.name} has no primary yet, or the operator has not looked at it yet.`, { action: 'Try again when it has been created.' })
  }
  return { status, availability }
}
