import { deleteClusterSchema, updateClusterSchema } from '@/server/contracts/cluster'
import { idParametersSchema } from '@/server/contracts/path-parameters'
import { readIfMatch, reply } from '@/server/http/reply'
import { route } from '@/server/http/route'
import { deleteCluster } from '@/server/services/clusters/delete-cluster'
import { getCluster } from '@/server/services/clusters/get-cluster'
import { previewDelete } from '@/server/services/clusters/preview-delete'
import { previewUpdate } from '@/server/services/clusters/preview-update'
import { updateCluster } from '@/server/services/clusters/update-cluster'

// The ETag is the definition's; the status beside it moves, so a GET is never answered with 304.
export const GET = route({ permission: 'clusters.read', params: idParametersSchema }, async ({ actor, params }) => {
  const detail = await getCluster(actor, params)
  return reply(detail, { headers: { etag: detail.etag } })
})

export const PUT = route({ permission: 'clusters.write', params: idParametersSchema, body: updateClusterSchema }, async ({ actor, params, body, dryRun, request }) => {
  const input = { id: params.id, spec: body.spec, generation: readIfMatch(request.headers, { required: !dryRun }) }
  if (dryRun) return previewUpdate(actor, input)
  const detail = await updateCluster(actor, input)
  return reply(detail, { generation: detail.summary.generation })
})

export const DELETE = route({ permission: 'clusters.delete', params: idParametersSchema, body: deleteClusterSchema }, async ({ actor, params, body, dryRun, request }) => {
  const input = { id: params.id, ...body, generation: readIfMatch(request.headers, { required: false }) }
  if (dryRun) return previewDelete(actor, input)
  return reply(await deleteCluster(actor, input), { status: 202 })
})
