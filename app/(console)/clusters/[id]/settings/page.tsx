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
  const { spec, summary, status } = loaded.value
  const kubernetesCluster = await loadOrExplain(() => findKubernetesCluster(summary.kubernetesCluster.id))
  const classes = kubernetesCluster.ok ? kubernetesCluster.value?.inventory?.storageClasses : undefined
  // The class that the volumes were made with; the default of today may be another.
  const className = status?.instances.find(({ volume }) => volume?.storageClass)?.volume?.storageClass ?? spec.storage.className
  const storageClass = classes?.find((candidate) => (className === null ? candidate.isDefault : candidate.name === className))
  return <SettingsView storageExpandable={storageClass?.expandable ?? null} scale={scaleCluster} update={updateCluster} remove={deleteCluster} />
}
