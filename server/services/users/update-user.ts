import type { z } from 'zod'
import { forgetAttempts } from '@/server/auth/attempts'
import { generateOneTimePassword, hashPassword } from '@/server/auth/passwords'
import type { Actor, UpdatedUser, updateUserSchema, UserView } from '@/server/contracts/access'
import { AppError } from '@/server/contracts/errors'
import { runInTransaction, type Transaction } from '@/server/database/client'
import { writeAudit } from '../audit/write-audit'
import { toUserView, userMissing } from './user-view'

type Changes = z.output<typeof updateUserSchema>

/**
 * Changes role, disables or enables, and gives a new one-time password. Disabling and a new password end the user's sessions.
 * @throws AppError not-found, user.last-admin
 */
export async function updateUser(actor: Actor, id: string, changes: Changes): Promise<UpdatedUser> {
  const oneTimePassword = changes.resetPassword ? generateOneTimePassword() : null
  const passwordHash = oneTimePassword === null ? null : await hashPassword(oneTimePassword)
  const user = await runInTransaction((tx) => applyChanges(tx, actor, id, changes, passwordHash))
  if (oneTimePassword !== null) await forgetAttempts(user.username)
  return { user, oneTimePassword }
}

async function applyChanges(tx: Transaction, actor: Actor, id: string, changes: Changes, passwordHash: string | null): Promise<UserView> {
  // administrators are locked together, so that two requests cannot each remove the other's last one
  const admins = await tx.$queryRaw<{ id: string }[]>`select "id" from "user" where "role" = 'admin' and "banned" is not true order by "id" for update`
  const row = await tx.user.findUnique({ where: { id } })
  if (!row) throw userMissing()
  const before = toUserView(row)
  const losesAdmin = before.role === 'admin' && !before.disabled && ((changes.role !== undefined && changes.role !== 'admin') || changes.disabled === true)
  if (losesAdmin && admins.every((admin) => admin.id === id)) throw new AppError('user.last-admin', `${before.username} is the only administrator, so nobody could manage users any more.`, { action: 'Give another user the role admin first.' })
  const after = toUserView(
    await tx.user.update({
      where: { id },
      data: {
        ...(changes.role === undefined ? {} : { role: changes.role }),
        ...(changes.disabled === undefined ? {} : { banned: changes.disabled, banReason: null, banExpires: null }),
        ...(passwordHash === null ? {} : { mustChangePassword: true }),
      },
    }),
  )
  if (passwordHash !== null) await tx.account.updateMany({ where: { userId: id, providerId: 'credential' }, data: { password: passwordHash } })
  if (changes.disabled || passwordHash !== null) await tx.session.deleteMany({ where: { userId: id } })
  for (const action of actionsOf(before, after, passwordHash !== null)) await writeAudit(tx, { actor, action, target: { kind: 'user', id, name: after.username }, before, after })
  return after
}

function actionsOf(before: UserView, after: UserView, passwordReset: boolean): string[] {
  return [
    ...(before.role === after.role ? [] : ['user.change-role']),
    ...(before.disabled === after.disabled ? [] : [after.disabled ? 'user.disable' : 'user.enable']),
    ...(passwordReset ? ['user.reset-password'] : []),
  ]
}
