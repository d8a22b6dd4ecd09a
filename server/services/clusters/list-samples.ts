import { z } from 'zod'
import type { Actor } from '@/server/contracts/access'
import type { sampleQuerySchema, SampleSeries } from '@/server/contracts/cluster'
import { db } from '@/server/database/client'
import { servicePorts } from '../ports'
import { arrangeSeries, chooseResolution } from './arrange-series'
import { loadCluster } from './load-cluster'
import { requirePermission } from './require-permission'

export type ListSamplesInput = z.infer<typeof sampleQuerySchema> & { clusterId: string }

/** Peaks matter more than averages: a bucket holds the highest of its values. */
const VALUE: Record<ListSamplesInput['metric'], string> = {
  lagSeconds: 'coalesce("lagMaxSeconds", "lagSeconds")',
  transactionsBehind: '"transactionsBehind"',
  queriesPerSecond: '"queriesPerSecond"',
  threadsConnected: '"threadsConnected"',
  usedBytes: '"usedBytes"',
}
/** Coarse rows are made a while after their time; up to here the finest ones stand in. */
const ROLL_UP_DELAY_SECONDS = 180

const rowsSchema = z.array(z.object({ instance: z.string(), at: z.number(), value: z.number().nullable() }))

/** One metric of every instance, thinned to about the wanted number of points. @throws AppError auth.forbidden, not-found, cluster.gone */
export async function listSamples(actor: Actor, input: ListSamplesInput): Promise<SampleSeries> {
  requirePermission(actor, 'clusters.read')
  await loadCluster(input.clusterId)
  const { resolutionSeconds, bucketSeconds } = chooseResolution(input.rangeSeconds, input.points)
  const toMs = servicePorts().clock.now()
  const fromMs = toMs - input.rangeSeconds * 1000
  const rows = await db().$queryRawUnsafe<unknown[]>(
    `SELECT "instance", (floor(extract(epoch from "at") / $4) * $4)::float8 AS "at", max(${VALUE[input.metric]})::float8 AS "value"
     FROM "Sample" WHERE "clusterId" = $1 AND "at" >= $2 AND ("resolutionSeconds" = $3 OR ("resolutionSeconds" = 1 AND "at" >= $5)) GROUP BY 1, 2 ORDER BY 2`,
    input.clusterId, new Date(fromMs), resolutionSeconds, bucketSeconds, new Date(Math.max(fromMs, toMs - ROLL_UP_DELAY_SECONDS * 1000)),
  )
  return { resolutionSeconds: bucketSeconds, from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString(), ...arrangeSeries(rowsSchema.parse(rows), input.metric, bucketSeconds) }
}
