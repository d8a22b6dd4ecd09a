'use client'
import { useState } from 'react'
import { formatBytes, formatQuantity } from '@/components/lib/format'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { RadioGroup } from '@/components/ui/radio-group'
import { showToast } from '@/components/ui/toast'
import type { Action } from '@/server/contracts/action'
import type { ClusterDetail, DeleteCluster } from '@/server/contracts/cluster'

interface DangerZoneProps {
  detail: ClusterDetail
  remove: Action<DeleteCluster & { id: string; generation: number | null }, ClusterDetail>
  disabledReason: string | null
}

/** Deletion: typed name, what becomes of the volumes, and what is lost. */
export function DangerZone({ detail, remove, disabledReason }: DangerZoneProps) {
  const { summary, spec } = detail
  const [open, setOpen] = useState(false)
  const [volumes, setVolumes] = useState<DeleteCluster['volumes'] | null>(null)
  const protectedBecause = spec.deletionProtection ? 'It is protected against deletion. Switch the protection off above and save first.' : null
  const reason = disabledReason ?? protectedBecause
  const size = `${formatQuantity(summary.instancesWanted, 'volume')} of ${formatBytes(spec.storage.sizeBytes)}`
  const confirm = async (typed: string) => {
    if (volumes === null) return null
    const result = await remove({ id: summary.id, confirmName: typed, volumes, generation: null })
    if (!result.ok) return result.problem
    showToast(`${summary.name} is being deleted`, { detail: volumes === 'keep' ? 'Its volumes are kept.' : 'Its volumes are deleted too.' })
    return null
  }
  return (
    <Card id="danger-zone" title="Danger zone" className="border-broken">
      <div className="flex flex-wrap items-center gap-4">
        <div className="min-w-0 grow basis-72">
          <p className="font-medium">Delete {summary.name}</p>
          <p className="text-sm text-muted">{reason ?? 'Stops MySQL and takes all its Kubernetes objects away. You choose what becomes of the volumes.'}</p>
        </div>
        <Button variant="danger" disabledReason={reason} onClick={() => { setVolumes(null); setOpen(true) }}>Delete {summary.name}</Button>
      </div>
      <ConfirmDialog open={open} onClose={() => setOpen(false)} danger title={`Delete ${summary.name}?`} confirmLabel={volumes === 'delete' ? `Delete ${summary.name} and its data` : `Delete ${summary.name}, keep its data`} typedName={summary.name} disabledReason={volumes === null ? 'Choose what becomes of the volumes' : null} onConfirm={confirm}>
        <p>Everything that is connected to {summary.name} in namespace {summary.namespace} loses its connection at once and cannot come back.</p>
        <RadioGroup
          legend={`The ${size}`}
          value={volumes}
          onChange={setVolumes}
          options={[
            { value: 'keep', label: 'Keep the volumes', description: 'They go on costing storage. A new cluster with the same name in the same namespace can start on them, with its data and passwords.' },
            { value: 'delete', label: 'Delete the volumes', description: 'All data is lost for good. This cannot be undone.' },
          ]}
        />
      </ConfirmDialog>
    </Card>
  )
}
