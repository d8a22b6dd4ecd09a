'use client'
import { useMemo, useState, type ComponentType } from 'react'
import { useForm, useWatch, type Resolver } from 'react-hook-form'
import type { SafetyFieldsProps } from '@/components/lib/safety-fields'
import { usePreview } from '@/components/lib/use-preview'
import { Banner } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { ProblemView } from '@/components/ui/problem-view'
import { showToast } from '@/components/ui/toast'
import type { Action } from '@/server/contracts/action'
import type { ClusterDetail } from '@/server/contracts/cluster'
import type { ClusterSpec } from '@/server/contracts/cluster-spec'
import type { Problem } from '@/server/contracts/errors'
import { ConflictDialog } from './conflict-dialog'
import { EditFields } from './edit-fields'
import { applyEdit, fieldOfProblem, toEditValues, type EditValues } from './edit-values'
import { PreviewView } from './preview-view'
import { readConflict } from './read-conflict'
import { listDifferences, rebaseSpec } from './spec-differences'

export type UpdateAction = Action<{ id: string; spec: ClusterSpec; generation: number | null }, ClusterDetail>

interface EditFormProps { detail: ClusterDetail; update: UpdateAction; disabledReason: string | null; storageExpandable: boolean | null; SafetyFields: ComponentType<SafetyFieldsProps> }

/** Topology, failover, resources, configuration, lag limits and protection, with what each change interrupts. */
export function EditForm({ detail, update, disabledReason, storageExpandable, SafetyFields }: EditFormProps) {
  // what the edit starts from; the live definition may go on meanwhile
  const [base, setBase] = useState({ spec: detail.spec, generation: detail.summary.generation })
  const form = useForm<EditValues>({ defaultValues: toEditValues(base.spec), resolver: useLazyResolver(base.spec), mode: 'onChange' })
  const [problem, setProblem] = useState<Problem | null>(null)
  const values = useWatch({ control: form.control }) as EditValues
  const spec = applyEdit(base.spec, values)
  const differences = listDifferences(base.spec, spec)
  const id = detail.summary.id
  const overtaken = detail.summary.generation > base.generation

  const startFrom = (next: ClusterDetail) => {
    setBase({ spec: next.spec, generation: next.summary.generation })
    form.reset(toEditValues(next.spec))
    setProblem(null)
  }
  const save = async (wanted: ClusterSpec, generation: number) => {
    setProblem(null)
    const result = await update({ id, spec: wanted, generation })
    if (result.ok) {
      startFrom(result.value)
      return showToast('Saved', { detail: 'What follows from it is on the overview, step by step.' })
    }
    setProblem(result.problem)
    for (const field of result.problem.fields ?? []) {
      const name = fieldOfProblem(field.path, values)
      if (name !== null) form.setError(name as Parameters<typeof form.setError>[0], { type: 'server', message: field.message })
    }
  }
  const preview = usePreview(differences.length > 0 && form.formState.isValid && disabledReason === null ? { path: `/api/v1/clusters/${encodeURIComponent(id)}?dryRun=true`, method: 'PUT', body: { spec }, headers: { 'if-match': `"${detail.summary.generation}"` } } : null)
  const conflict = problem === null ? null : readConflict(problem)
  const pending = form.formState.isSubmitting
  return (
    <Card id="definition" title="Definition" description={`Definition ${base.generation}`}>
      <form noValidate className="flex flex-col gap-6" onSubmit={(event) => void form.handleSubmit(() => save(spec, base.generation))(event)}>
        {overtaken && !pending && <Overtaken dirty={differences.length > 0} onUseNew={() => startFrom(detail)} />}
        <EditFields control={form.control} spec={base.spec} disabledReason={disabledReason} storageExpandable={storageExpandable} SafetyFields={SafetyFields} />
        {differences.length > 0 && <DifferenceList differences={differences} />}
        {differences.length > 0 && disabledReason === null && form.formState.isValid && <PreviewView state={preview} />}
        {problem !== null && conflict === null && <ProblemView problem={problem} />}
        <div className="flex flex-wrap gap-2">
          <Button type="submit" variant="primary" pending={pending} disabledReason={disabledReason ?? (differences.length === 0 ? 'Nothing was changed' : null)}>{differences.length > 1 ? `Save ${differences.length} changes` : 'Save the change'}</Button>
          {differences.length > 0 && <Button onClick={() => startFrom(detail)}>Discard</Button>}
        </div>
      </form>
      {conflict !== null && problem !== null && (
        <ConflictDialog
          problem={problem}
          conflict={conflict}
          clashes={rebaseSpec(base.spec, spec, conflict.spec).clashes}
          onClose={() => setProblem(null)}
          onDiscard={() => startFrom(detail)}
          onApply={() => void save(rebaseSpec(base.spec, spec, conflict.spec).spec, conflict.generation)}
        />
      )}
    </Card>
  )
}

/** zod is loaded when the first field is checked, not with the page. */
function useLazyResolver(spec: ClusterSpec): Resolver<EditValues> {
  return useMemo(() => async (...given: Parameters<Resolver<EditValues>>) => (await import('./resolve-edit')).makeEditResolver(spec)(...given), [spec])
}

function Overtaken({ dirty, onUseNew }: { dirty: boolean; onUseNew: () => void }) {
  return (
    <Banner tone="attention" live title="The definition was changed meanwhile." actions={<Button size="sm" onClick={onUseNew}>Start from the new one</Button>}>
      {dirty ? 'Your edit starts from the one before. Saving shows what differs and lets you apply your change to the new one.' : 'This form shows the one before.'}
    </Banner>
  )
}

function DifferenceList({ differences }: { differences: ReturnType<typeof listDifferences> }) {
  return (
    <ul aria-label="What you changed" className="divide-y rounded-md border text-sm">
      {differences.map((d) => <li key={d.path} className="flex flex-wrap gap-x-3 px-3 py-1.5"><span className="min-w-40 font-medium">{d.label}</span><span className="figures">{d.before} → {d.after}</span></li>)}
    </ul>
  )
}
