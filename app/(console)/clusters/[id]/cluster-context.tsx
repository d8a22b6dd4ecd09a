'use client'
import { createContext, useContext } from 'react'
import { queryKeys } from '@/components/lib/query-keys'
import { useCached } from '@/components/lib/use-cached'
import { useDenial } from '@/components/lib/access'
import { useHydrated } from '@/components/lib/clock'
import type { Permission } from '@/server/contracts/access'
import type { ClusterDetail, SampleSeries, TimelineEventView } from '@/server/contracts/cluster'
import type { LiveSample } from '@/server/contracts/events'

interface ClusterContextValue {
  detail: ClusterDetail
  /** what the server rendered with: a part of the page that hydrates late must begin with the same */
  initial: ClusterDetail
  history: SampleSeries | null
}

export const ClusterContext = createContext<ClusterContextValue | null>(null)

/** The cluster of this page, live. */
export function useCluster(): Pick<ClusterContextValue, 'detail' | 'history'> {
  const value = useContext(ClusterContext)
  const hydrated = useHydrated()
  if (value === null) throw new Error('ClusterShell is missing around this component')
  return hydrated ? value : { detail: value.initial, history: value.history }
}

const NO_SAMPLES: LiveSample[] = []
const NO_EVENTS: TimelineEventView[] = []

/** Points pushed since the cluster was opened, oldest first. */
export function useLiveSamples(clusterId: string): LiveSample[] {
  const samples = useCached<LiveSample[]>(queryKeys.samples(clusterId))
  return useHydrated() ? (samples ?? NO_SAMPLES) : NO_SAMPLES
}

/** Events pushed since the cluster was opened, newest first. */
export function useLiveEvents(clusterId: string): TimelineEventView[] {
  const events = useCached<TimelineEventView[]>(queryKeys.timeline(clusterId))
  return useHydrated() ? (events ?? NO_EVENTS) : NO_EVENTS
}

/** Why this cluster cannot be changed by this visitor now; null when it can. */
export function useChangeDenial(permission: Permission): string | null {
  const { detail } = useCluster()
  const denial = useDenial(permission)
  return denial ?? (detail.summary.deletionRequestedAt === null ? null : 'The cluster is being deleted')
}
