'use client'
import { CircleX, Info, OctagonX, TriangleAlert } from 'lucide-react'
import type { PreviewState } from '@/components/lib/use-preview'
import { CodeBlock } from '@/components/ui/code-block'
import { ProblemView } from '@/components/ui/problem-view'
import { Skeleton } from '@/components/ui/skeleton'
import type { Manifest, Preview } from '@/server/contracts/cluster'

const CONSEQUENCES = {
  info: { icon: Info, className: 'text-working', word: 'Note' },
  attention: { icon: TriangleAlert, className: 'text-attention', word: 'Attention' },
  destructive: { icon: OctagonX, className: 'text-broken', word: 'Destroys' },
} as const satisfies Record<Preview['consequences'][number]['severity'], unknown>

/** What would happen, in words and objects. Keeps its place while a newer answer is awaited. */
export function PreviewView({ state }: { state: PreviewState }) {
  const { preview, problem, pending } = state
  return (
    <div aria-live="polite" aria-busy={pending} className="flex flex-col gap-3 rounded-md border bg-sunken p-3">
      <h3 className="text-sm font-semibold">What will happen {pending && <span className="font-normal text-muted">(working it out)</span>}</h3>
      {problem !== null && <ProblemView problem={problem} />}
      {preview === null ? (problem === null && <Skeleton className="h-12 w-full" />) : <PreviewBody preview={preview} />}
    </div>
  )
}

function PreviewBody({ preview }: { preview: Preview }) {
  const changed = preview.manifests.filter((manifest) => manifest.change !== 'unchanged')
  return (
    <>
      <ul className="flex flex-col gap-1.5 text-sm">
        {preview.problems.map((found) => <li key={`${found.path ?? ''}${found.message}`} className="flex items-start gap-2 text-broken"><CircleX aria-hidden className="mt-0.5 size-4 shrink-0" /><span className="min-w-0 break-words">{found.message}</span></li>)}
        {preview.consequences.map((consequence) => {
          const { icon: Icon, className, word } = CONSEQUENCES[consequence.severity]
          return <li key={consequence.message} className="flex items-start gap-2"><Icon aria-hidden className={`mt-0.5 size-4 shrink-0 ${className}`} /><span className="min-w-0 break-words"><span className="sr-only">{word}: </span>{consequence.message}</span></li>
        })}
        {preview.summary.map((line) => <li key={line} className="pl-6 text-muted">{line}</li>)}
      </ul>
      <ChangedObjects manifests={changed} />
      <p className="text-xs text-muted">{preview.checkedByKubernetes ? 'Checked by Kubernetes with a dry run.' : 'Not checked by Kubernetes: it could not be asked.'}</p>
    </>
  )
}

const CHANGES: Record<Manifest['change'], string> = { create: 'made', update: 'changed', delete: 'deleted', unchanged: 'unchanged' }

function ChangedObjects({ manifests }: { manifests: readonly Manifest[] }) {
  if (manifests.length === 0) return null
  return (
    <details className="text-sm">
      <summary className="cursor-pointer text-muted">{manifests.length === 1 ? '1 object changes' : `${manifests.length} objects change`}</summary>
      <ul className="mt-2 flex flex-col gap-2">
        {manifests.map((manifest) => (
          <li key={`${manifest.kind} ${manifest.name}`}>
            <p className="text-xs"><span className="figures">{manifest.kind} {manifest.name}</span> is {CHANGES[manifest.change]}</p>
            <CodeBlock code={manifest.yaml} label={`${manifest.kind} ${manifest.name}`} className="max-h-60" />
          </li>
        ))}
      </ul>
    </details>
  )
}
