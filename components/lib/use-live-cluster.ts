'use client'
import type { ClusterDetail } from '@/server/contracts/cluster'
import { requestJson } from './api-client'
import { useWatchCluster } from './live-provider'
import { queryKeys } from './query-keys'
import { useCached } from './use-cached'
import { useSeededQuery } from './use-seeded-query'

function observedMs(detail: ClusterDetail): number {
  return Math.max(Date.parse(detail.updatedAt), detail.summary.observedAt === null ? 0 : Date.parse(detail.summary.observedAt))
}

/** A cluster's detail, kept up to date by the event stream while the component is shown. `deleted` turns true when it is gone. */
export function useLiveCluster(id: string, initial: ClusterDetail): { detail: ClusterDetail; deleted: boolean } {
  useWatchCluster(id)
  const detail = useSeededQuery({
    queryKey: queryKeys.cluster(id),
    initial,
    read: () => requestJson<ClusterDetail>(`/api/v1/clusters/${encodeURIComponent(id)}`),
    isNewer: (cached, rendered) => observedMs(cached) > observedMs(rendered),
  })
  const deleted = useCached<boolean>(queryKeys.clusterDeleted(id)) ?? false
  return { detail, deleted }
}
