import type { QueryClient } from '@tanstack/react-query'
import type { ClusterDetail, ClusterSummary, Page, TimelineEventView } from '@/server/contracts/cluster'
import type { LiveSample, ServerEvent } from '@/server/contracts/events'
import type { KubernetesClusterView } from '@/server/contracts/kubernetes'
import { addLagPoint, type LagPoint } from './lag-history'
import { queryKeys } from './query-keys'
import { noteTrouble, type TroubledClusters } from './troubled-clusters'
import { noteReachability, type UnreachableKubernetes } from './unreachable-kubernetes'

const SAMPLES_KEPT = 3600
const EVENTS_KEPT = 500
/** A list offers to show clusters that were made meanwhile; older ones are merely on another page. */
const NEW_FOR_MS = 10 * 60_000

function applySummary(client: QueryClient, summary: ClusterSummary): void {
  let shown = false
  client.setQueriesData<Page<ClusterSummary>>({ queryKey: queryKeys.allClusters }, (page) => {
    if (!page?.items.some((item) => item.id === summary.id)) return page
    shown = true
    return { ...page, items: page.items.map((item) => (item.id === summary.id ? summary : item)) }
  })
  if (!shown && Date.now() - Date.parse(summary.createdAt) < NEW_FOR_MS) {
    client.setQueryData<ClusterSummary[]>(queryKeys.unlistedClusters, (others = []) => [...others.filter((other) => other.id !== summary.id), summary].slice(-50))
  }
  client.setQueryData<ClusterDetail>(queryKeys.cluster(summary.id), (detail) => detail && { ...detail, summary })
  client.setQueryData<TroubledClusters>(queryKeys.troubles, (troubles) => troubles && noteTrouble(troubles, summary))
  client.setQueryData<LagPoint[]>(queryKeys.lagHistory(summary.id), (points = []) => addLagPoint(points, summary))
}

function applyDeleted(client: QueryClient, clusterId: string): void {
  client.setQueriesData<Page<ClusterSummary>>({ queryKey: queryKeys.allClusters }, (page) =>
    page?.items.some((item) => item.id === clusterId) ? { ...page, total: page.total - 1, items: page.items.filter((item) => item.id !== clusterId) } : page,
  )
  client.setQueryData<ClusterSummary[]>(queryKeys.unlistedClusters, (others) => others?.filter((other) => other.id !== clusterId))
  client.setQueryData<TroubledClusters>(queryKeys.troubles, (troubles) => troubles?.filter((trouble) => trouble.id !== clusterId))
  client.setQueryData(queryKeys.clusterDeleted(clusterId), true)
}

/** The same event counted up replaces its earlier form. */
function applyTimeline(client: QueryClient, clusterId: string, event: TimelineEventView): void {
  client.setQueryData<TimelineEventView[]>(queryKeys.timeline(clusterId), (events = []) => [event, ...events.filter((known) => known.id !== event.id)].slice(0, EVENTS_KEPT))
}

/** Puts what the stream pushed where the components read it; nothing is fetched. */
export function applyServerEvent(client: QueryClient, event: ServerEvent): void {
  switch (event.type) {
    case 'hello': return
    case 'summary': return applySummary(client, event.cluster)
    case 'deleted': return applyDeleted(client, event.clusterId)
    case 'detail':
      client.setQueryData<ClusterDetail>(queryKeys.cluster(event.detail.summary.id), event.detail)
      return applySummary(client, event.detail.summary)
    case 'sample':
      client.setQueryData<LiveSample[]>(queryKeys.samples(event.clusterId), (samples = []) => [...samples, event.sample].slice(-SAMPLES_KEPT))
      return
    case 'timeline': return applyTimeline(client, event.clusterId, event.event)
    case 'kubernetes':
      client.setQueryData<UnreachableKubernetes>(queryKeys.unreachableKubernetes, (known) => known && noteReachability(known, event.kubernetesCluster))
      client.setQueryData<KubernetesClusterView[]>(queryKeys.kubernetesClusters, (known) => {
        if (!known) return known
        const { kubernetesCluster } = event
        const others = known.filter((item) => item.id !== kubernetesCluster.id)
        return others.length === known.length ? [...known, kubernetesCluster] : known.map((item) => (item.id === kubernetesCluster.id ? kubernetesCluster : item))
      })
      return
    case 'kubernetes-removed':
      client.setQueryData<UnreachableKubernetes>(queryKeys.unreachableKubernetes, (known) => known?.filter((item) => item.id !== event.kubernetesClusterId))
      client.setQueryData<KubernetesClusterView[]>(queryKeys.kubernetesClusters, (known) => known?.filter((item) => item.id !== event.kubernetesClusterId))
      return
    case 'operator':
      client.setQueryData(queryKeys.operator, event.operator)
  }
}
