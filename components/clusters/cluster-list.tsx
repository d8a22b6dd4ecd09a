'use client'
import { Database, RefreshCw } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useMemo, useRef, useState } from 'react'
import type { ClusterSummary, Page } from '@/server/contracts/cluster'
import { requestJson } from '@/components/lib/api-client'
import { formatQuantity } from '@/components/lib/format'
import { queryKeys, type ClusterListParams } from '@/components/lib/query-keys'
import { useCached } from '@/components/lib/use-cached'
import { useSeededQuery } from '@/components/lib/use-seeded-query'
import { Button, ButtonLink } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { Pager } from '@/components/ui/pager'
import { SortHeader, Table, TableBody, TableHead } from '@/components/ui/table'
import { ClusterRow } from './cluster-row'
import { ColumnMenu } from './column-menu'
import { COLUMNS, writeHiddenColumns, type ColumnId } from './columns'
import { FilterChips, FilterPopover } from './filter-bar'
import { hasFilter, listHref, listQuery, sortHref } from './list-address'
import { isOutOfOrder } from './list-changes'
import { SearchBox } from './search-box'
import { useRowKeys } from './use-row-keys'

export interface ClusterListProps {
  params: ClusterListParams
  initial: Page<ClusterSummary>
  hiddenColumns: ColumnId[]
  kubernetesClusters: readonly { id: string; name: string }[]
  namespaces: readonly string[]
  /** worst lag of each minute of the last hour, by cluster: [Unix seconds, lag in seconds] */
  lagHistory: Readonly<Record<string, readonly (readonly [number, number | null])[]>>
  /** why the visitor cannot create clusters; null when they can */
  createDenied: string | null
}

function useColumns(initiallyHidden: ColumnId[]) {
  const [hidden, setHidden] = useState(initiallyHidden)
  const columns = useMemo(() => COLUMNS.filter((column) => !hidden.includes(column.id)), [hidden])
  const choose = (next: ColumnId[]) => {
    setHidden(next)
    document.cookie = writeHiddenColumns(next)
  }
  return { hidden, columns, choose }
}

/** What happened to the list meanwhile; shown on request, so that no row moves under the pointer. */
function Changes({ params, clusters }: { params: ClusterListParams; clusters: readonly ClusterSummary[] }) {
  const router = useRouter()
  const unlisted = useCached<ClusterSummary[]>(queryKeys.unlistedClusters) ?? []
  const fresh = hasFilter(params) ? 0 : unlisted.filter((other) => !clusters.some((cluster) => cluster.id === other.id)).length
  const disordered = (params.sort ?? 'health') === 'health' && isOutOfOrder(clusters, params.order ?? 'asc')
  if (fresh === 0 && !disordered) return null
  return <Button size="sm" onClick={() => router.refresh()}><RefreshCw aria-hidden />{fresh > 0 ? `Show ${formatQuantity(fresh, 'new cluster')}` : 'States changed: sort again'}</Button>
}

function NoClusters({ params, createDenied }: { params: ClusterListParams; createDenied: string | null }) {
  if (hasFilter(params)) return <EmptyState icon={Database} title="No cluster matches these filters" action={<ButtonLink href="/clusters" replace>Remove all filters</ButtonLink>} />
  return (
    <EmptyState icon={Database} title="No clusters yet" action={<ButtonLink href="/clusters/new" variant="primary" disabledReason={createDenied}>Create a cluster</ButtonLink>}>
      A cluster is MySQL with its replicas on Kubernetes: you say how many instances, how large and where; Podkeeper makes it and keeps it so.
    </EmptyState>
  )
}

/** All clusters, worst first unless sorted otherwise; live. */
export function ClusterList({ params, initial, hiddenColumns, kubernetesClusters, namespaces, lagHistory, createDenied }: ClusterListProps) {
  const page = useSeededQuery({ queryKey: queryKeys.clusters(params), initial, read: () => requestJson<Page<ClusterSummary>>(`/api/v1/clusters${listQuery(params)}`) })
  const { hidden, columns, choose } = useColumns(hiddenColumns)
  const table = useRef<HTMLDivElement>(null)
  const search = useRef<HTMLInputElement>(null)
  useRowKeys(table, search)
  const sort = params.sort ?? 'health'
  if (page.items.length === 0 && !hasFilter(params) && page.page === 1) return <NoClusters params={params} createDenied={createDenied} />
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-2">
        <SearchBox params={params} input={search} />
        <FilterPopover params={params} kubernetesClusters={kubernetesClusters} namespaces={namespaces} />
        <ColumnMenu hidden={hidden} onChange={choose} />
        <div className="ml-auto flex h-8 items-center"><Changes params={params} clusters={page.items} /></div>
      </div>
      <FilterChips params={params} kubernetesClusters={kubernetesClusters} />
      {page.items.length === 0 ? <NoClusters params={params} createDenied={createDenied} /> : (
        <div ref={table} className="rounded-md border bg-surface">
          <Table label="Clusters">
            <TableHead>
              {columns.map((column) => (
                <SortHeader key={column.id} href={sortHref(params, column.sort)} order={sort === column.sort ? (params.order ?? 'asc') : null} numeric={column.id === 'lag' || column.id === 'age'}>{column.label}</SortHeader>
              ))}
            </TableHead>
            <TableBody>{page.items.map((cluster) => <ClusterRow key={cluster.id} cluster={cluster} columns={columns} lagHistory={lagHistory[cluster.id]} showKubernetes={kubernetesClusters.length > 1} />)}</TableBody>
          </Table>
        </div>
      )}
      <Pager page={page.page} pageSize={page.pageSize} total={page.total} what={page.total === 1 ? 'cluster' : 'clusters'} hrefOf={(wanted) => listHref(params, { page: wanted })} />
      <p className="text-xs text-muted max-sm:hidden"><kbd className="figures">j</kbd> <kbd className="figures">k</kbd> next and previous · <kbd className="figures">Enter</kbd> open · <kbd className="figures">/</kbd> search · <kbd className="figures">Ctrl K</kbd> jump anywhere</p>
    </div>
  )
}
