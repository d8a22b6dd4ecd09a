import type { TimelineEventView } from '@/server/contracts/cluster'

export const EVENT_KINDS = ['definition', 'operator', 'kubernetes', 'mysql', 'operation'] as const satisfies readonly TimelineEventView['kind'][]
export const SEVERITIES = ['info', 'attention', 'broken'] as const satisfies readonly TimelineEventView['severity'][]

export interface TimelineFilter {
  kinds: TimelineEventView['kind'][]
  severities: TimelineEventView['severity'][]
  instance: string | null
  /** event that a deep link points at */
  event: string | null
}

/** Reads the filter of a URL; what is not known is ignored. Empty lists mean everything. */
export function parseTimelineFilter(query: URLSearchParams): TimelineFilter {
  return {
    kinds: EVENT_KINDS.filter((kind) => query.getAll('kind').includes(kind)),
    severities: SEVERITIES.filter((severity) => query.getAll('severity').includes(severity)),
    instance: query.get('instance') || null,
    event: query.get('event') || null,
  }
}

/** The query that restores the filter; empty for none. */
export function formatTimelineFilter(filter: TimelineFilter): string {
  const query = new URLSearchParams()
  for (const kind of filter.kinds) query.append('kind', kind)
  for (const severity of filter.severities) query.append('severity', severity)
  if (filter.instance !== null) query.set('instance', filter.instance)
  if (filter.event !== null) query.set('event', filter.event)
  return query.toString()
}

export function matchesFilter(event: TimelineEventView, filter: TimelineFilter): boolean {
  return (
    (filter.kinds.length === 0 || filter.kinds.includes(event.kind)) &&
    (filter.severities.length === 0 || filter.severities.includes(event.severity)) &&
    (filter.instance === null || event.instance === filter.instance)
  )
}

/** With the value switched on or off, in the order that the choices have. */
export function toggleValue<T>(chosen: readonly T[], value: T, order: readonly T[]): T[] {
  const next = chosen.includes(value) ? chosen.filter((v) => v !== value) : [...chosen, value]
  return order.filter((v) => next.includes(v))
}

export interface TimelineDay {
  /** "2026-11-24" in the viewer's zone */
  day: string
  events: TimelineEventView[]
}

/** Newest day first, newest event first, in the viewer's time zone. */
export function groupByDay(events: readonly TimelineEventView[], timeZone: string): TimelineDay[] {
  const format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' })
  const sorted = [...events].sort((a, b) => Date.parse(b.lastAt) - Date.parse(a.lastAt) || compareIds(b.id, a.id))
  const days: TimelineDay[] = []
  for (const event of sorted) {
    const day = format.format(new Date(event.lastAt))
    const open = days.at(-1)
    if (open?.day === day) open.events.push(event)
    else days.push({ day, events: [event] })
  }
  return days
}

/** Ids are decimal numbers larger than a float holds exactly. */
export function compareIds(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0)
}

/** One of each id; the later given wins, because a repeated event comes again with a higher count. */
export function mergeEvents(known: readonly TimelineEventView[], incoming: readonly TimelineEventView[]): TimelineEventView[] {
  const byId = new Map(known.map((event) => [event.id, event]))
  for (const event of incoming) byId.set(event.id, event)
  return [...byId.values()].sort((a, b) => compareIds(b.id, a.id))
}
