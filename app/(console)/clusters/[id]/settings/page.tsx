import type { Metadata } from 'next'
import { findKubernetesCluster } from '@/server/services/kubernetes-clusters/list-kubernetes-clusters'
import { loadOrExplain } from '../../../load-or-explain'
import { deleteCluster, scaleCluster, updateCluster } from '../actions'
import { loadClusterPage, titleOf } from '../load-cluster-page'
import { SettingsView } from './settings-view'

export async function generateMetadata({ params }: PageProps<'/clusters/[id]/settings'>): Promise<Metadata> {
  return { title: await titleOf((await params).id, 'Settings') }
}

export default async function SettingsPage({ params }: PageProps<'/clusters/[id]/settings'>) {
  const { loaded } = await loadClusterPage((await params).id)
  if (loaded?.ok !== true) return null
  const { spec, summary } = loaded.value
  const kubernetesCluster = await loadOrExplain(() => findKubernetesCluster(summary.kubernetesCluster.id))
  const classes = kubernetesCluster.ok ? kubernetesCluster.value?.inventory?.storageClasses : undefined
  const storageClass = classes?.find((candidate) => (spec.storage.className === null ? candidate.isDefault : candidate.name === spec.storage.className))
  return <SettingsView storageExpandable={storageClass?.expandable ?? null} scale={scaleCluster} update={updateCluster} remove={deleteCluster} />
}
