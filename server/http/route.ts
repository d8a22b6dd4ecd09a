import type { z } from 'zod'
import { authenticate, type Authenticated } from '@/server/auth/authenticate'
import { authorize, type Requirement } from '@/server/auth/authorize'
import type { Actor } from '@/server/contracts/access'
import { AppError } from '@/server/contracts/errors'
import { repeatSafely } from '@/server/services/idempotency/repeat-safely'
import { metrics } from './metrics'
import { parseInput, problemResponse, retryAfterOf, toProblem } from './problem'
import { DEFAULT_BODY_LIMIT_BYTES, readJsonBody } from './read-body'
import { Reply, reply, toResponse } from './reply'
import { REQUEST_ID_HEADER, requestIdOf } from './request-id'
import { requireSameOrigin } from './same-origin'
import { API_CONTENT_SECURITY_POLICY, SECURITY_HEADERS } from './security-headers'

type Parsed<T> = T extends z.ZodType ? z.output<T> : undefined

export interface RouteOptions<P, Q, B> {
  /** 'public' asks for nothing, 'signed-in' for any user */
  permission: Requirement
  /** of the path's parameters; problems in them are answered with 404 */
  params?: P
  query?: Q
  body?: B
  /** honours the header Idempotency-Key; for POSTs */
  idempotent?: boolean
  /** true for what somebody with a one-time password may do */
  duringPasswordChange?: boolean
  /** 1 MiB when left out */
  bodyLimitBytes?: number
}

export interface RouteInput<P, Q, B, R extends Requirement = Requirement> {
  /** null only for public routes */
  actor: R extends 'public' ? Actor | null : Actor & { id: string }
  params: Parsed<P>
  query: Parsed<Q>
  body: Parsed<B>
  /** ?dryRun=true */
  dryRun: boolean
  requestId: string
  request: Request
}

export interface RouteContext {
  params: Promise<Record<string, string | string[] | undefined>>
}

/** Inside one request, what the steps below share. */
interface Exchange {
  request: Request
  requestId: string
  params: Record<string, string | string[] | undefined>
  search: Record<string, string | string[]>
  dryRun: boolean
  who: Authenticated | null
}

const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Makes a route handler: tells who asks, checks permission, origin, size and input, answers with JSON, and every error as
 * application/problem+json with the request id.
 *
 *     export const POST = route({ permission: 'users.write', body: createUserSchema, idempotent: true }, ({ actor, body }) => createUser(actor, body))
 *
 * @param handler returns the body of a 200, undefined for 204, a Reply for more, or a Response (streams)
 */
export function route<const R extends Requirement, P extends z.ZodType | undefined = undefined, Q extends z.ZodType | undefined = undefined, B extends z.ZodType | undefined = undefined>(
  options: RouteOptions<P, Q, B> & { permission: R },
  handler: (input: RouteInput<P, Q, B, R>) => unknown,
): (request: Request, context?: RouteContext) => Promise<Response> {
  return async (request, context) => {
    const started = performance.now()
    const requestId = requestIdOf(request.headers)
    const params = (await context?.params) ?? {}
    const name = routeName(new URL(request.url).pathname, params)
    let response: Response
    try {
      response = await answer(await openExchange(request, requestId, params, options), options, handler)
    } catch (error) {
      response = problemResponse(toProblem(error, requestId, { method: request.method, route: name }), retryAfterOf(error))
    }
    metrics().requestSeconds.observe({ method: request.method, route: name, status: String(response.status) }, (performance.now() - started) / 1000)
    response.headers.set(REQUEST_ID_HEADER, requestId)
    for (const [header, value] of Object.entries(SECURITY_HEADERS)) response.headers.set(header, value)
    if (!response.headers.has('content-security-policy')) response.headers.set('content-security-policy', API_CONTENT_SECURITY_POLICY)
    return response
  }
}

