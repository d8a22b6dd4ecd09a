import type { ClusterDetail, ClusterSummary, TimelineEventView } from './cluster'
import type { KubernetesClusterView } from './kubernetes'
import type { OperatorView } from './operator'

/** One newest point per instance, pushed with each observation while its cluster's page is open. */
export interface LiveSample {
  /** Unix seconds */
  at: number
  values: Record<string, { lagSeconds: number | null; transactionsBehind: number | null; queriesPerSecond: number | null; threadsConnected: number | null; usedBytes: number | null }>
}

/**
 * What `GET /api/events` sends, one JSON object a message. A tab holds one stream: `?cluster=<id>` adds that cluster's
 * detail, samples and timeline to the summaries that every tab gets.
 */
export type ServerEvent =
  | { type: 'hello'; serverTime: string; buildId: string }
  | { type: 'summary'; cluster: ClusterSummary }
  | { type: 'deleted'; clusterId: string }
  | { type: 'detail'; detail: ClusterDetail }
  | { type: 'sample'; clusterId: string; sample: LiveSample }
  | { type: 'timeline'; clusterId: string; event: TimelineEventView }
  /** one that is new, or that changed */
  | { type: 'kubernetes'; kubernetesCluster: KubernetesClusterView }
  | { type: 'kubernetes-removed'; kubernetesClusterId: string }
  | { type: 'operator'; operator: OperatorView }

/** Channel and payload of Postgres NOTIFY. Payloads are small: readers load what they need. */
export const NOTIFY_CHANNEL = 'podkeeper'
export type Notification =
  | { topic: 'definition'; clusterId: string }
  | { topic: 'status'; clusterId: string }
  | { topic: 'sample'; clusterId: string; sample: LiveSample }
  | { topic: 'timeline'; clusterId: string; eventId: string }
  | { topic: 'kubernetes'; kubernetesClusterId: string }
  | { topic: 'operator' }
  /** stopped or resumed for every cluster */
  | { topic: 'automation' }
