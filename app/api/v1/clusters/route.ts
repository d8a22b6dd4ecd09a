import { createClusterSchema, listClustersQuerySchema } from '@/server/contracts/cluster'
import { created } from '@/server/http/reply'
import { route } from '@/server/http/route'
import { createCluster } from '@/server/services/clusters/create-cluster'
import { listClusters } from '@/server/services/clusters/list-clusters'
import { previewCreate } from '@/server/services/clusters/preview-create'

export const GET = route({ permission: 'clusters.read', query: listClustersQuerySchema }, ({ actor, query }) => listClusters(actor, query))

export const POST = route({ permission: 'clusters.write', body: createClusterSchema, idempotent: true }, async ({ actor, body, dryRun }) => {
  if (dryRun) return previewCreate(actor, body)
  const detail = await createCluster(actor, body)
  return created(detail, `/api/v1/clusters/${detail.summary.id}`, { generation: detail.summary.generation })
})
