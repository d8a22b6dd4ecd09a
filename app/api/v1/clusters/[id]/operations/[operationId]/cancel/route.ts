import { operationParametersSchema } from '@/server/contracts/cluster-queries'
import { reply } from '@/server/http/reply'
import { route } from '@/server/http/route'
import { cancelOperation } from '@/server/services/availability/cancel-operation'

export const POST = route({ permission: 'clusters.intervene', params: operationParametersSchema, idempotent: true }, async ({ actor, params }) => reply(await cancelOperation(actor, params), { status: 202 }))
