import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { AppError, problemSchema, type Problem } from '@/server/contracts/errors'
import { closeDatabase, db, setDatabaseUrl } from '@/server/database/client'
import { createTestDatabase, TEST_DATABASE_TIMEOUT_MS, type TestDatabase } from '@/server/database/testing/create-test-database'
import { created, readIfMatch, reply } from './reply'
import { route } from './route'
import { apiRequest, pathParameters, signedInAs, type TestUser } from './testing/signed-in-as'

// argon2 is slow on purpose
vi.setConfig({ testTimeout: 30_000, hookTimeout: TEST_DATABASE_TIMEOUT_MS })

let database: TestDatabase
let viewer: TestUser
let operator: TestUser
beforeAll(async () => {
  database = await createTestDatabase()
  ;[viewer, operator] = await Promise.all([signedInAs('viewer'), signedInAs('operator')])
}, TEST_DATABASE_TIMEOUT_MS)
afterAll(() => database.drop())
beforeEach(() => vi.unstubAllEnvs())

const bodySchema = z.strictObject({ spec: z.object({ instances: z.number().int().max(9, 'At most 9') }) })
const writes = route({ permission: 'clusters.write', body: bodySchema }, ({ body, actor, dryRun }) => ({ instances: body.spec.instances, by: actor.name, dryRun }))
const reads = route({ permission: 'clusters.read', params: z.object({ id: z.string().max(4) }), query: z.object({ level: z.array(z.string()).optional(), page: z.coerce.number().default(1) }) }, ({ params, query }) => ({ ...params, ...query }))
const body = { spec: { instances: 3 } }

async function problemOf(response: Response): Promise<Problem> {
  expect(response.headers.get('content-type')).toBe('application/problem+json')
  const problem = problemSchema.parse(await response.json())
  expect(problem.status).toBe(response.status)
  expect(response.headers.get('x-request-id')).toBe(problem.requestId)
  return problem
}

