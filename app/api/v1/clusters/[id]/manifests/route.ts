import { manifestsQuerySchema } from '@/server/contracts/cluster-queries'
import { idParametersSchema } from '@/server/contracts/path-parameters'
import { route } from '@/server/http/route'
import { exportManifests } from '@/server/services/clusters/export-manifests'

export const GET = route({ permission: 'clusters.read', params: idParametersSchema, query: manifestsQuerySchema }, ({ actor, params, query }) => exportManifests(actor, { id: params.id, form: query.form }))
