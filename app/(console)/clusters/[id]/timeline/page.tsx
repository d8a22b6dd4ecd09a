import type { Metadata } from 'next'
import { listTimeline } from '@/server/services/clusters/list-timeline'
import { formatTimelineFilter, parseTimelineFilter } from '@/components/timeline/timeline-filter'
import { ProblemView } from '@/components/ui/problem-view'
import { loadOrExplain } from '../../../load-or-explain'
import { loadClusterPage, titleOf } from '../load-cluster-page'
import { TimelineView } from './timeline-view'

const PAGE_EVENTS = 50
/** A linked event older than the newest page: the list begins with it. */
const EVENT_ID = /^\d{1,18}$/

export async function generateMetadata({ params }: PageProps<'/clusters/[id]/timeline'>): Promise<Metadata> {
  return { title: await titleOf((await params).id, 'Timeline') }
}

export default async function TimelinePage({ params, searchParams }: PageProps<'/clusters/[id]/timeline'>) {
  const { id } = await params
  const { actor, loaded } = await loadClusterPage(id)
  if (loaded?.ok !== true) return null
  const filter = parseTimelineFilter(new URLSearchParams(Object.entries(await searchParams).flatMap(([name, value]) => [value ?? []].flat().map((one) => [name, one]))))
  const query = { clusterId: id, limit: PAGE_EVENTS, ...(filter.kinds.length > 0 && { kind: filter.kinds }), ...(filter.severities.length > 0 && { severity: filter.severities }), ...(filter.instance !== null && { instance: filter.instance }) }
  const found = await loadOrExplain(async () => {
    const newest = await listTimeline(actor, query)
    const linked = filter.event
    if (linked === null || !EVENT_ID.test(linked) || newest.items.some((event) => event.id === linked)) return { page: newest, anchored: false }
    return { page: await listTimeline(actor, { ...query, before: (BigInt(linked) + 1n).toString() }), anchored: true }
  })
  if (!found.ok) return <ProblemView problem={found.problem} />
  return <TimelineView key={formatTimelineFilter(filter)} filter={filter} initial={found.value.page} anchored={found.value.anchored} />
}
