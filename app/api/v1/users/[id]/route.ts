import { updateUserSchema } from '@/server/contracts/access'
import { idParametersSchema } from '@/server/contracts/path-parameters'
import { route } from '@/server/http/route'
import { updateUser } from '@/server/services/users/update-user'

export const PATCH = route({ permission: 'users.write', params: idParametersSchema, body: updateUserSchema }, ({ actor, params, body }) => updateUser(actor, params.id, body))
