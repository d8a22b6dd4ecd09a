import { scaleClusterSchema } from '@/server/contracts/cluster'
import { idParametersSchema } from '@/server/contracts/path-parameters'
import { readIfMatch, reply } from '@/server/http/reply'
import { route } from '@/server/http/route'
import { previewScale } from '@/server/services/clusters/preview-scale'
import { scaleCluster } from '@/server/services/clusters/scale-cluster'

export const POST = route({ permission: 'clusters.write', params: idParametersSchema, body: scaleClusterSchema, idempotent: true }, async ({ actor, params, body, dryRun, request }) => {
  const input = { id: params.id, ...body, generation: readIfMatch(request.headers, { required: false }) }
  if (dryRun) return previewScale(actor, input)
  const detail = await scaleCluster(actor, input)
  return reply(detail, { status: 202, generation: detail.summary.generation })
})
