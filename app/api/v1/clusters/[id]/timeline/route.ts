import { timelineQuerySchema } from '@/server/contracts/cluster-queries'
import { idParametersSchema } from '@/server/contracts/path-parameters'
import { route } from '@/server/http/route'
import { listTimeline } from '@/server/services/clusters/list-timeline'

export const GET = route({ permission: 'clusters.read', params: idParametersSchema, query: timelineQuerySchema }, ({ actor, params, query }) => listTimeline(actor, { clusterId: params.id, ...query }))
