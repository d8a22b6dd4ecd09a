import { Unplug } from 'lucide-react'
import type { Problem } from '@/server/contracts/errors'
import { ButtonLink } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { readGone } from './read-gone'
import { RelativeTime } from '@/components/ui/relative-time'

/** The cluster is not there any more: since when, by whom, and what became of its data. */
export function GoneState({ problem }: { problem: Problem }) {
  const gone = readGone(problem)
  if (gone === null) {
    return <EmptyState icon={Unplug} title={problem.title} action={<ButtonLink href="/clusters">All clusters</ButtonLink>}><p>{problem.detail}</p>{problem.action && <p>{problem.action}</p>}</EmptyState>
  }
  return (
    <EmptyState icon={Unplug} title={`${gone.name} was deleted`} action={<div className="flex flex-wrap justify-center gap-2"><ButtonLink variant="primary" href="/clusters">All clusters</ButtonLink>{gone.volumesKept && <ButtonLink href={`/clusters/new?${new URLSearchParams({ name: gone.name, namespace: gone.namespace, kept: 'true' }).toString()}`}>Create it again on its volumes</ButtonLink>}</div>}>
      <p>That was <RelativeTime at={gone.deletedAt} />{gone.deletedBy !== null && ` by ${gone.deletedBy}`}. {gone.volumesKept ? `Its volumes were kept: a new cluster ${gone.name} in namespace ${gone.namespace} can start on them.` : 'Its volumes were deleted with it.'}</p>
    </EmptyState>
  )
}
