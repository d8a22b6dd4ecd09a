'use client'
import { useContext } from 'react'
import { Controller, useFormContext, useWatch } from 'react-hook-form'
import { Card } from '@/components/ui/card'
import { Checkbox } from '@/components/ui/checkbox'
import { Field, FieldSet } from '@/components/ui/field'
import { NameValueRows } from '@/components/ui/name-value-rows'
import { Select } from '@/components/ui/select'
import { NumberField } from './form-fields'
import type { ClusterFormValues } from './form-values'
import { ServerProblems } from './form-problems'
import { rowErrors } from '@/components/lib/row-errors'

/** Spread over nodes and zones, configuration variables, lag limits, protection. */
export function BehaviourSection() {
  const topology = useWatch<ClusterFormValues, 'spec.topology'>({ name: 'spec.topology' })
  return (
    <>
      {topology !== 'single' && <Card title="Spread"><SpreadFields /></Card>}
      <Card title="Configuration" description="MySQL variables beyond those that Podkeeper derives from the resources"><VariableFields /></Card>
      <Card title="Limits and protection">
        <div className="flex flex-col gap-5">
          {topology !== 'single' && (
            <FieldSet legend="Lag limits" className="grid gap-4 sm:grid-cols-3">
              <NumberField name="spec.lag.attentionSeconds" label="Attention from" unit="s" description="The cluster is then shown as needing attention." />
              <NumberField name="spec.lag.leaveReadsSeconds" label="Leaves reads from" unit="s" description="The replica then leaves the read service." />
              <NumberField name="spec.lag.returnReadsSeconds" label="Returns below" unit="s" description="After 10 s below it serves reads again." />
            </FieldSet>
          )}
          <ProtectionField />
        </div>
      </Card>
    </>
  )
}

const ZONE_RULES = ['preferred', 'required', 'none'] as const

function SpreadFields() {
  const { setValue } = useFormContext<ClusterFormValues>()
  const [nodes, zones] = useWatch<ClusterFormValues, ['spec.spread.nodes', 'spec.spread.zones']>({ name: ['spec.spread.nodes', 'spec.spread.zones'] })
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Field label="Over nodes" description="“Never” keeps an instance waiting rather than put it beside another.">
        <Select value={nodes} onChange={(event) => setValue('spec.spread.nodes', event.target.value === 'required' ? 'required' : 'preferred', { shouldDirty: true })}>
          <option value="preferred">Different nodes where possible</option>
          <option value="required">Never two on one node</option>
        </Select>
      </Field>
      <Field label="Over zones" description="Zones are told by the nodes’ topology label.">
        <Select value={zones} onChange={(event) => setValue('spec.spread.zones', ZONE_RULES.find((rule) => rule === event.target.value) ?? 'preferred', { shouldDirty: true })}>
          <option value="preferred">Different zones where possible</option>
          <option value="required">The same number in each zone</option>
          <option value="none">Zones do not matter</option>
        </Select>
      </Field>
    </div>
  )
}

function VariableFields() {
  const { control } = useFormContext<ClusterFormValues>()
  const problems = useContext(ServerProblems)
  return (
    <Controller control={control} name="variables" render={({ field, fieldState }) => {
      const own = rowErrors(fieldState.error, field.value.length)
      const errors = field.value.map((row, index) => own[index] ?? problems.get(`spec.configuration.${row.name.trim()}`) ?? null)
      return <NameValueRows rows={field.value} onChange={field.onChange} errors={errors} noun="variable" namePlaceholder="max_connections" />
    }} />
  )
}

function ProtectionField() {
  const { setValue } = useFormContext<ClusterFormValues>()
  const protectedNow = useWatch<ClusterFormValues, 'spec.deletionProtection'>({ name: 'spec.deletionProtection' })
  return <Checkbox label="Protect against deletion" description="It must be switched off before the cluster can be deleted." checked={protectedNow} onChange={(event) => setValue('spec.deletionProtection', event.target.checked, { shouldDirty: true })} />
}
