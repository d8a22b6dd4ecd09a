'use client'
import { FlaskConical } from 'lucide-react'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { memo, type MouseEvent, type ReactNode } from 'react'
import type { ClusterSummary } from '@/server/contracts/cluster'
import { useClockValue } from '@/components/lib/clock'
import { formatAge } from '@/components/lib/format'
import { Badge } from '@/components/ui/badge'
import { RelativeTime } from '@/components/ui/relative-time'
import { StateText } from '@/components/ui/state-icon'
import { Cell, Row, RowHeader } from '@/components/ui/table'
import type { Column } from './columns'
import { LagCell, type KeptLag } from './lag-cell'
import { StorageCell } from './storage-cell'
import { TopologyGlyphs } from './topology-glyphs'

/** The operator looks at every cluster each few seconds and stores what it saw every 2 s. */
const STALE_AFTER_MS = 15_000

/** Age of what is shown when it is too old to be believed; null while it is fresh. */
function useStaleAge(observedAt: string | null): string | null {
  return useClockValue((nowMs) => (observedAt !== null && nowMs - Date.parse(observedAt) > STALE_AFTER_MS ? formatAge((nowMs - Date.parse(observedAt)) / 1000) : null))
}

function HealthCell({ cluster }: { cluster: ClusterSummary }) {
  const staleAge = useStaleAge(cluster.observedAt)
  const unreachable = cluster.kubernetesCluster.reachable === false
  const { operation } = cluster
  return (
    <div className="flex min-w-0 flex-col items-start max-sm:items-end">
      <StateText level={staleAge === null ? cluster.level : 'unknown'}><span title={cluster.headline} className="line-clamp-2">{staleAge === null ? cluster.headline : `${cluster.headline}, ${staleAge} ago`}</span></StateText>
      {staleAge !== null && <span className="text-xs text-muted" suppressHydrationWarning>{unreachable ? `${cluster.kubernetesCluster.name} cannot be reached since then` : 'not looked at since then'}</span>}
      {operation && <span className="text-xs text-muted">{operation.title}: step {operation.stepNumber} of {operation.stepCount}{operation.step && `, ${operation.step}`}</span>}
    </div>
  )
}

function NameCell({ cluster, showKubernetes }: { cluster: ClusterSummary; showKubernetes: boolean }) {
  return (
    <div className="flex min-w-0 flex-col items-start">
      <span className="flex items-center gap-2">
        <Link href={`/clusters/${cluster.id}`} prefetch={false} data-row-link className="figures font-medium break-words hover:underline">{cluster.name}</Link>
        {showKubernetes && cluster.kubernetesCluster.sandbox && <Badge><FlaskConical aria-hidden />sandbox</Badge>}
        {cluster.deletionRequestedAt && <Badge>being deleted</Badge>}
      </span>
      <span className="text-xs font-normal text-muted">{cluster.namespace}{showKubernetes && ` on ${cluster.kubernetesCluster.name}`}</span>
    </div>
  )
}

function cellOf(column: Column, { cluster, showKubernetes, lagHistory }: ClusterRowProps): ReactNode {
  switch (column.id) {
    case 'name': return <RowHeader key={column.id} className="sm:min-w-44"><NameCell cluster={cluster} showKubernetes={showKubernetes} /></RowHeader>
    case 'health': return <Cell key={column.id} label={column.label} className="sm:max-w-96 sm:min-w-64"><HealthCell cluster={cluster} /></Cell>
    case 'topology': return <Cell key={column.id} label={column.label}><TopologyGlyphs instances={cluster.instances} ready={cluster.instancesReady} wanted={cluster.instancesWanted} /></Cell>
    case 'primary': return <Cell key={column.id} label={column.label} className="figures">{cluster.primary ?? <span className="font-sans text-muted">none</span>}</Cell>
    case 'lag': return <Cell key={column.id} label={column.label} numeric><LagCell clusterId={cluster.id} kept={lagHistory} lagSeconds={cluster.worstLagSeconds} replicas={cluster.instancesWanted > 1} /></Cell>
    case 'storage': return <Cell key={column.id} label={column.label}><StorageCell usedBytes={cluster.usedBytes} capacityBytes={cluster.capacityBytes} /></Cell>
    case 'version': return <Cell key={column.id} label={column.label} className="figures">{cluster.version}</Cell>
    case 'age': return <Cell key={column.id} label={column.label} numeric><RelativeTime at={cluster.createdAt} age /></Cell>
  }
}

interface ClusterRowProps { cluster: ClusterSummary; columns: readonly Column[]; showKubernetes: boolean; lagHistory: KeptLag | undefined }

/** One cluster. A press anywhere opens it, except on what does something of its own or while text is selected. */
export const ClusterRow = memo(function ClusterRow(props: ClusterRowProps) {
  const { cluster, columns } = props
  const router = useRouter()
  const open = (event: MouseEvent<HTMLElement>) => {
    const target = event.target as HTMLElement
    if (target.closest('a, button, [role="tooltip"]') || window.getSelection()?.toString()) return
    if (event.metaKey || event.ctrlKey) window.open(`/clusters/${cluster.id}`, '_blank')
    else router.push(`/clusters/${cluster.id}`)
  }
  return <Row onClick={open} className="cursor-pointer hover:bg-hover focus-within:bg-hover">{columns.map((column) => cellOf(column, props))}</Row>
})
