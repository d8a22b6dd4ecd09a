import type { FenceView, Holds, PauseView } from '@/server/contracts/hold'
import { db, type Transaction } from '@/server/database/client'

/** Columns of Hold as Prisma reads them. */
export interface HoldRow {
  kind: string
  clusterId: string | null
  instance: string | null
  reason: string
  createdBy: string
  since: Date
  until: Date | null
}

/** What stands now: not ended, not run out. */
const standing = (now: Date) => ({ endedAt: null, OR: [{ until: null }, { until: { gt: now } }] })

/** The pauses that stop this cluster and the fences in it. Checks no permission. */
export async function loadHolds(clusterId: string, now: Date, tx: Transaction = db()): Promise<Holds> {
  const rows = await tx.hold.findMany({ where: { AND: [standing(now), { OR: [{ clusterId }, { clusterId: null }] }] }, orderBy: { since: 'asc' } })
  return {
    pauses: rows.filter((row) => row.kind === 'pause').map(viewPause),
    fences: rows.flatMap((row) => (row.kind === 'fence' && row.clusterId === clusterId ? viewFence(row) : [])),
  }
}

/** The pause of everything, when there is one. */
export async function loadGlobalPause(now: Date, tx: Transaction = db()): Promise<PauseView | null> {
  const row = await tx.hold.findFirst({ where: { AND: [standing(now), { kind: 'pause', clusterId: null }] } })
  return row ? viewPause(row) : null
}

function viewPause(row: HoldRow): PauseView {
  return { ...viewHold(row), everywhere: row.clusterId === null }
}

function viewFence(row: HoldRow): FenceView[] {
  return row.instance === null ? [] : [{ ...viewHold(row), instance: row.instance }]
}

function viewHold({ createdBy, reason, since, until }: HoldRow): Pick<PauseView, 'by' | 'reason' | 'since' | 'until'> {
  return { by: createdBy, reason, since: since.toISOString(), until: until?.toISOString() ?? null }
}
