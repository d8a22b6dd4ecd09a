import { idParametersSchema } from '@/server/contracts/path-parameters'
import { route } from '@/server/http/route'
import { listOperations } from '@/server/services/operations/list-operations'

export const GET = route({ permission: 'clusters.read', params: idParametersSchema }, ({ actor, params }) => listOperations(actor, { clusterId: params.id }))
