import { removeKubernetesClusterQuerySchema } from '@/server/contracts/kubernetes'
import { AppError } from '@/server/contracts/errors'
import { idParametersSchema } from '@/server/contracts/path-parameters'
import { route } from '@/server/http/route'
import { findKubernetesCluster } from '@/server/services/kubernetes-clusters/list-kubernetes-clusters'
import { removeKubernetesCluster } from '@/server/services/kubernetes-clusters/remove-kubernetes-cluster'

export const GET = route({ permission: 'kubernetes.read', params: idParametersSchema }, async ({ params }) => {
  const view = await findKubernetesCluster(params.id)
  if (!view) throw new AppError('not-found', 'This Kubernetes cluster is not registered.', { action: 'Look at the list of Kubernetes clusters.' })
  return view
})

export const DELETE = route({ permission: 'kubernetes.write', params: idParametersSchema, query: removeKubernetesClusterQuerySchema }, ({ actor, params, query }) => removeKubernetesCluster(actor, params.id, query))
