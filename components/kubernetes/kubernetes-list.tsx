'use client'
import { Plus, ShipWheel } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import type { Action } from '@/server/contracts/action'
import type { KubernetesClusterView } from '@/server/contracts/kubernetes'
import { useDenial } from '@/components/lib/access'
import { requestJson } from '@/components/lib/api-client'
import { queryKeys } from '@/components/lib/query-keys'
import { useSeededQuery } from '@/components/lib/use-seeded-query'
import { Button } from '@/components/ui/button'
import { PageHeader } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/empty-state'
import type { AddKubernetesCluster } from './add-dialog'
import { KubernetesCard } from './kubernetes-card'

const AddDialog = dynamic(() => import('./add-dialog').then((module) => module.AddDialog), { ssr: false })

export interface KubernetesActions {
  add: Action<AddKubernetesCluster, KubernetesClusterView>
  remove: Action<{ id: string; forgetKeptVolumes: boolean }, unknown>
}

/** Every Kubernetes cluster that is registered, with what the operator read of it; live. */
export function KubernetesList({ initial, actions }: { initial: KubernetesClusterView[]; actions: KubernetesActions }) {
  const clusters = useSeededQuery({ queryKey: queryKeys.kubernetesClusters, initial, read: async () => (await requestJson<{ items: KubernetesClusterView[] }>('/api/v1/kubernetes-clusters')).items })
  const denied = useDenial('kubernetes.write')
  const [adding, setAdding] = useState(false)
  const addButton = <Button variant="primary" disabledReason={denied} onClick={() => setAdding(true)}><Plus aria-hidden />Add a Kubernetes cluster</Button>
  return (
    <>
      <PageHeader title="Kubernetes" description="Where MySQL clusters run" actions={clusters.length > 0 && addButton} />
      {clusters.length === 0 && (
        <EmptyState icon={ShipWheel} title="No Kubernetes cluster yet" action={addButton}>Podkeeper makes MySQL clusters on Kubernetes. Paste a kubeconfig of the cluster that they shall run on.</EmptyState>
      )}
      <div className="flex flex-col gap-4">{clusters.map((cluster) => <KubernetesCard key={cluster.id} cluster={cluster} remove={actions.remove} />)}</div>
      {adding && <AddDialog add={actions.add} onClose={() => setAdding(false)} />}
    </>
  )
}
