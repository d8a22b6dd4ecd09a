'use client'
import { useRouter } from 'next/navigation'
import { useMemo, useState, type ComponentType } from 'react'
import { FormProvider, useForm, useWatch, type Resolver } from 'react-hook-form'
import { requestJson } from '@/components/lib/api-client'
import { queryKeys } from '@/components/lib/query-keys'
import type { SafetyFieldsProps } from '@/components/lib/safety-fields'
import { usePreview } from '@/components/lib/use-preview'
import { useSeededQuery } from '@/components/lib/use-seeded-query'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { ProblemView } from '@/components/ui/problem-view'
import { RadioGroup } from '@/components/ui/radio-group'
import type { Action } from '@/server/contracts/action'
import type { ClusterDetail, CreateCluster } from '@/server/contracts/cluster'
import type { ClusterPreset } from '@/server/contracts/cluster-spec'
import type { Problem } from '@/server/contracts/errors'
import type { KubernetesClusterView } from '@/server/contracts/kubernetes'
import { BehaviourSection } from './behaviour-section'
import { NAME_SHOWN } from './describe-cluster'
import { collectProblems, ServerProblems } from './form-problems'
import { differsFromPreset, makeDefaultValues, presetFields, toCreateCluster, type ClusterFormValues, type Prefill, type PresetId } from './form-values'
import { PlaceSection } from './place-section'
import { SafetySection } from './safety-section'
import { ShapeSection } from './shape-section'
import { SizeSection } from './size-section'
import { SummaryAside } from './summary-aside'

interface CreateFormProps {
  presets: readonly ClusterPreset[]
  /** what the form starts from */
  initialPreset: ClusterPreset
  kubernetesClusters: readonly KubernetesClusterView[]
  prefill: Prefill
  create: Action<CreateCluster, ClusterDetail>
  /** acknowledgements and failover, a part that other pages show too */
  SafetyFields: ComponentType<SafetyFieldsProps>
}

// zod is loaded when the first field is checked, not with the page.
const resolveLazily: Resolver<ClusterFormValues> = async (...given) => (await import('./resolve-form')).resolveClusterForm(...given)

/** A new cluster on one page; everything but the name has a good default. */
export function CreateForm({ presets, initialPreset, kubernetesClusters: initial, prefill, create, SafetyFields }: CreateFormProps) {
  // Live: what the operator has not read yet when the page is opened appears in the form by itself.
  const kubernetesClusters = useSeededQuery<readonly KubernetesClusterView[]>({ queryKey: queryKeys.kubernetesClusters, initial, read: async () => (await requestJson<{ items: KubernetesClusterView[] }>('/api/v1/kubernetes-clusters')).items })
  const router = useRouter()
  const form = useForm<ClusterFormValues>({ defaultValues: makeDefaultValues(initialPreset, kubernetesClusters, prefill), resolver: resolveLazily, mode: 'onTouched', reValidateMode: 'onChange' })
  const values = useWatch({ control: form.control }) as ClusterFormValues
  const [attempt, setAttempt] = useState<{ problem: Problem; input: string } | null>(null)
  const input = useMemo(() => toCreateCluster(values), [values])
  const inventory = kubernetesClusters.find((k) => k.id === values.kubernetesClusterId)?.inventory ?? null
  const named = input.name !== ''
  const numbersFilled = Number.isFinite(input.spec.instances + input.spec.resources.memoryBytes + input.spec.resources.cpuRequestMillicores + input.spec.storage.sizeBytes)
  const preview = usePreview(named && numbersFilled ? { path: '/api/v1/clusters?dryRun=true', method: 'POST', body: input } : null)
  // Problems of an attempt stand until what was sent is changed.
  const problem = attempt !== null && attempt.input === JSON.stringify(input) ? attempt.problem : null
  const problems = useMemo(() => collectProblems(preview.preview, preview.problem, problem), [preview.preview, preview.problem, problem])

  const submit = form.handleSubmit(async (valid) => {
    const sent = toCreateCluster(valid)
    setAttempt(null)
    const result = await create(sent)
    if (result.ok) router.push(`/clusters/${encodeURIComponent(result.value.summary.id)}`)
    else setAttempt({ problem: result.problem, input: JSON.stringify(sent) })
  })
  const { isSubmitting, isSubmitSuccessful } = form.formState
  const leaving = isSubmitSuccessful && attempt === null
  return (
    <FormProvider {...form}>
      <ServerProblems value={problems}>
        <form noValidate onSubmit={(event) => void submit(event)} className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_minmax(320px,400px)]">
          <div className="flex min-w-0 flex-col gap-4">
            <PresetSection presets={presets} values={values} onChoose={(preset) => form.reset({ ...form.getValues(), preset: preset.id, ...presetFields(preset) }, { keepDirty: true, keepTouched: true })} />
            <PlaceSection kubernetesClusters={kubernetesClusters} />
            <ShapeSection />
            <SafetySection Fields={SafetyFields} />
            <SizeSection inventory={inventory} />
            <BehaviourSection />
          </div>
          <SummaryAside input={input} inventory={inventory} preview={preview} previewMissing={named ? null : 'Type a name to see the objects that will be applied.'}>
            {problem !== null && <ProblemView problem={problem} />}
            <Button type="submit" variant="primary" pending={isSubmitting || leaving} disabledReason={named ? null : 'Type a name first'}>{named ? `Create ${input.name.slice(0, NAME_SHOWN)}` : 'Create the cluster'}</Button>
            <p className="text-xs text-muted">It takes about a minute. You can watch each step and leave the page meanwhile.</p>
          </SummaryAside>
        </form>
      </ServerProblems>
    </FormProvider>
  )
}

interface PresetSectionProps { presets: readonly ClusterPreset[]; values: ClusterFormValues; onChoose: (preset: ClusterPreset) => void }

function PresetSection({ presets, values, onChoose }: PresetSectionProps) {
  const base = presets.find((preset) => preset.id === values.preset)
  const custom = base === undefined || differsFromPreset(values, base)
  const choose = (id: PresetId) => {
    const preset = presets.find((candidate) => candidate.id === id)
    if (preset) onChoose(preset)
  }
  const options = [
    ...presets.map((preset) => ({ value: preset.id as PresetId, label: preset.title, description: preset.summary })),
    { value: 'custom' as const, label: 'Custom', description: base === undefined ? 'Your own choice below' : `Like “${base.title}”, with your changes`, disabledReason: custom ? null : 'Change anything below' },
  ]
  return <Card title="Start from"><RadioGroup legend={<span className="sr-only">Preset</span>} columns={3} value={custom ? 'custom' : values.preset} onChange={choose} options={options} /></Card>
}
