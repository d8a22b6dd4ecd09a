import type { Metadata } from 'next'
import { listTimeline } from '@/server/services/clusters/list-timeline'
import { loadOrExplain } from '../../load-or-explain'
import { revealCredentials } from './actions'
import { loadClusterPage } from './load-cluster-page'
import { OverviewView } from './overview-view'

/** Whose password each is; the names are the keys of the Kubernetes Secret. */
const ACCOUNTS = [
  { name: 'root', purpose: 'administration' },
  { name: 'operator', purpose: 'Podkeeper itself' },
  { name: 'replication', purpose: 'replicas' },
  { name: 'clone', purpose: 'new replicas' },
  { name: 'backup', purpose: 'backups' },
  { name: 'exporter', purpose: 'metrics' },
] as const

export async function generateMetadata({ params }: PageProps<'/clusters/[id]'>): Promise<Metadata> {
  const { loaded } = await loadClusterPage((await params).id)
  return { title: loaded?.ok === true ? loaded.value.summary.name : 'Cluster' }
}

export default async function OverviewPage({ params }: PageProps<'/clusters/[id]'>) {
  const { id } = await params
  const { actor, loaded } = await loadClusterPage(id)
  if (loaded?.ok !== true) return null
  const events = await loadOrExplain(() => listTimeline(actor, { clusterId: id, limit: 100 }))
  return <OverviewView accounts={ACCOUNTS} recentEvents={events.ok ? events.value.items : []} reveal={revealCredentials} />
}
