import { idParametersSchema } from '@/server/contracts/path-parameters'
import { route } from '@/server/http/route'
import { revokeToken } from '@/server/services/tokens/revoke-token'

export const DELETE = route({ permission: 'tokens.own', params: idParametersSchema }, ({ actor, params }) => revokeToken(actor, params.id))
