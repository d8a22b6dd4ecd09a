import { z } from 'zod'
import { auditEntrySchema } from './cluster'

export const listAuditQuerySchema = z.object({
  actor: z.string().max(200).optional().meta({ description: 'Part of the name of who did it' }),
  action: z.string().max(100).optional().meta({ description: 'cluster.create, or cluster. for all that begin so' }),
  targetKind: z.string().max(60).optional(),
  targetId: z.string().max(64).optional(),
  target: z.string().max(200).optional().meta({ description: 'Part of the name of what was changed' }),
  from: z.iso.datetime({ offset: true }).optional(),
  to: z.iso.datetime({ offset: true }).optional(),
  cursor: z.string().regex(/^\d{1,19}$/, 'Must be the nextCursor of an earlier answer').optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
})
export type ListAuditQuery = z.infer<typeof listAuditQuerySchema>

/** Newest first. */
export const auditPageSchema = z.object({ items: z.array(auditEntrySchema), nextCursor: z.string().nullable().meta({ description: 'null on the last page' }) }).meta({ id: 'AuditPage' })
export type AuditPage = z.infer<typeof auditPageSchema>
