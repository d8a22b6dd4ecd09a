import type { Metadata } from 'next'
import { loadClusterPage } from '../load-cluster-page'
import { InstancesView } from './instances-view'

const VIEWS = ['details', 'logs', 'events'] as const

/** First value of a parameter that may be given several times. */
const first = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value)

export async function generateMetadata({ params, searchParams }: PageProps<'/clusters/[id]/instances'>): Promise<Metadata> {
  const { loaded } = await loadClusterPage((await params).id)
  const name = loaded?.ok === true ? loaded.value.summary.name : 'Cluster'
  return { title: `${first((await searchParams).instance) ?? 'Instances'} · ${name}` }
}

export default async function InstancesPage({ params, searchParams }: PageProps<'/clusters/[id]/instances'>) {
  const { loaded } = await loadClusterPage((await params).id)
  if (loaded?.ok !== true) return null
  const query = await searchParams
  const view = VIEWS.find((known) => known === first(query.view)) ?? 'details'
  return <InstancesView selected={first(query.instance) ?? null} view={view} />
}
