import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createdTokenSchema, createdUserSchema, meSchema, updatedUserSchema, type Role } from '@/server/contracts/access'
import { auditPageSchema } from '@/server/contracts/audit'
import { problemSchema } from '@/server/contracts/errors'
import { db } from '@/server/database/client'
import { createTestDatabase, TEST_DATABASE_TIMEOUT_MS, type TestDatabase } from '@/server/database/testing/create-test-database'
import { apiRequest, pathParameters, signedInAs, type TestUser } from '@/server/http/testing/signed-in-as'
import { signIn } from '@/server/services/sessions/sign-in'
import * as audit from './audit/route'
import * as me from './me/route'
import * as password from './me/password/route'
import * as operator from './operator/route'
import * as tokens from './tokens/route'
import * as token from './tokens/[id]/route'
import * as users from './users/route'
import * as user from './users/[id]/route'

// argon2 is slow on purpose
vi.setConfig({ testTimeout: 30_000, hookTimeout: TEST_DATABASE_TIMEOUT_MS })

let database: TestDatabase
let people: Record<Role, TestUser>
beforeAll(async () => {
  database = await createTestDatabase()
  people = { viewer: await signedInAs('viewer'), operator: await signedInAs('operator'), admin: await signedInAs('admin') }
}, TEST_DATABASE_TIMEOUT_MS)
afterAll(() => database.drop())

const create = (body: unknown, who = people.admin) => users.POST(apiRequest('/api/v1/users', { body, token: who.token }))
const patch = (id: string, body: unknown, who = people.admin) => user.PATCH(apiRequest(`/api/v1/users/${id}`, { method: 'PATCH', body, token: who.token }), pathParameters({ id }))
const codeOf = async (response: Response) => problemSchema.parse(await response.json()).code
const auditOf = async (query: string) => auditPageSchema.parse(await (await audit.GET(apiRequest(`/api/v1/audit?${query}`, { token: people.admin.token }))).json())
const browser = (address = '192.0.2.1') => new Headers({ 'x-forwarded-for': address, host: 'localhost' })

