import { addKubernetesClusterSchema } from '@/server/contracts/kubernetes'
import { created } from '@/server/http/reply'
import { route } from '@/server/http/route'
import { addKubernetesCluster } from '@/server/services/kubernetes-clusters/add-kubernetes-cluster'
import { listKubernetesClusters } from '@/server/services/kubernetes-clusters/list-kubernetes-clusters'

export const GET = route({ permission: 'kubernetes.read' }, () => listKubernetesClusters())

export const POST = route({ permission: 'kubernetes.write', body: addKubernetesClusterSchema, idempotent: true }, async ({ actor, body }) => {
  const view = await addKubernetesCluster(actor, body)
  return created(view, `/api/v1/kubernetes-clusters/${view.id}`)
})
