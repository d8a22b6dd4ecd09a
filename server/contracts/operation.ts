import { z } from 'zod'

export const operationKindSchema = z.enum(['create', 'scale', 'update', 'delete', 'failover', 'switchover', 'repair'])
export type OperationKind = z.infer<typeof operationKindSchema>

export const operationStateSchema = z.enum(['pending', 'running', 'succeeded', 'failed', 'cancelled'])

export const operationStepSchema = z.object({
  id: z.string(),
  title: z.string(),
  state: z.enum(['pending', 'running', 'done', 'failed', 'skipped']),
  startedAt: z.iso.datetime().nullable(),
  finishedAt: z.iso.datetime().nullable(),
  detail: z.string().nullable().meta({ description: 'What it is doing or what it found, e.g. "clone of mysql-2: 61 %"' }),
  /** 0–1 while it can be told */
  progress: z.number().min(0).max(1).nullable(),
})
export type OperationStep = z.infer<typeof operationStepSchema>

export const operationSchema = z
  .object({
    id: z.string(),
    clusterId: z.string(),
    kind: operationKindSchema,
    state: operationStateSchema,
    title: z.string(),
    steps: z.array(operationStepSchema),
    problem: z.string().nullable(),
    generation: z.number().int(),
    requestedBy: z.string(),
    requestedAt: z.iso.datetime(),
    startedAt: z.iso.datetime().nullable(),
    finishedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Operation' })
export type Operation = z.infer<typeof operationSchema>