describe('users', () => {
  it('201 gives a one-time password that works once and must be changed', async () => {
    const response = await create({ username: 'Ada.L', name: 'Ada', role: 'operator' })
    expect(response.status).toBe(201)
    const made = createdUserSchema.parse(await response.json())
    expect(made.user).toMatchObject({ username: 'Ada.L', role: 'operator', mustChangePassword: true, disabled: false })
    const session = await signIn({ username: 'ada.l', password: made.oneTimePassword }, browser(), 'request-1')
    expect(session.mustChangePassword).toBe(true)
    const cookie = session.setCookie.map((line) => line.split(';')[0]).join('; ')
    expect((await tokens.GET(apiRequest('/api/v1/tokens', { cookie }))).status).toBe(403)
    const change = (body: unknown) => password.POST(apiRequest('/api/v1/me/password', { body, cookie }))
    expect((await change({ currentPassword: 'wrong', newPassword: 'a long new password' })).status).toBe(422)
    expect((await change({ currentPassword: made.oneTimePassword, newPassword: made.oneTimePassword })).status).toBe(422)
    expect((await change({ currentPassword: made.oneTimePassword, newPassword: 'my name is ada.l' })).status).toBe(422)
    expect((await change({ currentPassword: made.oneTimePassword, newPassword: 'a long new password' })).status).toBe(204)
    expect((await tokens.GET(apiRequest('/api/v1/tokens', { cookie }))).status).toBe(200)
    await expect(signIn({ username: 'Ada.L', password: made.oneTimePassword }, browser(), 'request-2')).rejects.toMatchObject({ code: 'auth.invalid-credentials' })
  })

  it('409 for a taken name, capitals or not', async () => {
    await create({ username: 'taken', name: 'One', role: 'viewer' })
    expect(await codeOf(await create({ username: 'TAKEN', name: 'Two', role: 'viewer' }))).toBe('user.name-taken')
  })

  it('422 for a name with script or 10,000 characters, 403 for who is no administrator, 404 for nobody', async () => {
    expect((await create({ username: '<script>', name: 'x', role: 'viewer' })).status).toBe(422)
    expect((await create({ username: 'x'.repeat(10_000), name: 'x', role: 'viewer' })).status).toBe(422)
    expect((await create({ username: 'sneaky', name: 'x', role: 'admin' }, people.operator)).status).toBe(403)
    expect((await users.GET(apiRequest('/api/v1/users', { token: people.operator.token }))).status).toBe(403)
    expect((await patch('no-such-user', { role: 'viewer' })).status).toBe(404)
  })

  it('disabling ends sessions at once, enabling lets in again', async () => {
    const target = await signedInAs('viewer')
    expect((await patch(target.actor.id, { disabled: true })).status).toBe(200)
    expect((await me.GET(apiRequest('/api/v1/me', { cookie: target.cookie }))).status).toBe(401)
    await expect(signIn({ username: target.actor.name, password: target.password }, browser(), 'r')).rejects.toMatchObject({ code: 'auth.forbidden' })
    await patch(target.actor.id, { disabled: false })
    await expect(signIn({ username: target.actor.name, password: target.password }, browser(), 'r')).resolves.toMatchObject({ mustChangePassword: false })
  })

  it('a reset gives a new one-time password and ends sessions', async () => {
    const target = await signedInAs('viewer')
    const { oneTimePassword } = updatedUserSchema.parse(await (await patch(target.actor.id, { resetPassword: true })).json())
    expect((await me.GET(apiRequest('/api/v1/me', { cookie: target.cookie }))).status).toBe(401)
    await expect(signIn({ username: target.actor.name, password: oneTimePassword ?? '' }, browser(), 'r')).resolves.toMatchObject({ mustChangePassword: true })
  })

  it('409 for removing the last administrator, even when two go at the same moment', async () => {
    const other = await signedInAs('admin')
    const answers = await Promise.all([patch(other.actor.id, { role: 'viewer' }, people.admin), patch(people.admin.actor.id, { disabled: true }, people.admin)])
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409])
    await db().user.updateMany({ where: { id: people.admin.actor.id }, data: { banned: false, role: 'admin' } })
    await db().user.updateMany({ where: { role: 'admin', id: { not: people.admin.actor.id } }, data: { role: 'viewer' } })
    expect(await codeOf(await patch(people.admin.actor.id, { role: 'operator' }))).toBe('user.last-admin')
  })

  it('lists by page and search', async () => {
    const list = async (query: string): Promise<unknown> => (await users.GET(apiRequest(`/api/v1/users?${query}`, { token: people.admin.token }))).json()
    expect(await list('search=ADA.l')).toMatchObject({ total: 1, items: [{ username: 'Ada.L' }] })
    expect(await list('pageSize=1&page=2')).toMatchObject({ page: 2, pageSize: 1, items: [expect.anything()] })
    expect(JSON.stringify(await list('pageSize=200'))).not.toContain('argon2')
  })
})

