import { describe, expect, it } from 'vitest'
import { readFences, readPause, type HoldRow } from './read-holds'

const hold = (overrides: Partial<HoldRow>): HoldRow => ({ kind: 'pause', clusterId: 'c', instance: null, reason: 'maintenance', createdBy: 'ada', until: null, ...overrides })

describe('holds as the operator reads them', () => {
  it('take the pause that lasts longest, whosever it is', () => {
    expect(readPause([hold({ until: new Date(2_000) }), hold({ clusterId: null, createdBy: 'grace' })], 1_000)).toMatchObject({ everywhere: true, by: 'grace', until: null })
    expect(readPause([hold({ until: new Date(3_000) }), hold({ clusterId: null, until: new Date(2_000) })], 1_000)).toMatchObject({ everywhere: false, until: 3_000 })
  })

  it('know no pause that has run out', () => {
    expect(readPause([hold({ until: new Date(1_000) })], 1_000)).toBeNull()
  })

  it('keep fences and pauses apart', () => {
    const fence = hold({ kind: 'fence', instance: 'c-1' })
    expect(readPause([fence], 0)).toBeNull()
    expect(readFences([fence, hold({})])).toEqual([{ instance: 'c-1', by: 'ada', reason: 'maintenance', until: null }])
  })
})
