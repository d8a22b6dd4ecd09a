import type { Metadata } from 'next'
import { Boxes } from 'lucide-react'
import { z } from 'zod'
import { PERMISSIONS } from '@/server/contracts/access'
import { CLUSTER_PRESETS } from '@/server/contracts/cluster-spec'
import { environment } from '@/server/config/environment'
import { requireActor } from '@/server/http/actor'
import { listKubernetesClusters } from '@/server/services/kubernetes-clusters/list-kubernetes-clusters'
import { Banner } from '@/components/ui/banner'
import { ButtonLink } from '@/components/ui/button'
import { PageHeader } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/empty-state'
import { ForbiddenState } from '@/components/ui/forbidden-state'
import { ProblemView } from '@/components/ui/problem-view'
import { rolesWith } from '../../denials'
import { loadOrExplain } from '../../load-or-explain'
import { createCluster } from './actions'
import { NewClusterForm } from './new-cluster-form'

export const metadata: Metadata = { title: 'New cluster' }

/** What a link may fill in: the name and place of a deleted cluster, to start on its volumes. */
const prefillSchema = z.object({ name: z.string().max(40).default(''), namespace: z.string().max(63).optional(), kept: z.literal('true').optional() })

export default async function NewClusterPage({ searchParams }: PageProps<'/clusters/new'>) {
  const { actor, permitted } = await requireActor('clusters.write')
  const header = <PageHeader title="New cluster" description="A name is enough; everything else has a good default." />
  if (!permitted) return <>{header}<ForbiddenState permission={PERMISSIONS['clusters.write']} roles={rolesWith('clusters.write')} role={actor.role} /></>
  if (environment().readOnlyMode) return <>{header}<Banner tone="unknown" title="Podkeeper runs in read-only mode">No cluster can be created here.</Banner></>
  const loaded = await loadOrExplain(listKubernetesClusters)
  if (!loaded.ok) return <>{header}<ProblemView problem={loaded.problem} /></>
  const { items } = loaded.value
  const asked = prefillSchema.safeParse(await searchParams).data
  const prefill = { name: asked?.name ?? '', namespace: asked?.namespace ?? null, useKeptVolumes: asked?.kept === 'true' }
  const initialPreset = CLUSTER_PRESETS.find((preset) => preset.id === 'production-small') ?? CLUSTER_PRESETS[0]
  if (items.length === 0 || !initialPreset) {
    return <>{header}<EmptyState icon={Boxes} title="No Kubernetes cluster yet" action={<ButtonLink variant="primary" href="/kubernetes">Add a Kubernetes cluster</ButtonLink>}>MySQL clusters run on Kubernetes: add one first.</EmptyState></>
  }
  return <>{header}<NewClusterForm presets={CLUSTER_PRESETS} initialPreset={initialPreset} kubernetesClusters={items} prefill={prefill} create={createCluster} /></>
}
