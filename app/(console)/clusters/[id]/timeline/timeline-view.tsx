'use client'
import { compareNaturally } from '@/components/lib/format'
import { formatTimelineFilter, type TimelineFilter } from '@/components/timeline/timeline-filter'
import { TimelineFilters } from '@/components/timeline/timeline-filters'
import { TimelineList } from '@/components/timeline/timeline-list'
import type { TimelinePage } from '@/server/contracts/cluster-queries'
import { useCluster, useLiveEvents } from '../cluster-context'

/** Filters and the list; both are restored by the address. */
export function TimelineView({ filter, initial, anchored }: { filter: TimelineFilter; initial: TimelinePage; anchored: boolean }) {
  const { detail: { summary } } = useCluster()
  const live = useLiveEvents(summary.id)
  const base = `/clusters/${encodeURIComponent(summary.id)}/timeline`
  const hrefFor = (next: TimelineFilter) => {
    const query = formatTimelineFilter(next)
    return query === '' ? base : `${base}?${query}`
  }
  return (
    <>
      <TimelineFilters filter={filter} instances={summary.instances.map((i) => i.name).sort(compareNaturally)} />
      <TimelineList heading="h2" clusterId={summary.id} filter={filter} initial={initial} live={live} hrefOf={(event) => hrefFor({ ...filter, event })} newestHref={anchored ? hrefFor({ ...filter, event: null }) : null} />
    </>
  )
}