/** Everything that is checked before the body is read. */
async function openExchange(request: Request, requestId: string, params: Exchange['params'], options: RouteOptions<unknown, unknown, unknown>): Promise<Exchange> {
  const search = readSearch(new URL(request.url).searchParams)
  const dryRun = search['dryRun'] === 'true' || search['dryRun'] === '1'
  const changes = !SAFE_METHODS.has(request.method)
  const who = await authenticate(request.headers, { requestId, refresh: true }).catch((error: unknown) => {
    // an ended token does not matter where nothing is asked for
    if (options.permission === 'public' && error instanceof AppError && error.code === 'auth.required') return null
    throw error
  })
  if (changes && who?.actor.kind === 'session') requireSameOrigin(request.headers)
  authorize(who, options.permission, { changes: changes && !dryRun, duringPasswordChange: options.duringPasswordChange ?? false })
  return { request, requestId, params, search, dryRun, who }
}

async function answer<R extends Requirement, P extends z.ZodType | undefined, Q extends z.ZodType | undefined, B extends z.ZodType | undefined>(
  exchange: Exchange,
  options: RouteOptions<P, Q, B> & { permission: R },
  handler: (input: RouteInput<P, Q, B, R>) => unknown,
): Promise<Response> {
  const { request, requestId, dryRun } = exchange
  const { text, value } = options.body ? await readJsonBody(request, options.bodyLimitBytes ?? DEFAULT_BODY_LIMIT_BYTES) : { text: '', value: undefined }
  // each member is parsed by the schema that its type is taken from
  const input = {
    actor: exchange.who?.actor ?? null,
    params: options.params ? parseParams(options.params, exchange.params) : undefined,
    query: options.query ? parseInput(options.query, exchange.search) : undefined,
    body: options.body ? parseInput(options.body, value) : undefined,
    ...{ dryRun, requestId, request },
  } as RouteInput<P, Q, B, R>
  const key = options.idempotent && !dryRun ? readIdempotencyKey(request.headers) : null
  if (key === null || !exchange.who) return finish(await handler(input), request)
  const { pathname, search } = new URL(request.url)
  const { answer: stored, replayed } = await repeatSafely({ actorId: exchange.who.actor.id, key, request: [request.method, pathname, search, text] }, async () => {
    const result = await handler(input)
    if (result instanceof Response) throw new Error('an idempotent route must not answer with a stream')
    const plain = result instanceof Reply ? result : reply(result)
    return { status: plain.options.status ?? (plain.body === undefined ? 204 : 200), body: plain.body, headers: storedHeaders(plain) }
  })
  const response = toResponse(reply(stored.body, { status: stored.status, headers: stored.headers }), request)
  if (replayed) response.headers.set('idempotency-replayed', 'true')
  return response
}

function finish(result: unknown, request: Request): Response {
  if (result instanceof Response) return result
  return toResponse(result instanceof Reply ? result : reply(result), request)
}

function storedHeaders({ options }: Reply): Record<string, string> {
  return { ...options.headers, ...(options.generation === undefined ? {} : { etag: `"${options.generation}"` }) }
}

/** A path that cannot name anything names nothing. */
function parseParams<T extends z.ZodType>(schema: T, params: unknown): z.output<T> {
  const parsed = schema.safeParse(params)
  if (!parsed.success) throw new AppError('not-found', 'There is nothing at this address.', { action: 'Check the id in the address.' })
  return parsed.data
}

function readIdempotencyKey(headers: Headers): string | null {
  const key = headers.get('idempotency-key')
  if (key === null) return null
  if (!/^[\x21-\x7e]{1,255}$/.test(key)) throw new AppError('request.malformed', 'The header Idempotency-Key must have 1 to 255 visible ASCII characters.', { action: 'Send a random UUID.' })
  return key
}

/** A name given more than once becomes a list. */
function readSearch(search: URLSearchParams): Record<string, string | string[]> {
  const names = [...new Set(search.keys())]
  return Object.fromEntries(
    names.map((name) => {
      const values = search.getAll(name)
      return [name, values.length === 1 ? (values[0] ?? '') : values]
    }),
  )
}

/** The path with its parameters' names, so that metrics do not grow with ids. */
function routeName(pathname: string, params: Exchange['params']): string {
  const names = new Map(Object.entries(params).flatMap(([name, value]) => (typeof value === 'string' ? [[value, name] as const] : [])))
  return pathname
    .split('/')
    .map((segment) => {
      const name = names.get(decodeSafely(segment))
      return name === undefined ? segment : `{${name}}`
    })
    .join('/')
}

function decodeSafely(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
