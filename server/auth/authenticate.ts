import { roleSchema, type Actor, type Role } from '@/server/contracts/access'
import { AppError } from '@/server/contracts/errors'
import { db } from '@/server/database/client'
import { explainDatabaseError } from '@/server/database/database-error'
import { log } from '@/server/log/log'
import { auth } from './auth'
import { clientAddress } from './client-address'
import { hashToken, readBearer } from './tokens'

const ROLE_ORDER: readonly Role[] = ['viewer', 'operator', 'admin']
const LAST_USED_STEP_MS = 60_000

/** Who asks, with what only the checks need. */
export interface Authenticated {
  actor: Actor & { id: string }
  mustChangePassword: boolean
  sessionId: string | null
}

/**
 * Tells who asks, by `Authorization: Bearer pk_…` or the session cookie.
 * @param options.refresh moves the session's end on when it is due; only where cookies can be set
 * @returns null when there is neither
 * @throws AppError auth.required for a token or session that does not hold any more; database.unreachable
 */
export async function authenticate(headers: Headers, options: { requestId: string | null; refresh: boolean }): Promise<Authenticated | null> {
  try {
    const bearer = readBearer(headers)
    return bearer === null ? await bySession(headers, options) : await byToken(bearer, headers, options.requestId)
  } catch (error) {
    throw explainDatabaseError(error)
  }
}

async function bySession(headers: Headers, options: { requestId: string | null; refresh: boolean }): Promise<Authenticated | null> {
  if (!(headers.get('cookie') ?? '').includes('podkeeper.session_token')) return null
  const found = await auth().api.getSession({ headers, query: { disableRefresh: !options.refresh } })
  if (!found || found.user.banned) return null
  return {
    actor: { id: found.user.id, name: found.user.username ?? found.user.name, kind: 'session', role: roleOf(found.user.role), requestId: options.requestId, address: clientAddress(headers) },
    mustChangePassword: found.user.mustChangePassword ?? false,
    sessionId: found.session.id,
  }
}

async function byToken(token: string, headers: Headers, requestId: string | null): Promise<Authenticated> {
  const row = token === '' ? null : await db().apiToken.findUnique({ where: { hash: hashToken(token) }, include: { user: true } })
  if (!row) throw refusal('The API token is not known: it was revoked or mistyped.')
  if (row.expiresAt && row.expiresAt.getTime() <= Date.now()) throw refusal(`The API token "${row.name}" expired on ${row.expiresAt.toISOString()}.`)
  if (row.user.banned) throw refusal('The user of this API token is disabled.')
  noteUse(row.id, row.lastUsedAt)
  return {
    // a token never allows more than its user may do now
    actor: { id: row.userId, name: row.user.username ?? row.user.name, kind: 'token', role: lesserRole(roleOf(row.user.role), roleOf(row.role)), requestId, address: clientAddress(headers) },
    mustChangePassword: false,
    sessionId: null,
  }
}

/** A role that this version does not know allows the least. */
export function roleOf(text: string | null | undefined): Role {
  const parsed = roleSchema.safeParse(text)
  return parsed.success ? parsed.data : 'viewer'
}

export function lesserRole(one: Role, other: Role): Role {
  return ROLE_ORDER.indexOf(one) < ROLE_ORDER.indexOf(other) ? one : other
}

/** Written at most once a minute, and never waited for. */
function noteUse(id: string, lastUsedAt: Date | null): void {
  if (lastUsedAt && Date.now() - lastUsedAt.getTime() < LAST_USED_STEP_MS) return
  db()
    .apiToken.updateMany({ where: { id }, data: { lastUsedAt: new Date() } })
    .catch((error: unknown) => log.debug({ err: error }, 'the last use of an API token was not noted'))
}

function refusal(detail: string): AppError {
  return new AppError('auth.required', detail, { action: 'Make a new token under Settings, or sign in.' })
}
