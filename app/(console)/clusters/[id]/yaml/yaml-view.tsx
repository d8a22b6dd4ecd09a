'use client'
import { ManifestsView, type ManifestForm } from '@/components/manifests/manifests-view'
import { useCluster } from '../cluster-context'

export function YamlView({ form }: { form: ManifestForm }) {
  const { detail: { summary } } = useCluster()
  const base = `/clusters/${encodeURIComponent(summary.id)}/yaml`
  return <ManifestsView clusterId={summary.id} clusterName={summary.name} generation={summary.generation} form={form} hrefOf={(next) => (next === 'managed' ? base : `${base}?form=${next}`)} />
}
