'use client'
import { useQuery } from '@tanstack/react-query'
import { Download } from 'lucide-react'
import Link from 'next/link'
import { clsx } from 'clsx'
import { requestJson } from '@/components/lib/api-client'
import { formatQuantity } from '@/components/lib/format'
import { problemFrom } from '@/components/lib/problem'
import { Button } from '@/components/ui/button'
import { CodeBlock } from '@/components/ui/code-block'
import { ProblemView } from '@/components/ui/problem-view'
import { LoadingStatus, Skeleton } from '@/components/ui/skeleton'
import type { ExportedManifests } from '@/server/contracts/cluster-queries'

export type ManifestForm = 'managed' | 'standalone'

const FORMS: Record<ManifestForm, { title: string; explanation: string }> = {
  managed: { title: 'As Podkeeper applies it', explanation: 'The objects that Podkeeper keeps in Kubernetes for this cluster. Changing them by hand does not last: Podkeeper puts them back.' },
  standalone: { title: 'To stand alone', explanation: 'Files that kubectl apply brings up without Podkeeper, in another namespace or another Kubernetes cluster. Passwords are not in them: put your own into the Secret first.' },
}

interface ManifestsViewProps {
  clusterId: string
  clusterName: string
  /** the definition that is shown: a new one is read anew */
  generation: number
  form: ManifestForm
  hrefOf: (form: ManifestForm) => string
}

/** The cluster as YAML, in two forms; to read, copy and download. */
export function ManifestsView({ clusterId, clusterName, generation, form, hrefOf }: ManifestsViewProps) {
  const manifests = useQuery({
    queryKey: ['manifests', clusterId, form, generation],
    queryFn: ({ signal }) => requestJson<ExportedManifests>(`/api/v1/clusters/${encodeURIComponent(clusterId)}/manifests?form=${form}`, { signal }),
  })
  return (
    <div className="flex flex-col gap-3">
      <nav aria-label="Form of the YAML">
        <ul className="flex flex-wrap gap-1">
          {(Object.keys(FORMS) as ManifestForm[]).map((name) => (
            <li key={name}><Link href={hrefOf(name)} replace scroll={false} aria-current={name === form ? 'page' : undefined} className={clsx('inline-flex h-8 items-center rounded-md border px-3 text-sm font-medium', name === form ? 'border-accent bg-accent-soft text-accent' : 'hover:bg-hover')}>{FORMS[name].title}</Link></li>
          ))}
        </ul>
      </nav>
      <p className="max-w-prose text-sm text-muted">{FORMS[form].explanation}</p>
      {manifests.isPending && <><LoadingStatus>Loading the YAML</LoadingStatus><Skeleton className="h-[60vh] w-full" /></>}
      {manifests.isError && <ProblemView problem={problemFrom(manifests.error)} actions={<Button size="sm" onClick={() => void manifests.refetch()}>Try again</Button>} />}
      {manifests.data && (
        <>
          <p className="text-sm text-muted">{formatQuantity(manifests.data.manifests.length, 'object')}, definition {generation}</p>
          <CodeBlock
            code={manifests.data.yaml}
            label={`YAML of ${clusterName}`}
            className="max-h-[70vh]"
            actions={<Button size="sm" onClick={() => downloadText(manifests.data.yaml, `${clusterName}-${form}.yaml`)}><Download aria-hidden />Download</Button>}
          />
        </>
      )}
    </div>
  )
}

function downloadText(text: string, fileName: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/yaml' }))
  const link = document.createElement('a')
  link.href = url
  link.download = fileName
  link.click()
  URL.revokeObjectURL(url)
}