describe('signing in', () => {
  it('429 after five wrong passwords of a name at an address, with the time to wait, while others may go on', async () => {
    const victim = await signedInAs('viewer')
    const attempt = (secret: string, address: string) => signIn({ username: victim.actor.name, password: secret }, browser(address), 'r').then(() => 'in', (error: { code: string }) => error.code)
    for (let n = 0; n < 5; n++) expect(await attempt('wrong', '198.51.100.7')).toBe('auth.invalid-credentials')
    await expect(signIn({ username: victim.actor.name.toUpperCase(), password: victim.password }, browser('198.51.100.7'), 'r')).rejects.toMatchObject({ code: 'auth.rate-limited', status: 429, options: { retryAfterSeconds: expect.closeTo(900, -2) } })
    expect(await attempt(victim.password, '198.51.100.8')).toBe('in')
  })

  it('429 after twenty wrong names from one address, counting guesses in parallel', async () => {
    const guess = (n: number) => signIn({ username: `nobody-${n}`, password: 'wrong' }, browser('203.0.113.9'), 'r').catch((error: { code: string }) => error.code)
    const answers = await Promise.all(Array.from({ length: 24 }, (_, n) => guess(n)))
    expect(answers.filter((code) => code === 'auth.rate-limited')).toHaveLength(4)
  })

  it('right passwords are not counted, however often', async () => {
    const person = await signedInAs('viewer')
    for (let n = 0; n < 8; n++) await expect(signIn({ username: person.actor.name, password: person.password }, browser('198.51.100.20'), 'r')).resolves.toBeTruthy()
  })

  it('tells a wrong name and a wrong password alike, and notes both', async () => {
    const wrong = (username: string) => signIn({ username, password: 'wrong' }, browser('198.51.100.30'), 'r').catch((error: Error) => error.message)
    expect(await wrong(people.viewer.actor.name)).toBe(await wrong('nobody-at-all'))
    expect(await wrong('no such <user> & name')).toBe(await wrong('nobody-at-all'))
    expect((await auditOf('action=session.sign-in-refused&actor=nobody-at-all')).items.length).toBeGreaterThan(0)
  })

  it('ends after 12 hours without use, goes on while used, and rows of ended sessions do not pile up', async () => {
    const person = await signedInAs('viewer')
    const ask = async () => (await me.GET(apiRequest('/api/v1/me', { cookie: person.cookie }))).status
    const endsAt = async () => (await db().session.findFirstOrThrow({ where: { userId: person.actor.id } })).expiresAt.getTime()
    const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000)
    expect(await endsAt()).toBeCloseTo(inHours(12).getTime(), -5)
    await db().session.updateMany({ where: { userId: person.actor.id }, data: { expiresAt: inHours(6) } })
    expect(await ask()).toBe(200)
    expect(await endsAt()).toBeCloseTo(inHours(12).getTime(), -5)
    await db().session.updateMany({ where: { userId: person.actor.id }, data: { expiresAt: inHours(-1) } })
    const other = await signedInAs('viewer')
    expect(await db().session.count({ where: { userId: person.actor.id } })).toBe(0)
    expect(await ask()).toBe(401)
    expect(await db().session.count({ where: { userId: other.actor.id } })).toBe(1)
  })

  it('cookies are out of reach of scripts, and sent over https only where the address is https', async () => {
    const cookies = async () => (await signIn({ username: people.viewer.actor.name, password: people.viewer.password }, browser('198.51.100.40'), 'r')).setCookie.join('\n')
    expect(await cookies()).toMatch(/podkeeper\.session_token=.*HttpOnly; SameSite=Lax/)
    vi.stubEnv('PUBLIC_URL', 'https://podkeeper.example')
    expect(await cookies()).toMatch(/__Secure-podkeeper\.session_token=.*Secure/)
    vi.unstubAllEnvs()
  })
})

describe('tokens', () => {
  const make = (body: unknown, who: TestUser) => tokens.POST(apiRequest('/api/v1/tokens', { body, token: who.token }))
  const revoke = (id: string, who: TestUser) => token.DELETE(apiRequest(`/api/v1/tokens/${id}`, { method: 'DELETE', token: who.token }), pathParameters({ id }))

  it('201 shows the token once; it works, is listed without its secret, and ends when revoked', async () => {
    const response = await make({ name: 'ci', role: 'viewer' }, people.operator)
    expect(response.status).toBe(201)
    const made = createdTokenSchema.parse(await response.json())
    const mine = meSchema.parse(await (await me.GET(apiRequest('/api/v1/me', { token: made.token }))).json())
    expect(mine).toMatchObject({ kind: 'token', role: 'viewer', username: people.operator.actor.name })
    expect(mine.permissions).not.toContain('clusters.write')
    const listed = await (await tokens.GET(apiRequest('/api/v1/tokens', { token: people.operator.token }))).text()
    expect(listed).toContain(made.details.prefix)
    expect(listed).not.toContain(made.token)
    expect((await revoke(made.details.id, people.operator)).status).toBe(204)
    expect((await me.GET(apiRequest('/api/v1/me', { token: made.token }))).status).toBe(401)
  })

  it('403 for a token above one\'s role and for everybody\'s tokens', async () => {
    expect((await make({ name: 'x', role: 'admin' }, people.operator)).status).toBe(403)
    expect((await tokens.GET(apiRequest('/api/v1/tokens?owner=everybody', { token: people.operator.token }))).status).toBe(403)
    expect((await tokens.GET(apiRequest('/api/v1/tokens?owner=everybody', { token: people.admin.token }))).status).toBe(200)
  })

  it('404 for revoking somebody else\'s, which an administrator may', async () => {
    const { details } = createdTokenSchema.parse(await (await make({ name: 'mine', role: 'viewer' }, people.operator)).json())
    expect((await revoke(details.id, people.viewer)).status).toBe(404)
    expect((await revoke(details.id, people.admin)).status).toBe(204)
    expect((await revoke(details.id, people.admin)).status).toBe(404)
  })
})

