import { route } from '@/server/http/route'
import { openApiDocument } from '@/server/openapi/build-document'

// Public: it describes the API of every Podkeeper of this version and tells nothing of this one.
export const GET = route({ permission: 'public' }, () => Response.json(openApiDocument(), { headers: { 'cache-control': 'public, max-age=300' } }))
