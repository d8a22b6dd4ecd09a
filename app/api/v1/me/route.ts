import { route } from '@/server/http/route'
import { getMe } from '@/server/services/users/get-me'

export const GET = route({ permission: 'signed-in', duringPasswordChange: true }, ({ actor }) => getMe(actor))
