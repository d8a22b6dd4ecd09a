import { z } from 'zod'
import { pauseSchema } from './hold'

/** How the leading operator does, written with each renewal of its lease. */
export const operatorReportSchema = z.object({
  lastRoundAt: z.iso.datetime().nullable(),
  lastRoundMs: z.number().nullable(),
  clusters: z.number().int(),
  /** when the cluster that waited longest had its last round; all were looked at since then */
  oldestRoundAt: z.iso.datetime().nullable().default(null),
  /** clusters whose last observation is older than 15 s */
  late: z.array(z.object({ clusterId: z.string(), name: z.string(), ageSeconds: z.number() })),
  version: z.string(),
})
export type OperatorReport = z.infer<typeof operatorReportSchema>

export const operatorViewSchema = z
  .object({
    state: z.enum(['leading', 'absent']),
    holder: z.string().nullable(),
    epoch: z.number().int(),
    renewedAt: z.iso.datetime().nullable(),
    report: operatorReportSchema.nullable(),
    pause: pauseSchema.nullable().meta({ description: 'Automation of every cluster is stopped' }),
  })
  .meta({ id: 'Operator' })
export type OperatorView = z.infer<typeof operatorViewSchema>
