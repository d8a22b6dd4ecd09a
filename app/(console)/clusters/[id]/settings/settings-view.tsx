'use client'
import dynamic from 'next/dynamic'
import type { ComponentProps } from 'react'
import { SafetyFields } from '@/components/availability/safety-fields'
import { DangerZone } from '@/components/cluster-settings/danger-zone'
import type { EditForm as EditFormType, UpdateAction } from '@/components/cluster-settings/edit-form'
import { ScaleForm } from '@/components/cluster-settings/scale-form'
import { Skeleton } from '@/components/ui/skeleton'
import { useChangeDenial, useCluster } from '../cluster-context'
import { AutomationCard } from './automation-card'

// react-hook-form is needed by this card alone.
const EditForm = dynamic<ComponentProps<typeof EditFormType>>(() => import('@/components/cluster-settings/edit-form').then((m) => m.EditForm), { loading: () => <Skeleton className="h-[40rem] w-full" /> })

interface SettingsViewProps {
  storageExpandable: boolean | null
  scale: ComponentProps<typeof ScaleForm>['scale']
  update: UpdateAction
  remove: ComponentProps<typeof DangerZone>['remove']
}

/** Everything that may be changed about a cluster; what destroys it last. */
export function SettingsView({ storageExpandable, scale, update, remove }: SettingsViewProps) {
  const { detail } = useCluster()
  const changeDenial = useChangeDenial('clusters.write')
  const deleteDenial = useChangeDenial('clusters.delete')
  return (
    <>
      <ScaleForm detail={detail} scale={scale} disabledReason={changeDenial} />
      <EditForm detail={detail} update={update} disabledReason={changeDenial} storageExpandable={storageExpandable} SafetyFields={SafetyFields} />
      <AutomationCard />
      <DangerZone detail={detail} remove={remove} disabledReason={deleteDenial} />
    </>
  )
}
