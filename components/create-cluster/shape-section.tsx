'use client'
import { useFormContext, useWatch } from 'react-hook-form'
import { Card } from '@/components/ui/card'
import { RadioGroup } from '@/components/ui/radio-group'
import { NumberField, TextField } from './form-fields'
import type { ClusterFormValues } from './form-values'

/** Topology, number of instances, and who runs replication. */
export function ShapeSection() {
  const { setValue, getValues } = useFormContext<ClusterFormValues>()
  const [topology, management] = useWatch<ClusterFormValues, ['spec.topology', 'spec.management']>({ name: ['spec.topology', 'spec.management'] })
  const chooseTopology = (next: ClusterFormValues['spec']['topology']) => {
    setValue('spec.topology', next, { shouldDirty: true })
    if (next === 'single') setValue('spec.instances', 1, { shouldDirty: true, shouldValidate: true })
    else if (getValues('spec.instances') === 1) setValue('spec.instances', 3, { shouldDirty: true, shouldValidate: true })
  }
  const chooseManagement = (next: ClusterFormValues['spec']['management']) => {
    setValue('spec.management', next, { shouldDirty: true })
    if (next === 'statefulset' && getValues('spec.topology') === 'semisync') chooseTopology('async')
  }
  return (
    <Card title="Topology and management">
      <div className="flex flex-col gap-5">
        <RadioGroup
          legend="Topology"
          columns={3}
          value={topology}
          onChange={chooseTopology}
          options={[
            { value: 'semisync', label: 'Semi-synchronous replication', description: 'As asynchronous, but a commit returns only when replicas have it too: no committed write is lost with the primary.', disabledReason: management === 'operator' ? null : 'Needs Podkeeper to run replication' },
            { value: 'async', label: 'Asynchronous replication', description: 'One primary takes writes, replicas follow it and serve reads. A commit does not wait for replicas.' },
            { value: 'single', label: 'Single instance', description: 'One instance for everything. For development, or where an outage of minutes is acceptable.' },
          ]}
        />
        {topology !== 'single' && <div className="sm:max-w-60"><NumberField name="spec.instances" label="Instances" description="One primary, the others replicas." /></div>}
        <RadioGroup
          legend="Management"
          columns={2}
          value={management}
          onChange={chooseManagement}
          options={[
            { value: 'operator', label: 'Podkeeper runs replication', description: 'It makes the primary writable, clones and repairs replicas, takes lagging ones out of the read service, and rolls changes out replica by replica.' },
            { value: 'statefulset', label: 'Plain StatefulSet', description: 'Objects that work without Podkeeper. Instance 0 always takes the writes; recovery is Kubernetes starting it again. Podkeeper creates, scales and watches.' },
          ]}
        />
        <div className="grid gap-4 sm:grid-cols-2">
          <TextField name="spec.version" label="MySQL version" list="mysql-versions" description="8.4 or newer." />
          <TextField name="spec.image" label="Image" placeholder="the official image of the version" description="Any image that follows the official mysql image’s rules." />
          <datalist id="mysql-versions"><option value="9.7" /><option value="8.4" /></datalist>
          <TextField name="pullSecrets" path="spec.imagePullSecrets" label="Pull secrets" placeholder="none" description="Names of Secrets in the namespace, separated by commas." />
        </div>
      </div>
    </Card>
  )
}