describe('the audit log', () => {
  it('has who did what with before and after, and never a password or token', async () => {
    const { user: made } = createdUserSchema.parse(await (await create({ username: 'audited', name: 'A', role: 'viewer' })).json())
    await patch(made.id, { role: 'operator', resetPassword: true })
    const { items } = await auditOf(`targetId=${made.id}`)
    expect(items.map((entry) => entry.action)).toEqual(['user.reset-password', 'user.change-role', 'user.create'])
    expect(items[1]).toMatchObject({ actorName: people.admin.actor.name, actorKind: 'token', before: { role: 'viewer' }, after: { role: 'operator' } })
    const everything = JSON.stringify(await db().auditEntry.findMany({ omit: { id: true } }))
    expect(everything).not.toMatch(/pk_[A-Za-z0-9_-]{20}|\$argon2/)
  })

  it('pages by cursor without gap or repetition and filters by time, actor, kind', async () => {
    const all = await auditOf('limit=500')
    const paged: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const page: Awaited<ReturnType<typeof auditOf>> = await auditOf(`limit=3${cursor === '' ? '' : `&cursor=${cursor}`}`)
      paged.push(...page.items.map((entry) => entry.id))
      cursor = page.nextCursor
    }
    expect(paged).toEqual(all.items.map((entry) => entry.id))
    expect((await auditOf('to=2001-01-01T00:00:00Z')).items).toEqual([])
    expect((await auditOf('action=user.')).items.every((entry) => entry.action.startsWith('user.'))).toBe(true)
    expect((await auditOf('targetKind=token')).items.every((entry) => entry.targetKind === 'token')).toBe(true)
  })

  it('403 for viewers, 422 for a cursor that is none', async () => {
    expect((await audit.GET(apiRequest('/api/v1/audit', { token: people.viewer.token }))).status).toBe(403)
    expect((await audit.GET(apiRequest('/api/v1/audit?cursor=1;drop', { token: people.admin.token }))).status).toBe(422)
  })
})

describe('the operator', () => {
  it('is absent until one leads, and again when its lease ran out', async () => {
    const state = async (): Promise<unknown> => (await operator.GET(apiRequest('/api/v1/operator', { token: people.viewer.token }))).json()
    expect(await state()).toMatchObject({ state: 'absent', holder: null })
    const now = Date.now()
    const lease = { holder: 'pod-1', epoch: 4, acquiredAt: new Date(now), renewedAt: new Date(now), report: { lastRoundAt: null, lastRoundMs: 12, clusters: 1, late: [], version: '1' } }
    await db().operatorLease.create({ data: { name: 'operator', ...lease, expiresAt: new Date(now + 60_000) } })
    expect(await state()).toMatchObject({ state: 'leading', holder: 'pod-1', epoch: 4, report: { lastRoundMs: 12 } })
    await db().operatorLease.update({ where: { name: 'operator' }, data: { expiresAt: new Date(now - 1) } })
    expect(await state()).toMatchObject({ state: 'absent', holder: null, epoch: 4 })
  })
})
