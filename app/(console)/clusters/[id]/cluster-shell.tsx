'use client'
import { useQuery } from '@tanstack/react-query'
import { useMemo, type ReactNode } from 'react'
import { ClusterHeader } from '@/components/cluster-header/cluster-header'
import { requestJson } from '@/components/lib/api-client'
import { problemFrom } from '@/components/lib/problem'
import { useLiveCluster } from '@/components/lib/use-live-cluster'
import { LoadingStatus, Skeleton } from '@/components/ui/skeleton'
import type { ClusterDetail, SampleSeries } from '@/server/contracts/cluster'
import { ClusterContext, useLiveSamples } from './cluster-context'
import { ClusterNotices } from './cluster-notices'
import { GoneState } from './gone-state'
import { InterventionsProvider, type InterventionActions } from './interventions'

/** Header, notices and tabs around every page of a cluster; keeps the cluster live. */
export function ClusterShell({ initial, history, actions, children }: { initial: ClusterDetail; history: SampleSeries | null; actions: InterventionActions; children: ReactNode }) {
  const { id } = initial.summary
  const { detail, deleted } = useLiveCluster(id, initial)
  const samples = useLiveSamples(id)
  const value = useMemo(() => ({ detail, initial, history }), [detail, initial, history])
  if (deleted) return <DeletedMeanwhile id={id} />
  const base = `/clusters/${encodeURIComponent(id)}`
  const tabs = [
    { href: base, label: 'Overview', exact: true },
    { href: `${base}/instances`, label: 'Instances' },
    { href: `${base}/timeline`, label: 'Timeline' },
    { href: `${base}/yaml`, label: 'YAML' },
    { href: `${base}/settings`, label: 'Settings' },
  ]
  return (
    <ClusterContext value={value}>
      <ClusterHeader summary={detail.summary} history={history} samples={samples} tabs={tabs} />
      <InterventionsProvider actions={actions}>
        <div className="flex flex-col gap-4 pt-4">
          <ClusterNotices detail={detail} />
          {children}
        </div>
      </InterventionsProvider>
    </ClusterContext>
  )
}

/** Deleted while somebody looks at it: asks once who did it and what became of the volumes. */
function DeletedMeanwhile({ id }: { id: string }) {
  const gone = useQuery({ queryKey: ['gone', id], queryFn: () => requestJson<never>(`/api/v1/clusters/${encodeURIComponent(id)}`), staleTime: Infinity })
  if (gone.error === null) return <><LoadingStatus>The cluster was deleted</LoadingStatus><Skeleton className="h-48 w-full" /></>
  return <div role="status"><GoneState problem={problemFrom(gone.error)} /></div>
}
