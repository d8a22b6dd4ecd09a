import type { NewOperation } from './decision'
import type { PendingOperation } from './memory'

/** An operation that the operator begins by itself, as the next round sees it. @param now ms since the epoch */
export function beginOperation(begun: NewOperation, generation: number, now: number): PendingOperation {
  return { ...begun, state: 'running', steps: [], generation, requestedAt: now, startedAt: now }
}
