import type { CloneFacts } from '@/server/domain/observation'
import type { CloneRow } from './rows'

const STATES = { 'Not Started': 'not-started', 'In Progress': 'in-progress', Completed: 'completed', Failed: 'failed' } as const
const STAGES = ['DROP DATA', 'FILE COPY', 'PAGE COPY', 'REDO COPY', 'FILE SYNC', 'RESTART', 'RECOVERY']
/** stages that move bytes; the others are short or cannot be measured */
const COPYING = new Set(['FILE COPY', 'PAGE COPY', 'REDO COPY'])

/** @param rows one per stage of the newest clone, in any order; none where the server never was a recipient */
export function readClone(rows: readonly CloneRow[]): CloneFacts | null {
  const first = rows[0]
  if (!first) return null
  const copying = rows.filter((row) => row.stage !== null && COPYING.has(row.stage))
  const bytesDone = copying.reduce((sum, row) => sum + (row.bytesDone ?? 0), 0)
  // Estimates of later stages grow while the donor is written to: a share above 1 would be nonsense.
  const bytesTotal = copying.reduce((sum, row) => sum + Math.max(row.bytesTotal ?? 0, row.bytesDone ?? 0), 0)
  const state = STATES[first.state]
  return {
    state,
    source: first.source,
    progress: state === 'completed' ? 1 : bytesTotal > 0 ? bytesDone / bytesTotal : null,
    stage: newestStage(rows),
    bytesDone,
    bytesTotal,
    startedAt: first.startedAt === null ? null : Math.round(first.startedAt * 1000),
    errorNumber: first.errorNumber,
    errorMessage: first.errorMessage,
  }
}

/** The furthest that has begun. */
function newestStage(rows: readonly CloneRow[]): string {
  return STAGES.findLast((stage) => rows.some((row) => row.stage === stage && row.stageState !== 'Not Started')) ?? ''
}
