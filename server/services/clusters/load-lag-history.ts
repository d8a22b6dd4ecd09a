import { z } from 'zod'
import type { Actor } from '@/server/contracts/access'
import { db } from '@/server/database/client'
import { requirePermission } from './require-permission'

const rowsSchema = z.array(z.object({ clusterId: z.string(), at: z.number(), lagSeconds: z.number().nullable() }))

/** Worst lag of each minute, oldest first: [Unix seconds, lag in seconds]. */
export type LagHistory = Record<string, [number, number | null][]>

/**
 * The worst lag of each minute of the last hour, for the small charts of the list. Clusters without samples are left out.
 * @throws AppError auth.forbidden
 */
export async function loadLagHistory(actor: Actor, clusterIds: readonly string[]): Promise<LagHistory> {
  requirePermission(actor, 'clusters.read')
  const rows = rowsSchema.parse(
    await db().$queryRaw`
      SELECT "clusterId", extract(epoch from "at")::float8 AS "at", max(coalesce("lagMaxSeconds", "lagSeconds"))::float8 AS "lagSeconds" FROM "Sample"
      WHERE "resolutionSeconds" = 60 AND "at" > now() - interval '1 hour' AND "clusterId" = ANY(${[...clusterIds]}::text[]) GROUP BY 1, 2 ORDER BY 2`,
  )
  const history: LagHistory = {}
  for (const { clusterId, at, lagSeconds } of rows) (history[clusterId] ??= []).push([at, lagSeconds === null ? null : Math.round(lagSeconds * 1000) / 1000])
  return history
}
