'use client'
import { useQuery } from '@tanstack/react-query'
import { createContext, useContext } from 'react'
import { queryKeys } from '@/components/lib/query-keys'
import { useDenial } from '@/components/lib/access'
import type { Permission } from '@/server/contracts/access'
import type { ClusterDetail, SampleSeries, TimelineEventView } from '@/server/contracts/cluster'
import type { LiveSample } from '@/server/contracts/events'

interface ClusterContextValue { detail: ClusterDetail; history: SampleSeries | null }

export const ClusterContext = createContext<ClusterContextValue | null>(null)

/** The cluster of this page, live. */
export function useCluster(): ClusterContextValue {
  const value = useContext(ClusterContext)
  if (value === null) throw new Error('ClusterShell is missing around this component')
  return value
}

const NO_SAMPLES: LiveSample[] = []
const NO_EVENTS: TimelineEventView[] = []

/** Points pushed since the cluster was opened, oldest first. */
export function useLiveSamples(clusterId: string): LiveSample[] {
  return useQuery({ queryKey: queryKeys.samples(clusterId), enabled: false, initialData: NO_SAMPLES }).data
}

/** Events pushed since the cluster was opened, newest first. */
export function useLiveEvents(clusterId: string): TimelineEventView[] {
  return useQuery({ queryKey: queryKeys.timeline(clusterId), enabled: false, initialData: NO_EVENTS }).data
}

/** Why this cluster cannot be changed by this visitor now; null when it can. */
export function useChangeDenial(permission: Permission): string | null {
  const { detail } = useCluster()
  const denial = useDenial(permission)
  return denial ?? (detail.summary.deletionRequestedAt === null ? null : 'The cluster is being deleted')
}
