import type { Metadata } from 'next'
import type { ReactNode } from 'react'
import { PERMISSIONS } from '@/server/contracts/access'
import { listSamples } from '@/server/services/clusters/list-samples'
import { ButtonLink } from '@/components/ui/button'
import { ForbiddenState } from '@/components/ui/forbidden-state'
import { ProblemView } from '@/components/ui/problem-view'
import { rolesWith } from '../../denials'
import { loadOrExplain } from '../../load-or-explain'
import { ClusterShell } from './cluster-shell'
import { GoneState } from './gone-state'
import { cancelOperation, failOver, fenceInstance, liftFence, pauseCluster, repairInstance, resumeCluster, switchOver } from './intervention-actions'
import { loadClusterPage } from './load-cluster-page'

const ACTIONS = { switchOver, failOver, cancel: cancelOperation, repair: repairInstance, fence: fenceInstance, liftFence, pause: pauseCluster, resume: resumeCluster }
const HEADER_HISTORY = { metric: 'lagSeconds', rangeSeconds: 900, points: 60 } as const

export async function generateMetadata({ params }: LayoutProps<'/clusters/[id]'>): Promise<Metadata> {
  const { loaded } = await loadClusterPage((await params).id)
  return { title: loaded?.ok === true ? loaded.value.summary.name : 'Cluster' }
}

export default async function ClusterLayout({ params, children }: LayoutProps<'/clusters/[id]'> & { children: ReactNode }) {
  const { id } = await params
  const { actor, loaded } = await loadClusterPage(id)
  if (loaded === null) return <ForbiddenState permission={PERMISSIONS['clusters.read']} roles={rolesWith('clusters.read')} role={actor.role} />
  if (!loaded.ok) {
    if (loaded.problem.code === 'cluster.gone' || loaded.problem.code === 'not-found') return <GoneState problem={loaded.problem} />
    return <ProblemView problem={loaded.problem} actions={<ButtonLink size="sm" href={`/clusters/${id}`} prefetch={false}>Try again</ButtonLink>} />
  }
  // The page is worth more without its sparkline than not at all.
  const history = await loadOrExplain(() => listSamples(actor, { clusterId: id, ...HEADER_HISTORY }))
  return <ClusterShell initial={loaded.value} history={history.ok ? history.value : null} actions={ACTIONS}>{children}</ClusterShell>
}
