'use client'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import type { Action } from '@/server/contracts/action'
import type { KubernetesClusterView } from '@/server/contracts/kubernetes'
import { formatQuantity } from '@/components/lib/format'
import { Checkbox } from '@/components/ui/checkbox'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { showToast } from '@/components/ui/toast'

interface RemoveDialogProps {
  cluster: KubernetesClusterView
  remove: Action<{ id: string; forgetKeptVolumes: boolean }, unknown>
  onClose: () => void
}

/** Asks before a Kubernetes cluster is forgotten. */
export function RemoveDialog({ cluster, remove, onClose }: RemoveDialogProps) {
  const router = useRouter()
  const [forget, setForget] = useState(false)
  const kept = cluster.inventory?.keptClaims.length ?? 0
  const confirm = async () => {
    const answer = await remove({ id: cluster.id, forgetKeptVolumes: forget })
    if (!answer.ok) return answer.problem
    showToast(`${cluster.name} was removed`)
    router.refresh()
    return null
  }
  return (
    <ConfirmDialog open onClose={onClose} title={`Remove ${cluster.name}?`} confirmLabel={`Remove ${cluster.name}`} danger typedName={cluster.name} onConfirm={confirm}>
      <p>Podkeeper forgets this Kubernetes cluster, its stored kubeconfig and the history of MySQL clusters that were deleted on it. Nothing on Kubernetes is touched. It can be added again with a kubeconfig.</p>
      <Checkbox
        label="Also when volumes of deleted MySQL clusters are left there"
        description={kept > 0 ? `${formatQuantity(kept, 'volume')} of deleted clusters ${kept === 1 ? 'is' : 'are'} kept there; the passwords to them are lost with this` : 'The passwords to them would be lost'}
        checked={forget}
        onChange={(event) => setForget(event.target.checked)}
      />
    </ConfirmDialog>
  )
}
