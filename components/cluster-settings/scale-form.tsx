'use client'
import { Minus, Plus } from 'lucide-react'
import { useState } from 'react'
import { usePreview } from '@/components/lib/use-preview'
import { Button, IconButton } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Field } from '@/components/ui/field'
import { ProblemView } from '@/components/ui/problem-view'
import { RadioGroup } from '@/components/ui/radio-group'
import { ScaledInput } from '@/components/ui/scaled-input'
import { showToast } from '@/components/ui/toast'
import type { Action } from '@/server/contracts/action'
import type { ClusterDetail, ScaleCluster } from '@/server/contracts/cluster'
import type { Problem } from '@/server/contracts/errors'
import { ConflictNote } from './conflict-note'
import { planScale } from './plan-scale'
import { PreviewView } from './preview-view'

const INSTANCES_MAX = 9

interface ScaleFormProps {
  detail: ClusterDetail
  scale: Action<ScaleCluster & { id: string; generation: number | null }, ClusterDetail>
  /** why it cannot be scaled; null when it can */
  disabledReason: string | null
}

/** More or fewer instances, and what will happen: which come, which go, what becomes of their volumes. */
export function ScaleForm({ detail, scale, disabledReason }: ScaleFormProps) {
  const { summary, spec, status } = detail
  // null follows the definition, also when somebody else changes it
  const [wanted, setWanted] = useState<number | null>(null)
  const [volumes, setVolumes] = useState<ScaleCluster['removedVolumes']>('keep')
  const [pending, setPending] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  const instances = wanted ?? spec.instances
  const valid = Number.isInteger(instances) && instances >= 1 && instances <= INSTANCES_MAX
  const plan = planScale(summary.name, spec.instances, valid ? instances : spec.instances, summary.primary, status?.keptClaims.map((c) => c.instance) ?? [])
  const single = spec.topology === 'single' ? 'A single cluster has exactly one instance. Choose another topology below for more.' : null
  const blocked = disabledReason ?? single
  const changes = valid && instances !== spec.instances
  const preview = usePreview(changes && blocked === null ? { path: `/api/v1/clusters/${encodeURIComponent(summary.id)}/scale?dryRun=true`, method: 'POST', body: { instances, removedVolumes: volumes } } : null)

  const submit = async () => {
    setPending(true)
    setProblem(null)
    const result = await scale({ id: summary.id, instances, removedVolumes: volumes, generation: summary.generation })
    setPending(false)
    if (!result.ok) return setProblem(result.problem)
    setWanted(null)
    showToast(`${summary.name} goes to ${instances} ${instances === 1 ? 'instance' : 'instances'}`, { detail: 'Its steps are on the overview.' })
  }
  const reason = blocked ?? (!valid ? 'Choose 1 to 9 instances' : !changes ? `It has ${spec.instances} already` : plan.primaryGoes && spec.management !== 'operator' ? `${summary.primary ?? 'The primary'} takes the writes and would go` : null)
  return (
    <Card id="scale" title="Scale" description={`${spec.instances} ${spec.instances === 1 ? 'instance' : 'instances'} now`}>
      <form className="flex flex-col gap-4" onSubmit={(event) => { event.preventDefault(); if (reason === null && !pending) void submit() }}>
        <Field label="Instances" error={valid ? null : 'A whole number from 1 to 9'} {...(single === null ? {} : { description: single })}>
          <div className="flex items-center gap-1">
            <IconButton variant="secondary" label="One fewer" disabledReason={blocked ?? (instances <= 1 ? 'One is the least' : null)} onClick={() => setWanted(Math.max(1, instances - 1))}><Minus aria-hidden /></IconButton>
            <span className="w-16"><ScaledInput value={instances} onChange={setWanted} readOnly={blocked !== null} /></span>
            <IconButton variant="secondary" label="One more" disabledReason={blocked ?? (instances >= INSTANCES_MAX ? 'Nine is the most' : null)} onClick={() => setWanted(Math.min(INSTANCES_MAX, instances + 1))}><Plus aria-hidden /></IconButton>
          </div>
        </Field>
        {plan.removed.length > 0 && (
          <RadioGroup
            legend={`The volumes of ${joinNames(plan.removed)}`}
            value={volumes}
            onChange={setVolumes}
            columns={2}
            options={[
              { value: 'keep', label: 'Keep', description: 'They cost storage, and an instance that comes back starts on its data.' },
              { value: 'delete', label: 'Delete', description: 'Their data is gone for good; the other instances have it all the same.' },
            ]}
          />
        )}
        {changes && blocked === null && preview.preview === null && <ScaleWords plan={plan} volumes={volumes} primary={summary.primary} />}
        {changes && blocked === null && <PreviewView state={preview} />}
        {problem !== null && (problem.code === 'cluster.changed-meanwhile' ? <ConflictNote problem={problem} onUseNew={() => { setProblem(null); setWanted(null) }} /> : <ProblemView problem={problem} />)}
        <div><Button type="submit" variant="primary" pending={pending} disabledReason={reason}>{changes ? `Scale to ${instances} ${instances === 1 ? 'instance' : 'instances'}` : 'Scale'}</Button></div>
      </form>
    </Card>
  )
}

function ScaleWords({ plan, volumes, primary }: { plan: ReturnType<typeof planScale>; volumes: ScaleCluster['removedVolumes']; primary: string | null }) {
  const lines = [
    plan.added.length > 0 && `${joinNames(plan.added)} ${plan.added.length === 1 ? 'comes' : 'come'} and ${plan.added.length === 1 ? 'clones' : 'clone'} the data from a healthy instance. Nothing is interrupted.`,
    plan.reused.length > 0 && `${joinNames(plan.reused)} ${plan.reused.length === 1 ? 'starts' : 'start'} on the volume that was kept.`,
    plan.removed.length > 0 && `${joinNames(plan.removed)} ${plan.removed.length === 1 ? 'stops' : 'stop'}; connections to ${plan.removed.length === 1 ? 'it' : 'them'} are cut. ${volumes === 'keep' ? 'The data stays on the volumes.' : 'The volumes are deleted.'}`,
    plan.primaryGoes && `${primary ?? 'The primary'} takes the writes: another instance takes over first, and writes stop for a moment.`,
  ].filter((line) => line !== false)
  return <ul className="flex list-disc flex-col gap-1 pl-5 text-sm">{lines.map((line) => <li key={line}>{line}</li>)}</ul>
}

function joinNames(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`
}
