import { isAPIError } from 'better-auth/api'
import { auth } from '@/server/auth/auth'
import { countAttempt } from '@/server/auth/attempts'
import { roleOf } from '@/server/auth/authenticate'
import { clientAddress } from '@/server/auth/client-address'
import type { Actor, SignIn } from '@/server/contracts/access'
import { AppError } from '@/server/contracts/errors'
import { db, runInTransaction } from '@/server/database/client'
import { metrics } from '@/server/http/metrics'
import { writeAudit } from '../audit/write-audit'

/**
 * Signs a person in and sets the session cookie (inside a server action or route). It is not told whether the name or the
 * password was wrong.
 * @param headers of the browser's request
 * @throws AppError auth.invalid-credentials, auth.rate-limited, auth.forbidden (disabled), database.unreachable
 */
export async function signIn(input: SignIn, headers: Headers, requestId: string): Promise<{ mustChangePassword: boolean; setCookie: string[] }> {
  const address = clientAddress(headers)
  const username = input.username.trim()
  const nobody: Actor = { id: null, name: username.slice(0, 60), kind: 'session', role: 'viewer', requestId, address }
  let takeBack: () => Promise<void>
  try {
    takeBack = await countAttempt(username, address)
  } catch (error) {
    metrics().signInFailures.inc({ reason: 'rate-limited' })
    throw error
  }
  const result = await auth()
    .api.signInUsername({ body: { username, password: input.password }, headers, returnHeaders: true })
    .catch((error: unknown) => refuse(error, nobody))
  const row = await db().user.findUniqueOrThrow({ where: { id: result.response.user.id } })
  const actor: Actor = { ...nobody, id: row.id, name: row.username ?? row.name, role: roleOf(row.role) }
  await takeBack()
  await runInTransaction(async (tx) => {
    // sessions that ended by themselves are nobody's to delete otherwise
    await tx.session.deleteMany({ where: { expiresAt: { lt: new Date() } } })
    await writeAudit(tx, { actor, action: 'session.sign-in', target: { kind: 'user', id: row.id, name: actor.name } })
  })
  return { mustChangePassword: row.mustChangePassword ?? false, setCookie: result.headers.getSetCookie() }
}

async function refuse(error: unknown, actor: Actor): Promise<never> {
  if (!isAPIError(error) || error.statusCode >= 500) throw error
  const disabled = error.body?.code === 'BANNED_USER'
  metrics().signInFailures.inc({ reason: disabled ? 'disabled' : 'credentials' })
  await runInTransaction((tx) => writeAudit(tx, { actor, action: 'session.sign-in-refused', target: { kind: 'user', id: null, name: actor.name }, after: { reason: disabled ? 'disabled' : 'credentials' } }))
  if (disabled) throw new AppError('auth.forbidden', 'This user is disabled.', { action: 'Ask an administrator to enable it again.' })
  throw new AppError('auth.invalid-credentials', 'There is no user with this name and password.', { action: 'Check both; passwords tell capitals from small letters. An administrator can give you a new password.' })
}
