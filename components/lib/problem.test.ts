// @vitest-environment node
import { afterEach, expect, test, vi } from 'vitest'
import { queryString, requestJson } from './api-client'
import { fieldError, isRedirect, ProblemError, problemFrom } from './problem'

afterEach(() => vi.unstubAllGlobals())
const answer = (body: string, status: number, headers: Record<string, string> = {}) => vi.stubGlobal('fetch', () => Promise.resolve(new Response(body, { status, headers })))
const problem = { type: 't', title: 'The name is taken', status: 409, code: 'cluster.name-taken', detail: 'd', requestId: 'r1', fields: [{ path: 'name', message: 'taken' }] }

test('an error of the API carries what the server said', async () => {
  answer(JSON.stringify(problem), 409)
  const error: unknown = await requestJson('/x').catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(ProblemError)
  expect(problemFrom(error)).toEqual(problem)
  expect(fieldError(problemFrom(error), 'name')).toBe('taken')
  expect(fieldError(problemFrom(error), 'namespace')).toBeNull()
})

test('an answer of a proxy in between is explained, with its status and the request id', async () => {
  answer('<html>Bad gateway</html>', 502, { 'x-request-id': 'r2' })
  const found = problemFrom(await requestJson('/x').catch((thrown: unknown) => thrown))
  expect(found).toMatchObject({ status: 502, requestId: 'r2' })
  expect(found.detail).toContain('502')
})

test('no answer at all means that Podkeeper cannot be reached', async () => {
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')))
  expect(problemFrom(await requestJson('/x').catch((thrown: unknown) => thrown)).code).toBe('browser.offline')
})

test('an empty answer is null', async () => {
  answer('', 200)
  expect(await requestJson('/x')).toBeNull()
})

test('query strings leave out what is not set and repeat arrays', () => {
  expect(queryString({ a: 'x y', b: null, c: undefined, d: '', e: 0, f: ['1', '2'] })).toBe('?a=x+y&e=0&f=1&f=2')
  expect(queryString({})).toBe('')
})

test('being led to another page is told apart from what failed', () => {
  expect(isRedirect(Object.assign(new Error('NEXT_REDIRECT'), { digest: 'NEXT_REDIRECT;push;/clusters;303;' }))).toBe(true)
  expect([new Error('NEXT_REDIRECT'), Object.assign(new Error(''), { digest: '123' }), null, 'NEXT_REDIRECT'].some(isRedirect)).toBe(false)
})
