import type { Metadata } from 'next'
import { loadClusterPage, titleOf } from '../load-cluster-page'
import { YamlView } from './yaml-view'

export async function generateMetadata({ params }: PageProps<'/clusters/[id]/yaml'>): Promise<Metadata> {
  return { title: await titleOf((await params).id, 'YAML') }
}

export default async function YamlPage({ params, searchParams }: PageProps<'/clusters/[id]/yaml'>) {
  const { loaded } = await loadClusterPage((await params).id)
  if (loaded?.ok !== true) return null
  return <YamlView form={(await searchParams).form === 'standalone' ? 'standalone' : 'managed'} />
}
