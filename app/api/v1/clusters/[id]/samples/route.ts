import { sampleQuerySchema } from '@/server/contracts/cluster'
import { idParametersSchema } from '@/server/contracts/path-parameters'
import { route } from '@/server/http/route'
import { listSamples } from '@/server/services/clusters/list-samples'

export const GET = route({ permission: 'clusters.read', params: idParametersSchema, query: sampleQuerySchema }, ({ actor, params, query }) => listSamples(actor, { clusterId: params.id, ...query }))
