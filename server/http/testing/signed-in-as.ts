import { randomBytes } from 'node:crypto'
import { hashPassword } from '@/server/auth/passwords'
import type { Actor, Role } from '@/server/contracts/access'
import { db, runInTransaction } from '@/server/database/client'
import { signIn } from '@/server/services/sessions/sign-in'
import { createToken } from '@/server/services/tokens/create-token'
import { insertUser } from '@/server/services/users/insert-user'

export interface TestUser {
  actor: Actor & { id: string }
  password: string
  /** API token with the user's role */
  token: string
  /** Cookie header of a session */
  cookie: string
}

/** Makes a user with that role, a token and a session, in the database of the test. */
export async function signedInAs(role: Role, options: { mustChangePassword?: boolean } = {}): Promise<TestUser> {
  const username = `${role}-${randomBytes(4).toString('hex')}`
  const password = randomBytes(12).toString('hex')
  const hash = await hashPassword(password)
  const user = await runInTransaction((tx) => insertUser(tx, { username, name: `Test ${role}`, role }, hash))
  await db().user.update({ where: { id: user.id }, data: { mustChangePassword: options.mustChangePassword ?? false } })
  const actor = { id: user.id, name: username, kind: 'session' as const, role, requestId: null, address: null }
  const { token } = await createToken(actor, { name: 'test', role, expiresInDays: 1 })
  const { setCookie } = await signIn({ username, password }, new Headers({ 'x-forwarded-for': `10.0.${randomBytes(1)[0] ?? 0}.${randomBytes(1)[0] ?? 0}` }), 'test-request')
  return { actor, password, token, cookie: setCookie.map((line) => line.split(';')[0]).join('; ') }
}

export interface RequestParts {
  method?: string
  body?: unknown
  token?: string
  cookie?: string
  headers?: Record<string, string>
}

/** A request as a program (token) or a page of Podkeeper (cookie) sends it. */
export function apiRequest(path: string, parts: RequestParts = {}): Request {
  const headers = new Headers({ host: 'localhost', ...parts.headers })
  if (parts.token !== undefined) headers.set('authorization', `Bearer ${parts.token}`)
  if (parts.cookie !== undefined) {
    headers.set('cookie', parts.cookie)
    if (!headers.has('sec-fetch-site')) headers.set('sec-fetch-site', 'same-origin')
  }
  const hasBody = parts.body !== undefined
  if (hasBody && !headers.has('content-type')) headers.set('content-type', 'application/json')
  return new Request(`http://localhost${path}`, { method: parts.method ?? (hasBody ? 'POST' : 'GET'), headers, ...(hasBody ? { body: typeof parts.body === 'string' ? parts.body : JSON.stringify(parts.body) } : {}) })
}

/** The second argument that Next gives to route handlers. */
export function pathParameters(params: Record<string, string> = {}): { params: Promise<Record<string, string>> } {
  return { params: Promise.resolve(params) }
}
