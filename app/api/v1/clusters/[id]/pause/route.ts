import { setHoldSchema } from '@/server/contracts/hold'
import { idParametersSchema } from '@/server/contracts/path-parameters'
import { route } from '@/server/http/route'
import { pauseCluster, resumeCluster } from '@/server/services/holds/pause-cluster'

export const PUT = route({ permission: 'clusters.intervene', params: idParametersSchema, body: setHoldSchema }, ({ actor, params, body }) => pauseCluster(actor, { id: params.id, ...body }))

export const DELETE = route({ permission: 'clusters.intervene', params: idParametersSchema }, ({ actor, params }) => resumeCluster(actor, params))
