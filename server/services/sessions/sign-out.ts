import { auth } from '@/server/auth/auth'
import type { Actor } from '@/server/contracts/access'
import { runInTransaction } from '@/server/database/client'
import { writeAudit } from '../audit/write-audit'

/** Ends the session of the cookie in `headers` and clears the cookie. Nothing happens when there is none. */
export async function signOut(actor: Actor | null, headers: Headers): Promise<{ setCookie: string[] }> {
  const result = await auth().api.signOut({ headers, returnHeaders: true })
  if (actor) await runInTransaction((tx) => writeAudit(tx, { actor, action: 'session.sign-out', target: { kind: 'user', id: actor.id, name: actor.name } }))
  return { setCookie: result.headers.getSetCookie() }
}
