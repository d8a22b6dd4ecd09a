'use client'
import { useInfiniteQuery } from '@tanstack/react-query'
import { History } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { queryString, requestJson } from '@/components/lib/api-client'
import { useHydrated } from '@/components/lib/clock'
import { viewerTimeZone } from '@/components/lib/format'
import { problemFrom } from '@/components/lib/problem'
import { Button, ButtonLink } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { ProblemView } from '@/components/ui/problem-view'
import type { TimelineEventView } from '@/server/contracts/cluster'
import type { TimelinePage } from '@/server/contracts/cluster-queries'
import { StoryRow } from './story-row'
import { tellStories } from './tell-stories'
import { TimelineRow } from './timeline-row'
import { formatTimelineFilter, groupByDay, matchesFilter, mergeEvents, type TimelineFilter } from './timeline-filter'

interface TimelineListProps {
  clusterId: string
  filter: TimelineFilter
  /** newest page with this filter; null: read it now */
  initial: TimelinePage | null
  /** pushed since the page was opened */
  live: readonly TimelineEventView[]
  /** address of an event, to send to somebody */
  hrefOf: (event: string) => string
  /** level of the days' headings; h3 by default */
  heading?: 'h2' | 'h3'
  /** shown while a deep link leads to older events than the newest page */
  newestHref: string | null
}

const PAGE_EVENTS = 50

/** The cluster's life by day, newest first; new events appear by themselves. */
export function TimelineList({ clusterId, filter, initial, live, hrefOf, newestHref, heading: Heading = 'h3' }: TimelineListProps) {
  const pages = useInfiniteQuery({
    queryKey: ['timeline-pages', clusterId, formatTimelineFilter(filter)],
    queryFn: ({ pageParam, signal }) => requestJson<TimelinePage>(`/api/v1/clusters/${encodeURIComponent(clusterId)}/timeline${queryString({ before: pageParam, limit: PAGE_EVENTS, kind: filter.kinds, severity: filter.severities, instance: filter.instance })}`, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextBefore,
    ...(initial === null ? {} : { initialData: { pages: [initial], pageParams: [null] } }),
  })
  const zone = useHydrated() ? viewerTimeZone() : 'UTC'
  const loaded = pages.data?.pages.flatMap((page) => page.items) ?? []
  const events = mergeEvents(loaded, newestHref === null ? live : []).filter((event) => matchesFilter(event, filter))
  useScrollTo(filter.event, events.length > 0)

  if (pages.isError && loaded.length === 0) return <ProblemView problem={problemFrom(pages.error)} actions={<Button size="sm" onClick={() => void pages.refetch()}>Try again</Button>} />
  return (
    <div className="flex flex-col gap-4">
      {newestHref !== null && <p className="text-sm text-muted">Shown from the linked event on. <ButtonLink size="sm" href={newestHref}>Show the newest</ButtonLink></p>}
      {events.length === 0 && !pages.isPending && <NoEvents filtered={formatTimelineFilter({ ...filter, event: null }) !== ''} />}
      {groupByDay(events, zone).map((day) => (
        <section key={day.day} aria-label={formatDay(day.day)}>
          <Heading className="mb-1 text-sm font-semibold">{formatDay(day.day)} <span className="font-normal text-muted">({zone})</span></Heading>
          <ol className="divide-y rounded-md border bg-surface">
            {tellStories(day.events).map((entry) => entry.kind === 'story'
              ? <StoryRow key={`story ${entry.id}`} story={entry} linked={filter.event} hrefOf={hrefOf} />
              : <TimelineRow key={entry.event.id} event={entry.event} href={hrefOf(entry.event.id)} linked={entry.event.id === filter.event} />)}
          </ol>
        </section>
      ))}
      {pages.isError && loaded.length > 0 && <ProblemView problem={problemFrom(pages.error)} />}
      {pages.hasNextPage && <div><Button pending={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>Load older events</Button></div>}
    </div>
  )
}

function NoEvents({ filtered }: { filtered: boolean }) {
  return filtered
    ? <EmptyState icon={History} title="Nothing with this filter">Choose other filters, or show everything.</EmptyState>
    : <EmptyState icon={History} title="Nothing has happened yet">What you, the operator, Kubernetes and MySQL do with this cluster is told here.</EmptyState>
}

function useScrollTo(event: string | null, ready: boolean): void {
  const done = useRef<string | null>(null)
  useEffect(() => {
    if (!ready || event === null || done.current === event) return
    done.current = event
    document.getElementById(`event-${event}`)?.scrollIntoView({ block: 'center' })
  }, [event, ready])
}

/** "Tuesday, 24 November 2026" */
function formatDay(day: string): string {
  return new Date(`${day}T12:00:00Z`).toLocaleDateString('en-GB', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })
}
