import { authenticate } from '@/server/auth/authenticate'
import { countAttempt } from '@/server/auth/attempts'
import { hashPassword, verifyPassword } from '@/server/auth/passwords'
import type { Actor, ChangePassword } from '@/server/contracts/access'
import { AppError } from '@/server/contracts/errors'
import { db, runInTransaction } from '@/server/database/client'
import { writeAudit } from '../audit/write-audit'

/**
 * Changes the actor's own password and ends all their other sessions.
 * @param headers of the request, to know the session that stays
 * @throws AppError request.invalid (current password wrong, or new one too much like the name), auth.rate-limited, auth.forbidden for tokens
 */
export async function changePassword(actor: Actor & { id: string }, input: ChangePassword, headers: Headers): Promise<void> {
  if (actor.kind !== 'session') throw new AppError('auth.forbidden', 'A password is changed by the person who is signed in, not by an API token.', { action: 'Sign in and change it there.' })
  if (actor.name.length >= 4 && input.newPassword.toLowerCase().includes(actor.name.toLowerCase())) throw invalid('newPassword', 'It must not contain your user name')
  const account = await db().account.findFirst({ where: { userId: actor.id, providerId: 'credential' } })
  const takeBack = await countAttempt(actor.name, actor.address)
  if (!account?.password || !(await verifyPassword(account.password, input.currentPassword))) throw invalid('currentPassword', 'This is not your password')
  await takeBack()
  const [passwordHash, current] = await Promise.all([hashPassword(input.newPassword), authenticate(headers, { requestId: actor.requestId, refresh: false })])
  await runInTransaction(async (tx) => {
    await tx.account.update({ where: { id: account.id }, data: { password: passwordHash } })
    await tx.user.update({ where: { id: actor.id }, data: { mustChangePassword: false } })
    await tx.session.deleteMany({ where: { userId: actor.id, ...(current?.sessionId ? { id: { not: current.sessionId } } : {}) } })
    await writeAudit(tx, { actor, action: 'user.change-password', target: { kind: 'user', id: actor.id, name: actor.name } })
  })
}

function invalid(path: string, message: string): AppError {
  return new AppError('request.invalid', `${message}.`, { action: 'Correct the marked field.', fields: [{ path, message }] })
}
