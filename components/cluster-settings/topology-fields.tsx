'use client'
import type { ComponentType } from 'react'
import { useController, useFormState, type Control } from 'react-hook-form'
import type { SafetyFieldsProps } from '@/components/lib/safety-fields'
import { Field } from '@/components/ui/field'
import { RadioGroup } from '@/components/ui/radio-group'
import { ScaledInput } from '@/components/ui/scaled-input'
import type { ClusterSpec } from '@/server/contracts/cluster-spec'
import type { EditValues } from './edit-values'

interface TopologyFieldsProps { control: Control<EditValues>; spec: ClusterSpec; disabledReason: string | null; SafetyFields: ComponentType<SafetyFieldsProps> }

/** The topology, which may change while the cluster runs, and what it promises. */
export function TopologyFields({ control, spec, disabledReason, SafetyFields }: TopologyFieldsProps) {
  const topology = useController({ control, name: 'topology' })
  const instances = useController({ control, name: 'instances' })
  const semiSync = useController({ control, name: 'semiSync' })
  const failover = useController({ control, name: 'failover' })
  const { errors } = useFormState({ control })
  const grows = spec.topology === 'single' && topology.field.value !== 'single'
  const errorOf = (path: string) => {
    const [group, field] = path.split('.') as ['semiSync' | 'failover', string]
    const problems: Record<string, { message?: string } | undefined> = { ...(errors[group] as object | undefined) }
    return problems[field]?.message ?? null
  }
  return (
    <>
      <RadioGroup
        legend="Topology" columns={3} value={topology.field.value} onChange={topology.field.onChange} error={topology.fieldState.error?.message}
        options={[
          { value: 'semisync', label: 'Semi-synchronous', description: 'A commit returns only when replicas have it too: none is lost with the primary.', disabledReason: disabledReason ?? (spec.management === 'operator' ? null : 'Needs Podkeeper to run replication') },
          { value: 'async', label: 'Asynchronous', description: 'A commit does not wait for replicas.', disabledReason },
          { value: 'single', label: 'Single instance', description: 'One instance for everything.', disabledReason: disabledReason ?? (spec.instances > 1 ? 'Scale to 1 first' : null) },
        ]}
      />
      {grows && <div className="sm:max-w-60"><Field label="Instances" description="The new ones clone the data of the one there is." error={instances.fieldState.error?.message}><ScaledInput value={instances.field.value} onChange={instances.field.onChange} /></Field></div>}
      {topology.field.value !== 'single' && spec.management === 'operator' && (
        <SafetyFields
          topology={topology.field.value} instances={grows ? instances.field.value : spec.instances} values={{ semiSync: semiSync.field.value, failover: failover.field.value }} errorOf={errorOf} disabledReason={disabledReason}
          onChange={(next) => { semiSync.field.onChange(next.semiSync); failover.field.onChange(next.failover) }}
        />
      )}
    </>
  )
}
