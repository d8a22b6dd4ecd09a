'use client'
import { Check, TriangleAlert } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import type { PreviewState } from '@/components/lib/use-preview'
import { formatBytes, formatCpu } from '@/components/lib/format'
import { Fact, Facts } from '@/components/ui/card'
import { CodeBlock } from '@/components/ui/code-block'
import { ProblemView } from '@/components/ui/problem-view'
import { Skeleton } from '@/components/ui/skeleton'
import type { CreateCluster } from '@/server/contracts/cluster'
import type { KubernetesInventory } from '@/server/contracts/kubernetes'
import { describeCluster, NAME_SHOWN } from './describe-cluster'
import { PlacementDrawing } from './placement-drawing'

interface SummaryAsideProps {
  input: CreateCluster
  inventory: KubernetesInventory | null
  preview: PreviewState
  /** why there is no preview; null when there is or will be */
  previewMissing: string | null
  children: ReactNode
}

/** Beside the form: what it will be, what it survives, what it uses, and its YAML. Follows each key. */
export function SummaryAside({ input, inventory, preview, previewMissing, children }: SummaryAsideProps) {
  const [tab, setTab] = useState<'summary' | 'yaml'>('summary')
  const tabs = [{ id: 'summary', label: 'Summary' }, { id: 'yaml', label: 'YAML' }] as const
  return (
    <aside aria-label="What will be created" className="flex max-h-[calc(100dvh-var(--top-bar-height,0px)-2rem)] flex-col rounded-md border bg-surface lg:sticky lg:top-[calc(var(--top-bar-height,0px)+1rem)]">
      <div role="tablist" aria-label="Summary or YAML" className="flex border-b px-2">
        {tabs.map(({ id, label }) => <button key={id} type="button" role="tab" id={`tab-${id}`} aria-controls={`panel-${id}`} aria-selected={tab === id} onClick={() => setTab(id)} className={`-mb-px h-9 border-b-2 px-3 font-medium ${tab === id ? 'border-accent' : 'border-transparent text-muted hover:text-ink'}`}>{label}</button>)}
      </div>
      <div role="tabpanel" id={`panel-${tab}`} aria-labelledby={`tab-${tab}`} tabIndex={0} className="min-h-0 grow overflow-y-auto p-4">
        {tab === 'summary' ? <Summary input={input} inventory={inventory} preview={preview} /> : <YamlPreview preview={preview} missing={previewMissing} />}
      </div>
      <div className="flex flex-col gap-3 border-t p-4">{children}</div>
    </aside>
  )
}

function Summary({ input, inventory, preview }: Pick<SummaryAsideProps, 'input' | 'inventory' | 'preview'>) {
  const { shape, survives, totals, warnings } = describeCluster(input.spec, inventory)
  const unplaced = preview.preview?.problems.filter((problem) => problem.path === null) ?? []
  return (
    <div className="flex flex-col gap-4 text-sm">
      <p className="break-words"><span className="figures font-medium">{input.name.slice(0, NAME_SHOWN) || 'New cluster'}</span>: MySQL {input.spec.version.slice(0, NAME_SHOWN)}. {shape}</p>
      <PlacementDrawing spec={input.spec} inventory={inventory} />
      {warnings.length + unplaced.length > 0 && (
        <ul className="flex flex-col gap-1.5 rounded-md bg-attention-soft p-2">
          {[...warnings, ...unplaced.map((problem) => problem.message)].map((text) => <li key={text} className="flex items-start gap-2"><TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-attention" /><span className="min-w-0 break-words">{text}</span></li>)}
        </ul>
      )}
      <section>
        <h3 className="mb-1 font-semibold">What it survives</h3>
        <ul className="flex flex-col gap-1.5">
          {survives.map(({ good, text }) => <li key={text} className="flex items-start gap-2">{good ? <Check aria-hidden className="mt-0.5 size-4 shrink-0 text-healthy" /> : <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-attention" />}<span>{text}</span></li>)}
        </ul>
      </section>
      <section>
        <h3 className="mb-1 font-semibold">In total</h3>
        <Facts>
          <Fact label="CPU"><span className="figures">{show(totals.cpuMillicores, formatCpu)}</span></Fact>
          <Fact label="Memory"><span className="figures">{show(totals.memoryBytes, formatBytes)}</span></Fact>
          <Fact label="Storage"><span className="figures">{show(totals.storageBytes, formatBytes)}</span></Fact>
        </Facts>
      </section>
    </div>
  )
}

const show = (value: number, format: (value: number) => string) => (Number.isFinite(value) ? format(value) : '–')

function YamlPreview({ preview, missing }: { preview: PreviewState; missing: string | null }) {
  const manifests = preview.preview?.manifests.filter((manifest) => manifest.change !== 'unchanged') ?? []
  const checked = preview.preview?.checkedByKubernetes === true
  if (missing !== null && manifests.length === 0) return <p className="text-sm text-muted">{missing}</p>
  if (preview.problem !== null && manifests.length === 0) return <ProblemView problem={preview.problem} />
  if (preview.preview === null) return <Skeleton className="h-64 w-full" />
  return (
    <div className="flex flex-col gap-2" aria-busy={preview.pending}>
      <p className="text-xs text-muted">{manifests.length} objects. {checked ? 'Checked by Kubernetes with a dry run.' : 'Not checked by Kubernetes yet.'} Passwords are left out.</p>
      <CodeBlock code={manifests.map((manifest) => manifest.yaml.trim()).join('\n---\n')} label="YAML of the new cluster" />
    </div>
  )
}
