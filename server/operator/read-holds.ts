import type { AutomationPause, FencedInstance } from '@/server/domain/memory'

/** Columns of Hold that matter to the operator; none of them ended. */
export interface HoldRow {
  kind: string
  clusterId: string | null
  instance: string | null
  reason: string
  createdBy: string
  until: Date | null
}

/**
 * The pause that lasts longest, of this cluster or of all: the analyzer compares `until` with now in each round, so that
 * none has to be lifted by a timer.
 * @param now ms since the epoch
 */
export function readPause(rows: readonly HoldRow[], now: number): AutomationPause | null {
  const lasting = (row: HoldRow) => row.until?.getTime() ?? Infinity
  const pauses = rows.filter((row) => row.kind === 'pause' && lasting(row) > now).sort((a, b) => lasting(b) - lasting(a))
  const row = pauses[0]
  return row ? { everywhere: row.clusterId === null, by: row.createdBy, reason: row.reason, until: row.until?.getTime() ?? null } : null
}

export function readFences(rows: readonly HoldRow[]): FencedInstance[] {
  return rows.flatMap((row) => (row.kind === 'fence' && row.instance !== null ? [{ instance: row.instance, by: row.createdBy, reason: row.reason, until: row.until?.getTime() ?? null }] : []))
}
