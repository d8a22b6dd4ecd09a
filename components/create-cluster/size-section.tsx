'use client'
import { Controller, useFormContext, useWatch } from 'react-hook-form'
import { Badge } from '@/components/ui/badge'
import { Card } from '@/components/ui/card'
import { Field } from '@/components/ui/field'
import { ScaledInput } from '@/components/ui/scaled-input'
import { Select } from '@/components/ui/select'
import type { KubernetesInventory } from '@/server/contracts/kubernetes'
import { NumberField } from './form-fields'
import type { ClusterFormValues } from './form-values'
import { useServerProblem } from './form-problems'

const GIB = 1024 ** 3
const CORE = 1000

/** CPU, memory and volume of each instance. */
export function SizeSection({ inventory }: { inventory: KubernetesInventory | null }) {
  return (
    <Card title="Resources and storage" description="For each instance">
      <div className="flex flex-col gap-4">
        <div className="grid gap-4 sm:grid-cols-3">
          <NumberField name="spec.resources.cpuRequestMillicores" label="CPU" unit="CPUs" factor={CORE} description="Reserved on the node." />
          <CpuLimit />
          <NumberField name="spec.resources.memoryBytes" label="Memory" unit="GiB" factor={GIB} description="Reserved and limited, so that MySQL is not evicted first." />
        </div>
        <div className="grid gap-4 sm:grid-cols-3">
          <div className="sm:col-span-2"><StorageClassField inventory={inventory} /></div>
          <NumberField name="spec.storage.sizeBytes" label="Volume" unit="GiB" factor={GIB} description="For data, binary logs and temporary files." />
        </div>
      </div>
    </Card>
  )
}

function CpuLimit() {
  const { control } = useFormContext<ClusterFormValues>()
  const serverProblem = useServerProblem('spec.resources.cpuLimitMillicores')
  return (
    <Controller control={control} name="spec.resources.cpuLimitMillicores" render={({ field, fieldState }) => (
      <Field label="CPU limit" error={fieldState.error?.message ?? serverProblem} description="Empty: none, so that MySQL is not throttled.">
        <ScaledInput value={field.value ?? Number.NaN} onChange={(value, isEmpty) => field.onChange(isEmpty ? null : value)} onBlur={field.onBlur} factor={CORE} unit="CPUs" placeholder="none" />
      </Field>
    )} />
  )
}

function StorageClassField({ inventory }: { inventory: KubernetesInventory | null }) {
  const { setValue } = useFormContext<ClusterFormValues>()
  const className = useWatch<ClusterFormValues, 'spec.storage.className'>({ name: 'spec.storage.className' })
  const problem = useServerProblem('spec.storage.className')
  const classes = inventory?.storageClasses ?? []
  const preset = classes.find((c) => c.isDefault)
  const shown = className === null ? preset : classes.find((c) => c.name === className)
  return (
    <div className="flex flex-col gap-1.5">
      <Field label="Storage class" error={problem}>
        <Select value={className ?? ''} onChange={(event) => setValue('spec.storage.className', event.target.value || null, { shouldDirty: true })} className="figures">
          <option value="">{preset === undefined ? 'The default class (there is none now)' : `The default class (${preset.name} now)`}</option>
          {classes.map((c) => <option key={c.name} value={c.name}>{c.name}</option>)}
          {className !== null && shown === undefined && <option value={className}>{className} (does not exist)</option>}
        </Select>
      </Field>
      {shown !== undefined && <Capabilities storageClass={shown} />}
    </div>
  )
}

/** What the class can do, in words; what it cannot is said too. */
function Capabilities({ storageClass }: { storageClass: KubernetesInventory['storageClasses'][number] }) {
  const words = [
    storageClass.expandable ? 'can grow later' : 'cannot grow later',
    storageClass.snapshots ? 'snapshots' : 'no snapshots',
    storageClass.waitsForConsumer ? 'made on the instance’s node or zone' : 'made before the node is chosen',
    storageClass.reclaimPolicy === 'Retain' ? 'disk stays when the volume is deleted' : 'disk goes with the volume',
  ]
  return (
    <div className="flex flex-wrap items-center gap-1">
      {words.map((word) => <Badge key={word}>{word}</Badge>)}
      <span className="figures text-xs text-muted">{storageClass.provisioner}</span>
    </div>
  )
}
