'use client'
import { Controller, type Control, type FieldPathByValue } from 'react-hook-form'
import { Checkbox } from '@/components/ui/checkbox'
import { Field, FieldSet } from '@/components/ui/field'
import type { ComponentType } from 'react'
import type { SafetyFieldsProps } from '@/components/lib/safety-fields'
import { TopologyFields } from './topology-fields'
import { Input } from '@/components/ui/input'
import { NameValueRows } from '@/components/ui/name-value-rows'
import { ScaledInput } from '@/components/ui/scaled-input'
import type { ClusterSpec } from '@/server/contracts/cluster-spec'
import { rowErrors } from '@/components/lib/row-errors'
import type { EditValues } from './edit-values'

const GIB = 1024 ** 3
const CORE = 1000

interface EditFieldsProps { control: Control<EditValues>; spec: ClusterSpec; disabledReason: string | null; storageExpandable: boolean | null; SafetyFields: ComponentType<SafetyFieldsProps> }

/** The fields of the definition that may be changed after creation. */
export function EditFields({ control, spec, disabledReason, storageExpandable, SafetyFields }: EditFieldsProps) {
  const off = disabledReason !== null
  const volumeHint = storageExpandable === false ? 'Their storage class does not let volumes grow.' : 'Volumes grow while MySQL runs; they never shrink.'
  return (
    <>
      <TopologyFields control={control} spec={spec} disabledReason={disabledReason} SafetyFields={SafetyFields} />
      <FieldSet legend="Resources of each instance" className="grid gap-4 sm:grid-cols-2 lg:grid-cols-4">
        <NumberField control={control} name="resources.cpuRequestMillicores" label="CPU" unit="CPUs" factor={CORE} readOnly={off} />
        <CpuLimit control={control} readOnly={off} />
        <NumberField control={control} name="resources.memoryBytes" label="Memory" unit="GiB" factor={GIB} readOnly={off} />
        <NumberField control={control} name="storageSizeBytes" label="Volume" unit="GiB" factor={GIB} readOnly={off} description={volumeHint} />
      </FieldSet>
      <FieldSet legend="MySQL" className="grid gap-4 sm:grid-cols-2">
        <TextField control={control} name="version" label="Version" readOnly={off} description="Instances restart one after another, the primary last." />
        <TextField control={control} name="image" label="Image" readOnly={off} placeholder={`mysql:${spec.version}`} description="Empty: the official image of the version." />
      </FieldSet>
      <Controller control={control} name="variables" render={({ field, fieldState }) => (
        <FieldSet legend="Configuration variables" description="Most are set while MySQL runs; some need a restart, which the preview says.">
          <NameValueRows rows={field.value} onChange={field.onChange} errors={rowErrors(fieldState.error, field.value.length)} noun="variable" namePlaceholder="max_connections" disabledReason={disabledReason} />
        </FieldSet>
      )} />
      {spec.topology !== 'single' && (
        <FieldSet legend="Lag limits" className="grid gap-4 sm:grid-cols-3">
          <NumberField control={control} name="lag.attentionSeconds" label="Attention from" unit="s" factor={1} readOnly={off} description="The cluster is then shown as needing attention." />
          <NumberField control={control} name="lag.leaveReadsSeconds" label="Leaves reads from" unit="s" factor={1} readOnly={off} description="The replica then leaves the read service." />
          <NumberField control={control} name="lag.returnReadsSeconds" label="Returns to reads below" unit="s" factor={1} readOnly={off} description="After 10 s below it comes back." />
        </FieldSet>
      )}
      <Controller control={control} name="deletionProtection" render={({ field }) => (
        <Checkbox label="Protect against deletion" description="It must be switched off here before the cluster can be deleted." checked={field.value} onChange={(event) => field.onChange(event.target.checked)} disabledReason={disabledReason} />
      )} />
    </>
  )
}

interface NumberFieldProps { control: Control<EditValues>; name: FieldPathByValue<EditValues, number>; label: string; unit: string; factor: number; readOnly: boolean; description?: string }

function NumberField({ control, name, label, unit, factor, readOnly, description }: NumberFieldProps) {
  return (
    <Controller control={control} name={name} render={({ field, fieldState }) => (
      <Field label={label} error={fieldState.error?.message} description={description}>
        <ScaledInput value={field.value} onChange={field.onChange} onBlur={field.onBlur} factor={factor} unit={unit} readOnly={readOnly} />
      </Field>
    )} />
  )
}

/** Empty means no limit: MySQL is then not throttled. */
function CpuLimit({ control, readOnly }: { control: Control<EditValues>; readOnly: boolean }) {
  return (
    <Controller control={control} name="resources.cpuLimitMillicores" render={({ field, fieldState }) => (
      <Field label="CPU limit" error={fieldState.error?.message} description="Empty: none, so that MySQL is not throttled.">
        <ScaledInput value={field.value ?? Number.NaN} onChange={(value, isEmpty) => field.onChange(isEmpty ? null : value)} onBlur={field.onBlur} factor={CORE} unit="CPUs" placeholder="none" readOnly={readOnly} />
      </Field>
    )} />
  )
}

function TextField({ control, name, label, readOnly, description, placeholder }: { control: Control<EditValues>; name: 'version' | 'image'; label: string; readOnly: boolean; description: string; placeholder?: string }) {
  return (
    <Controller control={control} name={name} render={({ field, fieldState }) => (
      <Field label={label} error={fieldState.error?.message} description={description}>
        <Input {...field} readOnly={readOnly} placeholder={placeholder} spellCheck={false} autoComplete="off" className="figures" />
      </Field>
    )} />
  )
}
