import type { TimelineEventView } from '@/server/contracts/cluster'

/** A change of the primary from its beginning to its end, with everything that happened meanwhile. */
export interface Story {
  kind: 'story'
  /** of the event that began it */
  id: string
  what: 'Failover' | 'Switchover'
  outcome: 'running' | 'done' | 'taken-back'
  /** the event that ended it, else the newest */
  last: TimelineEventView
  /** oldest first, as a story is told */
  events: TimelineEventView[]
}
export type TimelineEntry = { kind: 'event'; event: TimelineEventView } | Story

const BEGINS: Record<string, Story['what']> = { FailoverBegins: 'Failover', SwitchoverBegins: 'Switchover' }
/** A story whose end is not among the events was left by an operator that ended itself. */
const STORY_MAX_MS = 10 * 60_000

/**
 * Puts the events of each failover and switchover together.
 * @param events newest first
 * @returns newest first
 */
export function tellStories(events: readonly TimelineEventView[]): TimelineEntry[] {
  const entries: TimelineEntry[] = []
  let open: Story | null = null
  for (const event of [...events].reverse()) {
    if (open !== null && Date.parse(event.at) - Date.parse(open.events[0]?.at ?? event.at) > STORY_MAX_MS) open = null
    const what: Story['what'] | undefined = BEGINS[event.reason]
    if (open === null && what !== undefined) {
      open = { kind: 'story', id: event.id, what, outcome: 'running', last: event, events: [event] }
      entries.push(open)
      continue
    }
    if (open === null) {
      entries.push({ kind: 'event', event })
      continue
    }
    open.events.push(event)
    open.last = event
    const outcome = outcomeOf(open.what, event.reason)
    if (outcome === null) continue
    open.outcome = outcome
    open = null
  }
  return entries.reverse()
}

function outcomeOf(what: Story['what'], reason: string): 'done' | 'taken-back' | null {
  if (reason === `${what}Done`) return 'done'
  return reason === `${what}TakenBack` ? 'taken-back' : null
}
