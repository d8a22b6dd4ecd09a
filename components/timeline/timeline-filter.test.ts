import { describe, expect, it } from 'vitest'
import type { TimelineEventView } from '@/server/contracts/cluster'
import { formatTimelineFilter, groupByDay, matchesFilter, mergeEvents, parseTimelineFilter, toggleValue } from './timeline-filter'

const event = (id: string, lastAt: string, change: Partial<TimelineEventView> = {}): TimelineEventView => ({ id, at: lastAt, lastAt, count: 1, kind: 'operator', severity: 'info', reason: 'R', message: 'm', instance: null, details: null, ...change })

describe('timeline', () => {
  it('restores its filter from the URL and ignores what is not known', () => {
    const query = 'kind=operator&kind=mysql&severity=broken&instance=db-1&event=42'
    expect(formatTimelineFilter(parseTimelineFilter(new URLSearchParams(query)))).toBe(query)
    expect(parseTimelineFilter(new URLSearchParams('kind=<script>&severity=all'))).toEqual({ kinds: [], severities: [], instance: null, event: null })
  })
  it('shows everything without filter, and only what all filters let through', () => {
    const none = parseTimelineFilter(new URLSearchParams())
    expect(matchesFilter(event('1', '2026-01-01T00:00:00Z'), none)).toBe(true)
    expect(matchesFilter(event('1', '2026-01-01T00:00:00Z'), { ...none, kinds: ['operator'], severities: ['broken'] })).toBe(false)
    expect(matchesFilter(event('1', '2026-01-01T00:00:00Z', { instance: 'db-1' }), { ...none, instance: 'db-2' })).toBe(false)
  })
  it('groups by the day of the viewer, newest first', () => {
    const events = [event('1', '2026-01-01T22:30:00Z'), event('2', '2026-01-01T23:30:00Z'), event('3', '2026-01-02T10:00:00Z')]
    expect(groupByDay(events, 'Europe/Berlin').map((d) => [d.day, d.events.map((e) => e.id)])).toEqual([['2026-01-02', ['3', '2']], ['2026-01-01', ['1']]])
    expect(groupByDay(events, 'UTC').map((d) => d.day)).toEqual(['2026-01-02', '2026-01-01'])
  })
  it('counts a repeated event up instead of showing it twice', () => {
    const merged = mergeEvents([event('9', '2026-01-01T00:00:00Z'), event('10', '2026-01-01T00:01:00Z')], [event('9', '2026-01-01T00:02:00Z', { count: 2 })])
    expect(merged.map((e) => [e.id, e.count])).toEqual([['10', 1], ['9', 2]])
  })
  it('toggles in the order of the choices', () => {
    expect(toggleValue(['c'], 'a', ['a', 'b', 'c'])).toEqual(['a', 'c'])
    expect(toggleValue(['a', 'c'], 'a', ['a', 'b', 'c'])).toEqual(['c'])
  })
})
