import { z } from 'zod'

/** `{id}` of a path; ids are UUIDs today, but nothing depends on it. */
export const idParametersSchema = z.object({ id: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/) })
