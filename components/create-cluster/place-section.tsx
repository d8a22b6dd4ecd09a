'use client'
import { useFormContext, useWatch } from 'react-hook-form'
import { formatBytes, formatQuantity } from '@/components/lib/format'
import { Banner } from '@/components/ui/banner'
import { Card } from '@/components/ui/card'
import { Field } from '@/components/ui/field'
import { RadioGroup } from '@/components/ui/radio-group'
import { Select } from '@/components/ui/select'
import type { KubernetesClusterView } from '@/server/contracts/kubernetes'
import { TextField } from './form-fields'
import { chooseNamespace, usableNamespaces, type ClusterFormValues } from './form-values'
import { useServerProblem } from './form-problems'
import { findKeptVolumes, type KeptVolumes } from './kept-volumes'

/** Name and place; and the volumes that an earlier cluster of that name left there. */
export function PlaceSection({ kubernetesClusters }: { kubernetesClusters: readonly KubernetesClusterView[] }) {
  const { setValue } = useFormContext<ClusterFormValues>()
  const [id, namespace, name, useKept] = useWatch<ClusterFormValues, ['kubernetesClusterId', 'namespace', 'name', 'useKeptVolumes']>({ name: ['kubernetesClusterId', 'namespace', 'name', 'useKeptVolumes'] })
  const chosen = kubernetesClusters.find((k) => k.id === id)
  const kept = findKeptVolumes(chosen, namespace, name.trim())
  const problem = useServerProblem('kubernetesClusterId')
  const choose = (next: string) => {
    setValue('kubernetesClusterId', next, { shouldDirty: true })
    setValue('namespace', chooseNamespace(kubernetesClusters.find((k) => k.id === next)), { shouldDirty: true, shouldValidate: true })
  }
  return (
    <Card title="Name and place">
      <div className="grid gap-4 sm:grid-cols-2">
        <div className="sm:col-span-2"><TextField name="name" label="Name" required autoFocus placeholder="shop-db" description="Also the name of its Kubernetes objects and its host names. It cannot be changed later." /></div>
        <Field label="Kubernetes cluster" error={problem}>
          <Select value={id ?? ''} onChange={(event) => choose(event.target.value)}>{kubernetesClusters.map((k) => <option key={k.id} value={k.id}>{k.name}{k.reachable === false ? ' (cannot be reached)' : ''}</option>)}</Select>
        </Field>
        <NamespaceField kubernetesCluster={chosen} />
        {chosen?.reachable === false && <div className="sm:col-span-2"><Banner tone="attention" title={`${chosen.name} cannot be reached now.`}>{chosen.problem?.detail} The cluster is created as soon as it answers again.</Banner></div>}
        {(kept !== null || useKept) && <div className="sm:col-span-2"><KeptVolumesChoice kept={kept} /></div>}
      </div>
    </Card>
  )
}

function NamespaceField({ kubernetesCluster }: { kubernetesCluster: KubernetesClusterView | undefined }) {
  const { setValue, getFieldState, formState } = useFormContext<ClusterFormValues>()
  const namespace = useWatch<ClusterFormValues, 'namespace'>({ name: 'namespace' })
  const serverProblem = useServerProblem('namespace')
  const error = getFieldState('namespace', formState).error?.message ?? serverProblem
  const names = usableNamespaces(kubernetesCluster)
  return (
    <Field label="Namespace" error={error} description={names.length === 0 ? 'Podkeeper could not list the namespaces yet.' : undefined}>
      <Select value={namespace} onChange={(event) => setValue('namespace', event.target.value, { shouldDirty: true, shouldValidate: true })} className="figures">
        {[...new Set([...names, namespace])].map((name) => <option key={name} value={name}>{name}</option>)}
      </Select>
    </Field>
  )
}

function KeptVolumesChoice({ kept }: { kept: KeptVolumes | null }) {
  const { setValue } = useFormContext<ClusterFormValues>()
  const useKept = useWatch<ClusterFormValues, 'useKeptVolumes'>({ name: 'useKeptVolumes' })
  const problem = useServerProblem('useKeptVolumes')
  const size = kept?.totalBytes === null || kept === null ? '' : `, ${formatBytes(kept.totalBytes)} in all`
  return (
    <RadioGroup
      legend="Volumes of a deleted cluster"
      description={kept === null ? 'No volumes of this name are known here.' : `A deleted cluster of this name left ${formatQuantity(kept.claims.length, 'volume')} here${size}: ${kept.claims.join(', ')}.`}
      error={problem}
      columns={2}
      value={useKept ? 'use' : 'leave'}
      onChange={(value) => setValue('useKeptVolumes', value === 'use', { shouldDirty: true })}
      options={[
        { value: 'use', label: 'Start on them', description: 'With the data, the accounts and the passwords that the deleted cluster had.' },
        { value: 'leave', label: 'Start empty', description: 'Only possible under another name while these volumes exist; Podkeeper says so before anything happens.' },
      ]}
    />
  )
}
