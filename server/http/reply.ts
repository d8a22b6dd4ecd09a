import { AppError } from '@/server/contracts/errors'

export interface ReplyOptions {
  /** 200 when left out, or 204 without a body */
  status?: number
  /** generation that the ETag is made of */
  generation?: number
  headers?: Record<string, string>
}

/** A JSON answer that is more than its body; what a handler returns otherwise is answered with 200. */
export class Reply {
  constructor(readonly body: unknown, readonly options: ReplyOptions = {}) {}
}

export function reply(body: unknown, options: ReplyOptions = {}): Reply {
  return new Reply(body, options)
}

/** 201 with the address of what was made. */
export function created(body: unknown, location: string, options: Omit<ReplyOptions, 'status'> = {}): Reply {
  return new Reply(body, { ...options, status: 201, headers: { ...options.headers, location } })
}

/** `"<generation>"` */
export function etagOf(generation: number): string {
  return `"${generation}"`
}

/**
 * The generation that the caller last saw, from If-Match.
 * @returns null when the header is absent and not required, or `*`
 * @throws AppError request.precondition-required, request.malformed
 */
export function readIfMatch(headers: Headers, options: { required: boolean }): number | null {
  const given = headers.get('if-match')?.trim()
  if (given === undefined || given === '') {
    if (options.required) throw new AppError('request.precondition-required', 'The change does not say which state it starts from.', { action: 'Send the ETag of your last read as If-Match, so that nobody else\'s change is overwritten.' })
    return null
  }
  if (given === '*') return null
  const generation = /^(?:W\/)?"(\d{1,9})"$/.exec(given)?.[1]
  if (generation === undefined) throw new AppError('request.malformed', `If-Match ${given.slice(0, 80)} is not an ETag of Podkeeper.`, { action: 'Send the ETag header of your last read as it was, e.g. "3".' })
  return Number(generation)
}

/** @param request for If-None-Match on reads */
export function toResponse(answer: Reply, request: Request): Response {
  const { status, generation, headers: more } = answer.options
  const headers = new Headers({ 'cache-control': 'no-store', ...more })
  if (generation !== undefined) {
    headers.set('etag', etagOf(generation))
    headers.set('cache-control', 'private, no-cache')
    if (request.method === 'GET' && request.headers.get('if-none-match') === etagOf(generation)) return new Response(null, { status: 304, headers })
  }
  if (answer.body === undefined) return new Response(null, { status: status ?? 204, headers })
  headers.set('content-type', 'application/json')
  return new Response(JSON.stringify(answer.body), { status: status ?? 200, headers })
}
