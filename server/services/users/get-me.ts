import { environment } from '@/server/config/environment'
import { ROLE_PERMISSIONS, type Actor, type Me } from '@/server/contracts/access'
import { db } from '@/server/database/client'
import { toUserView, userMissing } from './user-view'

/** Who asks and what they may do now. @throws AppError not-found */
export async function getMe(actor: Actor & { id: string }): Promise<Me> {
  const row = await db().user.findUnique({ where: { id: actor.id } })
  if (!row) throw userMissing()
  const user = toUserView(row)
  return {
    ...{ id: user.id, username: user.username, name: user.name },
    kind: actor.kind === 'token' ? 'token' : 'session',
    role: actor.role,
    permissions: [...ROLE_PERMISSIONS[actor.role]],
    mustChangePassword: user.mustChangePassword,
    readOnlyMode: environment().readOnlyMode,
  }
}
