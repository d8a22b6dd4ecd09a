import type { Metadata } from 'next'
import { cookies } from 'next/headers'
import { Plus } from 'lucide-react'
import { listClustersQuerySchema } from '@/server/contracts/cluster'
import { PERMISSIONS, type Actor } from '@/server/contracts/access'
import { environment } from '@/server/config/environment'
import { requireActor } from '@/server/http/actor'
import { listClusters } from '@/server/services/clusters/list-clusters'
import { loadLagHistory } from '@/server/services/clusters/load-lag-history'
import { listKubernetesClusters } from '@/server/services/kubernetes-clusters/list-kubernetes-clusters'
import { ClusterList } from '@/components/clusters/cluster-list'
import { COLUMNS_COOKIE, readHiddenColumns } from '@/components/clusters/columns'
import { compareNaturally } from '@/components/lib/format'
import type { ClusterListParams } from '@/components/lib/query-keys'
import { ButtonLink } from '@/components/ui/button'
import { PageHeader } from '@/components/ui/card'
import { ForbiddenState } from '@/components/ui/forbidden-state'
import { ProblemView } from '@/components/ui/problem-view'
import { denialsOf, rolesWith } from '../denials'
import { loadOrExplain } from '../load-or-explain'

export const metadata: Metadata = { title: 'Clusters' }

/** What the address asks for; parameters that are not valid are left out rather than refused. */
function readParams(search: Record<string, string | string[] | undefined>): ClusterListParams {
  const entries = Object.entries(search).filter(([name, value]) => listClustersQuerySchema.safeParse({ [name]: value }).success)
  const parsed = listClustersQuerySchema.parse(Object.fromEntries(entries))
  return Object.fromEntries(Object.entries(parsed).filter(([name, value]) => name in search && value !== undefined && value !== '')) as ClusterListParams
}

async function loadList(actor: Actor, params: ClusterListParams) {
  const [page, kubernetesClusters] = await Promise.all([listClusters(actor, listClustersQuerySchema.parse(params)), listKubernetesClusters()])
  return { page, kubernetesClusters, lagHistory: await loadLagHistory(actor, page.items.map((cluster) => cluster.id)) }
}

export default async function ClustersPage({ searchParams }: { searchParams: Promise<Record<string, string | string[] | undefined>> }) {
  const { actor, permitted } = await requireActor('clusters.read')
  const params = readParams(await searchParams)
  const createDenied = denialsOf(actor.role, environment().readOnlyMode)['clusters.write']
  const header = <PageHeader title="Clusters" />
  if (!permitted) return <>{header}<ForbiddenState permission={PERMISSIONS['clusters.read']} roles={rolesWith('clusters.read')} role={actor.role} /></>
  const loaded = await loadOrExplain(() => loadList(actor, params))
  if (!loaded.ok) return <>{header}<ProblemView problem={loaded.problem} /></>
  const { page, kubernetesClusters: { items }, lagHistory } = loaded.value
  const namespaces = [...new Set([...page.items.map((cluster) => cluster.namespace), ...(params.namespace ? [params.namespace] : [])])].sort(compareNaturally)
  // An empty list has the same button in its middle.
  const empty = page.total === 0 && Object.keys(params).length === 0
  return (
    <>
      {empty ? header : <PageHeader title="Clusters" actions={<ButtonLink href="/clusters/new" variant="primary" disabledReason={createDenied}><Plus aria-hidden />Create a cluster</ButtonLink>} />}
      <ClusterList
        params={params}
        initial={page}
        hiddenColumns={readHiddenColumns((await cookies()).get(COLUMNS_COOKIE)?.value)}
        kubernetesClusters={items.map(({ id, name }) => ({ id, name }))}
        namespaces={namespaces}
        lagHistory={lagHistory}
        createDenied={createDenied}
      />
    </>
  )
}
