import { instanceParametersSchema } from '@/server/contracts/cluster-queries'
import { setHoldSchema } from '@/server/contracts/hold'
import { route } from '@/server/http/route'
import { fenceInstance, liftFence } from '@/server/services/holds/fence-instance'

export const PUT = route({ permission: 'clusters.intervene', params: instanceParametersSchema, body: setHoldSchema }, ({ actor, params, body }) => fenceInstance(actor, { ...params, ...body }))

export const DELETE = route({ permission: 'clusters.intervene', params: instanceParametersSchema }, ({ actor, params }) => liftFence(actor, params))
