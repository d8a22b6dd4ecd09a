import type { Actor } from '@/server/contracts/access'
import { timelineEventSchema, type TimelineEventView } from '@/server/contracts/cluster'
import type { TimelinePage, TimelineQuery } from '@/server/contracts/cluster-queries'
import { db } from '@/server/database/client'
import { loadCluster } from './load-cluster'
import { requirePermission } from './require-permission'

/** Newest first, with a cursor that stays right while events are added. @throws AppError auth.forbidden, not-found, cluster.gone */
export async function listTimeline(actor: Actor, input: TimelineQuery & { clusterId: string }): Promise<TimelinePage> {
  requirePermission(actor, 'clusters.read')
  await loadCluster(input.clusterId)
  const rows = await db().timelineEvent.findMany({
    where: {
      clusterId: input.clusterId,
      ...(input.before === undefined ? {} : { id: { lt: BigInt(input.before) } }),
      ...(input.kind === undefined ? {} : { kind: { in: [input.kind].flat() } }),
      ...(input.severity === undefined ? {} : { severity: { in: [input.severity].flat() } }),
      ...(input.instance === undefined ? {} : { instance: input.instance }),
    },
    orderBy: { id: 'desc' },
    take: input.limit + 1,
  })
  const items = rows.slice(0, input.limit).map(viewTimelineEvent)
  return { items, nextBefore: rows.length > input.limit ? (items.at(-1)?.id ?? null) : null }
}

/** One event for the stream; null when it is gone. Checks no permission. */
export async function loadTimelineEvent(id: string): Promise<TimelineEventView | null> {
  const row = await db().timelineEvent.findUnique({ where: { id: BigInt(id) } })
  return row ? viewTimelineEvent(row) : null
}

interface TimelineRow { id: bigint; at: Date; lastAt: Date; count: number; kind: string; severity: string; reason: string; message: string; instance: string | null; details: unknown }

function viewTimelineEvent(row: TimelineRow): TimelineEventView {
  return timelineEventSchema.parse({
    ...{ id: row.id.toString(), at: row.at.toISOString(), lastAt: row.lastAt.toISOString(), count: row.count, kind: row.kind, severity: row.severity },
    ...{ reason: row.reason, message: row.message, instance: row.instance, details: row.details },
  })
}
