import { z } from 'zod'
import type { Actor } from '@/server/contracts/access'
import { loggedTransactionSchema, type ErrantTransactions } from '@/server/contracts/errant-transactions'
import { db } from '@/server/database/client'
import { countGtids, parseGtidSet } from '@/server/domain/gtid'
import { loadCluster } from '../clusters/load-cluster'
import { requirePermission } from '../clusters/require-permission'

/** What the operator remembers of the instance, as far as it matters here. */
const memorySchema = z.object({ instances: z.record(z.string(), z.object({ errantGtids: z.string() })) })
const transactionsSchema = z.array(loggedTransactionSchema)

/** What an instance has that the primary lacks, as the operator read it from its binary log. @throws AppError auth.forbidden, not-found, cluster.gone */
export async function listErrantTransactions(actor: Actor, input: { id: string; instance: string }): Promise<ErrantTransactions> {
  requirePermission(actor, 'clusters.intervene')
  await loadCluster(input.id)
  const status = await db().clusterStatus.findUnique({ where: { clusterId: input.id }, select: { memory: true } })
  const gtids = memorySchema.safeParse(status?.memory).data?.instances[input.instance]?.errantGtids ?? ''
  const count = countGtids(parseGtidSet(gtids))
  const row = gtids === '' ? null : await db().errantTransactions.findUnique({ where: { clusterId_instance: { clusterId: input.id, instance: input.instance } } })
  if (!row) return { instance: input.instance, gtids, count, transactions: [], complete: count === 0, readAt: null }
  return { instance: input.instance, gtids, count, transactions: transactionsSchema.parse(row.transactions), complete: row.complete && row.gtids === gtids, readAt: row.readAt.toISOString() }
}
