import { expect, test } from 'vitest'
import type { TimelineEventView } from '@/server/contracts/cluster'
import { tellStories } from './tell-stories'

const at = (second: number) => new Date(Date.UTC(2026, 10, 24, 12, 0, second)).toISOString()
const event = (second: number, reason: string, more: Partial<TimelineEventView> = {}): TimelineEventView => ({ id: String(second), at: at(second), lastAt: at(second), count: 1, kind: 'operator', severity: 'info', reason, message: reason, instance: null, details: null, ...more })
const newestFirst = (...events: TimelineEventView[]) => [...events].reverse()
const shape = (events: TimelineEventView[]) => tellStories(events).map((entry) => (entry.kind === 'event' ? entry.event.reason : `${entry.what} ${entry.outcome}: ${entry.events.map(({ reason }) => reason).join(' ')}`))

test('a failover is one story, told from its beginning, with what happened meanwhile', () => {
  const events = newestFirst(event(1, 'Ready'), event(2, 'FailoverBegins'), event(3, 'Killing', { kind: 'kubernetes' }), event(4, 'SuccessorChosen'), event(5, 'PrimaryChanged'), event(6, 'FailoverDone'), event(7, 'Joined'))
  expect(shape(events)).toEqual(['Joined', 'Failover done: FailoverBegins Killing SuccessorChosen PrimaryChanged FailoverDone', 'Ready'])
})

test('one that runs, and one that was taken back', () => {
  expect(shape(newestFirst(event(1, 'SwitchoverBegins'), event(2, 'SwitchoverTakenBack'), event(3, 'FailoverBegins'), event(4, 'SuccessorChosen')))).toEqual(['Failover running: FailoverBegins SuccessorChosen', 'Switchover taken-back: SwitchoverBegins SwitchoverTakenBack'])
})

test('a story without an end does not swallow what comes long after', () => {
  expect(shape(newestFirst(event(1, 'FailoverBegins'), event(2_000, 'Joined')))).toEqual(['Joined', 'Failover running: FailoverBegins'])
})

test('an end whose beginning is not shown stays an event', () => {
  expect(shape([event(6, 'FailoverDone')])).toEqual(['FailoverDone'])
})
