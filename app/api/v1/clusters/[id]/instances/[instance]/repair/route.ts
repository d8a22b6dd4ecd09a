import { instanceParametersSchema } from '@/server/contracts/cluster-queries'
import { requestRepairSchema } from '@/server/contracts/transfer'
import { reply } from '@/server/http/reply'
import { route } from '@/server/http/route'
import { requestRepair } from '@/server/services/availability/request-repair'

export const POST = route({ permission: 'clusters.intervene', params: instanceParametersSchema, body: requestRepairSchema, idempotent: true }, async ({ actor, params, body }) => reply(await requestRepair(actor, { ...params, ...body }), { status: 202 }))
