import { z } from 'zod'

/** When acknowledgements are short for long: keep commits waiting, or go on with fewer and raise an alarm. */
export const shortOfAcknowledgementsSchema = z.enum(['wait', 'degrade'])

export const semiSyncSchema = z
  .object({
    acknowledgements: z.number().int().min(1).max(8).nullable().default(null).meta({ description: 'Replicas that must have a transaction before its commit returns; null: half of the instances, rounded down' }),
    whenShort: shortOfAcknowledgementsSchema.default('wait').meta({ description: 'wait: commits wait until enough replicas are back. degrade: after degradeAfterSeconds fewer are asked for, with an alarm, and no failover is done without somebody accepting a loss' }),
    degradeAfterSeconds: z.number().int().min(5).max(3_600).default(30),
  })
  .meta({ id: 'SemiSyncPolicy' })
export type SemiSyncPolicy = z.infer<typeof semiSyncSchema>

export const failoverPolicySchema = z
  .object({
    mode: z.enum(['automatic', 'manual', 'off']).default('automatic').meta({ description: 'manual: Podkeeper says that a failover is possible and a person starts it' }),
    allowDataLoss: z.boolean().default(false).meta({ description: 'Let a failover go ahead that may lose transactions which clients saw committed: asynchronous replication has no other' }),
    confirmSeconds: z.number().min(1).max(300).default(3).meta({ description: 'How long the primary must be away, seen from several sides' }),
    quietSeconds: z.number().int().min(0).max(86_400).default(60).meta({ description: 'No automatic failover so soon after another change of the primary' }),
  })
  .meta({ id: 'FailoverPolicy' })
export type FailoverPolicy = z.infer<typeof failoverPolicySchema>

/** A condition that a change of the primary must meet, with what was found. */
export const precheckSchema = z.object({
  id: z.string(),
  title: z.string(),
  state: z.enum(['passed', 'warning', 'failed']),
  /** a hard one that fails forbids it; a soft one may be accepted */
  hard: z.boolean(),
  evidence: z.string().meta({ description: 'What was seen, in words' }),
})
export type Precheck = z.infer<typeof precheckSchema>

/** Acknowledgements as they stand: what the primary waits for and what a failover could rely on. */
export const acknowledgementStatusSchema = z.object({
  wanted: z.number().int(),
  /** what the primary asks for now; 0: asynchronous */
  required: z.number().int().nullable(),
  connected: z.number().int().nullable().meta({ description: 'Replicas that acknowledge now' }),
  state: z.enum(['synchronous', 'waiting', 'degraded', 'off', 'unknown']),
  message: z.string(),
})

/** Whether a failover would be done if the primary were lost now, and what a person can do when it would not. */
export const failoverReadinessSchema = z.object({
  possible: z.boolean(),
  code: z.string(),
  message: z.string(),
  action: z.string().nullable(),
  checks: z.array(precheckSchema),
  manual: z.array(precheckSchema).meta({ description: 'The checks of a failover that a person starts now, supposing that the loss is accepted' }),
  possibleLoss: z.string().nullable().meta({ description: 'What a failover would lose, in words; null: nothing that a client saw committed' }),
})
export type FailoverReadiness = z.infer<typeof failoverReadinessSchema>

/** A change of the primary that runs. */
export const transferStatusSchema = z.object({
  operationId: z.string(),
  kind: z.enum(['failover', 'switchover']),
  from: z.string(),
  to: z.string().nullable(),
  stage: z.string(),
  startedAt: z.iso.datetime(),
  /** false from the commit point on */
  cancellable: z.boolean(),
  writesStoppedAt: z.iso.datetime().nullable(),
})

export const availabilitySchema = z
  .object({
    acknowledgements: acknowledgementStatusSchema.nullable().meta({ description: 'null unless the topology is semisync' }),
    failover: failoverReadinessSchema.nullable().meta({ description: 'null where there is nobody to fail over to' }),
    /** by target */
    switchover: z.record(z.string(), z.array(precheckSchema)),
    transfer: transferStatusSchema.nullable(),
  })
  .meta({ id: 'Availability' })
export type Availability = z.infer<typeof availabilitySchema>
