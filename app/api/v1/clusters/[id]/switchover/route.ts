import { idParametersSchema } from '@/server/contracts/path-parameters'
import { requestSwitchoverSchema } from '@/server/contracts/transfer'
import { reply } from '@/server/http/reply'
import { route } from '@/server/http/route'
import { previewSwitchover, requestSwitchover } from '@/server/services/availability/request-switchover'

export const POST = route({ permission: 'clusters.intervene', params: idParametersSchema, body: requestSwitchoverSchema, idempotent: true }, async ({ actor, params, body, dryRun }) => {
  const input = { id: params.id, ...body }
  return dryRun ? previewSwitchover(actor, input) : reply(await requestSwitchover(actor, input), { status: 202 })
})
