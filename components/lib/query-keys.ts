import type { ListClustersQuery } from '@/server/contracts/cluster'

/** What a list page asks for; unset means the default of the server. */
export type ClusterListParams = Partial<ListClustersQuery>

/**
 * Names of what TanStack Query keeps, and so where the event stream puts what is pushed:
 * clusters → Page<ClusterSummary>, cluster → ClusterDetail, timeline → TimelineEventView[] (newest first, pushed ones since the page opened),
 * samples → LiveSample[] (oldest first, pushed ones since the page opened), lagHistory → LagPoint[], kubernetesClusters → KubernetesClusterView[], operator → OperatorView.
 */
export const queryKeys = {
  allClusters: ['clusters'] as const,
  clusters: (params: ClusterListParams) => ['clusters', params] as const,
  cluster: (id: string) => ['cluster', id] as const,
  timeline: (id: string) => ['timeline', id] as const,
  samples: (id: string) => ['samples', id] as const,
  lagHistory: (id: string) => ['lag-history', id] as const,
  kubernetesClusters: ['kubernetes-clusters'] as const,
  operator: ['operator'] as const,
  /** ClusterSummary[] that are new and in no list that is shown */
  unlistedClusters: ['unlisted-clusters'] as const,
  /** TroubledClusters: those that are broken or need attention, of all clusters */
  troubles: ['troubles'] as const,
  /** UnreachableKubernetes: those that do not answer */
  unreachableKubernetes: ['unreachable-kubernetes'] as const,
  /** true once the stream said that it was deleted */
  clusterDeleted: (id: string) => ['cluster-deleted', id] as const,
}
