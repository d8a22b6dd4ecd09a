import { z } from 'zod'
import { precheckSchema } from './availability'

export const requestSwitchoverSchema = z
  .object({
    target: z.string().min(1).max(63).meta({ description: 'The replica that is to take the writes', example: 'shop-db-1' }),
    accepted: z.array(z.string().max(64)).max(20).default([]).meta({ description: 'Ids of soft prechecks with a warning that the caller accepts' }),
  })
  .meta({ id: 'RequestSwitchover' })
export type RequestSwitchover = z.infer<typeof requestSwitchoverSchema>

export const requestFailoverSchema = z
  .object({
    lossAccepted: z.boolean().default(false).meta({ description: 'Where acknowledged writes may be only on the lost primary: accept that they go' }),
    confirmName: z.string().max(64).default('').meta({ description: 'With lossAccepted: the name of the cluster, typed again' }),
  })
  .meta({ id: 'RequestFailover' })
export type RequestFailover = z.infer<typeof requestFailoverSchema>

/** What a change of the primary would need, and what there is: the answer to ?dryRun=true. */
export const transferPreviewSchema = z
  .object({
    possible: z.boolean().meta({ description: 'No hard check failed' }),
    prechecks: z.array(precheckSchema),
    possibleLoss: z.string().nullable().meta({ description: 'What would be lost, in words; null: nothing that a client saw committed' }),
  })
  .meta({ id: 'TransferPreview' })
export type TransferPreview = z.infer<typeof transferPreviewSchema>

export const repairWaySchema = z.enum(['reclone', 'inject']).meta({ description: 'reclone: its data is replaced by a copy; inject: its own transactions count as done everywhere, its data stays different' })
export const requestRepairSchema = z
  .object({
    way: repairWaySchema,
    confirmName: z.string().max(64).default('').meta({ description: 'For reclone: the name of the instance, typed again' }),
  })
  .meta({ id: 'RequestRepair' })
export type RequestRepair = z.infer<typeof requestRepairSchema>

/** `current` of cluster.prechecks-failed. */
export const failedPrechecksSchema = z.object({ prechecks: z.array(precheckSchema) }).meta({ id: 'FailedPrechecks' })
