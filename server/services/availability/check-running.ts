import { AppError } from '@/server/contracts/errors'
import type { Transaction } from '@/server/database/client'
import { CONFLICTING_OPERATIONS } from '@/server/domain/availability/check-switchover'
import type { LivingCluster } from '../clusters/load-cluster'

/** @throws AppError cluster.operation-running when one that must not be crossed waits or runs */
export async function checkNothingRuns(tx: Transaction, cluster: LivingCluster): Promise<void> {
  const running = await tx.operation.findFirst({ where: { clusterId: cluster.id, kind: { in: [...CONFLICTING_OPERATIONS] }, state: { in: ['pending', 'running'] } }, orderBy: { requestedAt: 'asc' } })
  if (!running) return
  throw new AppError('cluster.operation-running', `"${running.title}" runs, requested by ${running.requestedBy}.`, { action: 'Wait until it has ended, or cancel it where that is still possible.', current: { operationId: running.id, kind: running.kind } })
}
