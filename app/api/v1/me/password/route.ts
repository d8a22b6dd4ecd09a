import { changePasswordSchema } from '@/server/contracts/access'
import { route } from '@/server/http/route'
import { changePassword } from '@/server/services/sessions/change-password'

export const POST = route({ permission: 'signed-in', body: changePasswordSchema, duringPasswordChange: true }, ({ actor, body, request }) => changePassword(actor, body, request.headers))
