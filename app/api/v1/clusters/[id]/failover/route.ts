import { idParametersSchema } from '@/server/contracts/path-parameters'
import { requestFailoverSchema } from '@/server/contracts/transfer'
import { reply } from '@/server/http/reply'
import { route } from '@/server/http/route'
import { previewFailover, requestFailover } from '@/server/services/availability/request-failover'

export const POST = route({ permission: 'clusters.intervene', params: idParametersSchema, body: requestFailoverSchema, idempotent: true }, async ({ actor, params, body, dryRun }) => {
  const input = { id: params.id, ...body }
  return dryRun ? previewFailover(actor, input) : reply(await requestFailover(actor, input), { status: 202 })
})
