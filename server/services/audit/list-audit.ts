import type { AuditPage, ListAuditQuery } from '@/server/contracts/audit'
import { auditEntrySchema } from '@/server/contracts/cluster'
import { db } from '@/server/database/client'

/** A page of the audit log, newest first. */
export async function listAudit(query: ListAuditQuery): Promise<AuditPage> {
  const contains = (text: string) => ({ contains: text, mode: 'insensitive' as const })
  const rows = await db().auditEntry.findMany({
    where: {
      ...(query.actor === undefined ? {} : { actorName: contains(query.actor) }),
      ...(query.action === undefined ? {} : { action: query.action.endsWith('.') ? { startsWith: query.action } : query.action }),
      ...(query.targetKind === undefined ? {} : { targetKind: query.targetKind }),
      ...(query.targetId === undefined ? {} : { targetId: query.targetId }),
      ...(query.target === undefined ? {} : { targetName: contains(query.target) }),
      ...(query.cursor === undefined ? {} : { id: { lt: readCursor(query.cursor) } }),
      at: { ...(query.from === undefined ? {} : { gte: new Date(query.from) }), ...(query.to === undefined ? {} : { lt: new Date(query.to) }) },
    },
    orderBy: { id: 'desc' },
    take: query.limit + 1,
  })
  const items = rows.slice(0, query.limit).map((row) => auditEntrySchema.parse({ ...row, id: row.id.toString(), at: row.at.toISOString() }))
  return { items, nextCursor: rows.length > query.limit ? (items.at(-1)?.id ?? null) : null }
}

/** bigint's largest when the number is larger */
function readCursor(cursor: string): bigint {
  const number = BigInt(cursor)
  return number > 9_223_372_036_854_775_807n ? 9_223_372_036_854_775_807n : number
}
