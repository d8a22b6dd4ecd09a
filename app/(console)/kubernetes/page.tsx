import type { Metadata } from 'next'
import { PERMISSIONS } from '@/server/contracts/access'
import { requireActor } from '@/server/http/actor'
import { getOperatorState } from '@/server/services/operator-state/get-operator-state'
import { listKubernetesClusters } from '@/server/services/kubernetes-clusters/list-kubernetes-clusters'
import { GlobalStop } from '@/components/holds/global-stop'
import { KubernetesList } from '@/components/kubernetes/kubernetes-list'
import { ForbiddenState } from '@/components/ui/forbidden-state'
import { ProblemView } from '@/components/ui/problem-view'
import { rolesWith } from '../denials'
import { loadOrExplain } from '../load-or-explain'
import { addKubernetesCluster, pauseEverything, removeKubernetesCluster, resumeEverything } from './actions'

export const metadata: Metadata = { title: 'Kubernetes' }

export default async function KubernetesPage() {
  const { actor, permitted } = await requireActor('kubernetes.read')
  if (!permitted) return <ForbiddenState permission={PERMISSIONS['kubernetes.read']} roles={rolesWith('kubernetes.read')} role={actor.role} />
  const loaded = await loadOrExplain(() => Promise.all([listKubernetesClusters(), getOperatorState()]))
  if (!loaded.ok) return <ProblemView problem={loaded.problem} />
  const [{ items }, operator] = loaded.value
  return (
    <>
      <KubernetesList initial={items} actions={{ add: addKubernetesCluster, remove: removeKubernetesCluster }} />
      <div className="mt-4"><GlobalStop initial={operator} pause={pauseEverything} resume={resumeEverything} /></div>
    </>
  )
}
