import { expect, it } from 'vitest'
import { readClone } from './read-clone'
import type { CloneRow } from './rows'

const row = (stage: string | null, stageState: string, bytesDone: number, bytesTotal: number, state: CloneRow['state'] = 'In Progress'): CloneRow => ({
  state, source: 'a:3306', startedAt: 10.5, errorNumber: 0, errorMessage: '', stage, stageState, bytesDone, bytesTotal,
})

it('tells the progress of the stages that copy, together', () => {
  const rows = [row('RESTART', 'Not Started', 0, 0), row('REDO COPY', 'Not Started', 0, 0), row('PAGE COPY', 'In Progress', 50, 100), row('FILE COPY', 'Completed', 300, 300), row('DROP DATA', 'Completed', 0, 0)]
  expect(readClone(rows)).toMatchObject({ state: 'in-progress', stage: 'PAGE COPY', progress: 350 / 400, bytesDone: 350, bytesTotal: 400, startedAt: 10_500 })
})

it('knows no progress before the first estimate, and never more than all', () => {
  expect(readClone([row('DROP DATA', 'In Progress', 0, 0)])).toMatchObject({ progress: null, stage: 'DROP DATA' })
  expect(readClone([row('FILE COPY', 'In Progress', 120, 100)])?.progress).toBe(1)
})

it('is null on a server that never was a recipient', () => {
  expect(readClone([])).toBeNull()
})