describe('who asks', () => {
  it('401 without token or cookie, saying how to sign in', async () => {
    const response = await writes(apiRequest('/api/v1/x', { body }))
    expect(response.headers.get('www-authenticate')).toContain('Bearer')
    expect(await problemOf(response)).toMatchObject({ status: 401, code: 'auth.required', action: expect.stringContaining('Sign in') })
  })

  it.each([
    ['an unknown token', () => `pk_${'a'.repeat(43)}`],
    ['a malformed token', () => 'pk_short'],
    ['another scheme of token', () => viewer.token.slice(3)],
  ])('401 for %s, even beside a good cookie', async (_name, token) => {
    expect((await problemOf(await reads(apiRequest('/api/v1/x', { token: token(), cookie: viewer.cookie }), pathParameters({ id: 'a' })))).code).toBe('auth.required')
  })

  it('401 for a token that expired', async () => {
    const user = await signedInAs('viewer')
    await db().apiToken.updateMany({ where: { userId: user.actor.id }, data: { expiresAt: new Date(Date.now() - 1000) } })
    expect((await problemOf(await reads(apiRequest('/api/v1/x', { token: user.token }), pathParameters({ id: 'a' })))).detail).toContain('expired')
  })

  it('401 for token and session of a disabled user', async () => {
    const user = await signedInAs('operator')
    await db().user.update({ where: { id: user.actor.id }, data: { banned: true } })
    for (const parts of [{ token: user.token }, { cookie: user.cookie }]) expect((await reads(apiRequest('/api/v1/x', parts), pathParameters({ id: 'a' }))).status).toBe(401)
  })

  it('200 by token and by cookie', async () => {
    for (const parts of [{ token: operator.token }, { cookie: operator.cookie }]) {
      const response = await writes(apiRequest('/api/v1/x', { body, ...parts }))
      expect([response.status, await response.json()]).toEqual([200, { instances: 3, by: operator.actor.name, dryRun: false }])
    }
  })

  it('403 for a role that lacks the permission, naming it and who has it', async () => {
    expect(await problemOf(await writes(apiRequest('/api/v1/x', { body, token: viewer.token })))).toMatchObject({ status: 403, code: 'auth.forbidden', detail: expect.stringContaining('clusters.write'), action: expect.stringContaining('operator or admin') })
  })

  it('403 for a token whose user was given a lesser role since', async () => {
    const user = await signedInAs('operator')
    await db().user.update({ where: { id: user.actor.id }, data: { role: 'viewer' } })
    expect((await writes(apiRequest('/api/v1/x', { body, token: user.token }))).status).toBe(403)
  })

  it('403 until a one-time password is changed, but not for what is needed to change it', async () => {
    const user = await signedInAs('operator', { mustChangePassword: true })
    expect((await problemOf(await writes(apiRequest('/api/v1/x', { body, cookie: user.cookie })))).code).toBe('auth.password-change-required')
    const allowed = route({ permission: 'signed-in', duringPasswordChange: true }, () => ({ ok: true }))
    expect((await allowed(apiRequest('/api/v1/me', { cookie: user.cookie }))).status).toBe(200)
  })

  it('403 for changes in read-only mode, though previews and reads go on', async () => {
    vi.stubEnv('READ_ONLY_MODE', '1')
    expect((await problemOf(await writes(apiRequest('/api/v1/x', { body, token: operator.token })))).detail).toContain('read-only')
    expect((await writes(apiRequest('/api/v1/x?dryRun=true', { body, token: operator.token }))).status).toBe(200)
    expect((await reads(apiRequest('/api/v1/x', { token: operator.token }), pathParameters({ id: 'a' }))).status).toBe(200)
  })

  it('403 for a change from another site with a cookie; a token needs no origin', async () => {
    const attempts: Record<string, string>[] = [{ 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site', origin: 'http://localhost' }]
    for (const headers of attempts) expect((await problemOf(await writes(apiRequest('/api/v1/x', { body, cookie: operator.cookie, headers })))).code).toBe('auth.foreign-origin')
    const bare = (headers: Record<string, string>) => {
      const request = apiRequest('/api/v1/x', { body, cookie: operator.cookie, headers })
      request.headers.delete('sec-fetch-site')
      return writes(request)
    }
    expect((await bare({ origin: 'https://evil.example' })).status).toBe(403)
    expect((await bare({ origin: 'null' })).status).toBe(403)
    expect((await bare({})).status).toBe(403)
    expect((await bare({ origin: 'http://localhost' })).status).toBe(200)
    vi.stubEnv('PUBLIC_URL', 'https://podkeeper.example')
    const secure = { cookie: (await signedInAs('operator')).cookie, origin: 'https://podkeeper.example' }
    const request = apiRequest('/api/v1/x', { body, cookie: secure.cookie, headers: { origin: secure.origin } })
    request.headers.delete('sec-fetch-site')
    expect((await writes(request)).status).toBe(200)
  })
})

describe('input', () => {
  it('422 with a dotted path for every field that is wrong', async () => {
    const problem = await problemOf(await writes(apiRequest('/api/v1/x', { body: { spec: { instances: 12 }, extra: 1 }, token: operator.token })))
    expect(problem).toMatchObject({ status: 422, code: 'request.invalid' })
    expect(problem.fields).toEqual(expect.arrayContaining([{ path: 'spec.instances', message: 'At most 9' }, { path: 'extra', message: 'There is no such field' }]))
  })

  it.each([
    ['broken JSON', '{"spec":', {}],
    ['another content type', '<spec/>', { 'content-type': 'text/xml' }],
  ])('400 for %s', async (_name, sent, headers) => {
    expect((await problemOf(await writes(apiRequest('/api/v1/x', { body: sent, token: operator.token, headers })))).code).toBe('request.malformed')
  })

  it('422 for no body at all', async () => {
    expect((await problemOf(await writes(apiRequest('/api/v1/x', { method: 'POST', token: operator.token })))).code).toBe('request.invalid')
  })

  it('413 for a body above the limit, whatever Content-Length says', async () => {
    const small = route({ permission: 'clusters.write', body: z.object({ text: z.string() }), bodyLimitBytes: 1000 }, () => ({}))
    const response = await small(apiRequest('/api/v1/x', { body: { text: 'x'.repeat(2000) }, token: operator.token }))
    expect((await problemOf(response)).code).toBe('request.too-large')
  })

  it('403 before the body is read', async () => {
    expect((await writes(apiRequest('/api/v1/x', { body: '{', token: viewer.token }))).status).toBe(403)
  })

  it('404 for a path that can name nothing; repeated query names are lists', async () => {
    expect((await problemOf(await reads(apiRequest('/api/v1/x', { token: viewer.token }), pathParameters({ id: 'far-too-long' })))).status).toBe(404)
    const response = await reads(apiRequest('/api/v1/x?level=a&level=b&page=2', { token: viewer.token }), pathParameters({ id: 'a' }))
    expect(await response.json()).toEqual({ id: 'a', level: ['a', 'b'], page: 2 })
  })
})

describe('answers', () => {
  const get = (result: () => unknown) => route({ permission: 'public' }, result)

  it('204 without a body, 201 with a location, 304 when the state is known', async () => {
    expect((await get(() => undefined)(apiRequest('/x'))).status).toBe(204)
    const made = await get(() => created({ id: 'a' }, '/api/v1/x/a'))(apiRequest('/x'))
    expect([made.status, made.headers.get('location')]).toEqual([201, '/api/v1/x/a'])
    const withTag = get(() => reply({ n: 1 }, { generation: 7 }))
    expect((await withTag(apiRequest('/x'))).headers.get('etag')).toBe('"7"')
    expect((await withTag(apiRequest('/x', { headers: { 'if-none-match': '"7"' } }))).status).toBe(304)
  })

  it('428 without a required If-Match, 400 for one that is no ETag', () => {
    expect(() => readIfMatch(new Headers(), { required: true })).toThrow(expect.objectContaining({ code: 'request.precondition-required' }))
    expect(() => readIfMatch(new Headers({ 'if-match': 'seven' }), { required: true })).toThrow(expect.objectContaining({ code: 'request.malformed' }))
    expect(readIfMatch(new Headers({ 'if-match': 'W/"7"' }), { required: true })).toBe(7)
    expect(readIfMatch(new Headers(), { required: false })).toBeNull()
  })

  it('500 tells nothing of an unexpected error but its request id', async () => {
    const failing = get(() => {
      throw new Error('password hunter2 at /srv/secret')
    })
    const problem = await problemOf(await failing(apiRequest('/x', { headers: { 'x-request-id': 'my-request-1' } })))
    expect(problem).toMatchObject({ status: 500, code: 'internal', requestId: 'my-request-1' })
    expect(JSON.stringify(problem)).not.toMatch(/hunter2|srv/)
  })

  it('429 and 503 say when to come back', async () => {
    const limited = get(() => {
      throw new AppError('auth.rate-limited', 'Too many', { retryAfterSeconds: 61.2 })
    })
    expect((await limited(apiRequest('/x'))).headers.get('retry-after')).toBe('62')
  })

  it('503 with an action while Postgres is away', async () => {
    await closeDatabase()
    setDatabaseUrl('postgresql://podkeeper:x@127.0.0.1:1/none')
    try {
      for (const parts of [{ token: operator.token }, { cookie: operator.cookie }])
        expect(await problemOf(await reads(apiRequest('/x', parts), pathParameters({ id: 'a' })))).toMatchObject({ status: 503, code: 'database.unreachable', action: expect.any(String) })
    } finally {
      await closeDatabase()
      setDatabaseUrl(database.url)
    }
  })

  it('carry security headers', async () => {
    const { headers } = await get(() => ({}))(apiRequest('/x'))
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
  })
})

describe('Idempotency-Key', () => {
  let runs = 0
  const counted = route({ permission: 'clusters.write', body: z.object({ fail: z.boolean().default(false), secret: z.string().default('hunter2') }), idempotent: true }, async ({ body: sent }) => {
    runs += 1
    await Promise.resolve()
    if (sent.fail) throw new AppError('cluster.name-taken', 'taken')
    return created({ run: runs, secret: sent.secret }, `/x/${runs}`, { generation: 1 })
  })
  const send = (key: string, sent: unknown, user = operator) => counted(apiRequest('/api/v1/x', { body: sent, token: user.token, headers: { 'idempotency-key': key } }))
  beforeEach(() => void (runs = 0))

  it('the same request twice is carried out once and answered alike', async () => {
    const [first, second] = [await send('one', {}), await send('one', {})]
    expect([first.status, second.status, runs]).toEqual([201, 201, 1])
    expect(await second.json()).toEqual(await first.json())
    expect([first.headers.get('idempotency-replayed'), second.headers.get('idempotency-replayed')]).toEqual([null, 'true'])
    expect([second.headers.get('location'), second.headers.get('etag')]).toEqual(['/x/1', '"1"'])
  })

  it('does not keep a secret of the answer in clear text', async () => {
    await send('clear', { secret: 'once-only-secret' })
    expect(JSON.stringify(await db().idempotencyKey.findMany())).not.toContain('once-only-secret')
  })

  it('422 when the key was used for another request', async () => {
    await send('two', {})
    expect((await problemOf(await send('two', { secret: 'other' }))).code).toBe('request.idempotency-mismatch')
  })

  it('409 while the first is still carried out, and one runs', async () => {
    const answers = await Promise.all([send('three', {}), send('three', {}), send('three', {})])
    expect(runs).toBe(1)
    for (const response of answers.filter((answer) => answer.status !== 201)) expect((await problemOf(response)).code).toBe('request.in-progress')
  })

  it('failed requests can be sent again, and another user has keys of their own', async () => {
    expect((await send('four', { fail: true })).status).toBe(409)
    expect((await send('four', {})).status).toBe(201)
    expect((await send('four', { secret: 'other' }, await signedInAs('operator'))).status).toBe(201)
  })

  it('400 for a key that is too long, and dry runs ignore it', async () => {
    expect((await problemOf(await send('x'.repeat(300), {}))).code).toBe('request.malformed')
    const dry = () => counted(apiRequest('/api/v1/x?dryRun=true', { body: {}, token: operator.token, headers: { 'idempotency-key': 'dry' } }))
    await dry()
    await dry()
    expect(runs).toBe(2)
  })
})
