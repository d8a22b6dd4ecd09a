import { z } from 'zod'

/** A person's hold on what the operator does by itself: shown as a banner with who, why and until when. */
const holdShape = {
  by: z.string(),
  reason: z.string(),
  since: z.iso.datetime(),
  until: z.iso.datetime().nullable().meta({ description: 'null: until somebody lifts it' }),
}

export const pauseSchema = z
  .object({ ...holdShape, everywhere: z.boolean().meta({ description: 'true: of every cluster, not only of this one' }) })
  .meta({ id: 'AutomationPause' })
export type PauseView = z.infer<typeof pauseSchema>

export const fenceSchema = z.object({ ...holdShape, instance: z.string() }).meta({ id: 'Fence' })
export type FenceView = z.infer<typeof fenceSchema>

export const setHoldSchema = z
  .object({
    reason: z.string().trim().min(1, 'Say why, for whoever meets it at night').max(300, 'At most 300 characters'),
    until: z.iso.datetime({ offset: true }).nullable().default(null).meta({ description: 'null: until somebody lifts it' }),
  })
  .meta({ id: 'SetHold' })
export type SetHold = z.infer<typeof setHoldSchema>

/** The pause of everything, and of this cluster: either stops automation. */
export const holdsSchema = z.object({ pauses: z.array(pauseSchema), fences: z.array(fenceSchema) })
export type Holds = z.infer<typeof holdsSchema>
