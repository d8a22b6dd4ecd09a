import { z } from 'zod'

const statusSchema = z.object({
  kind: z.literal('Status'),
  message: z.string().default(''),
  reason: z.string().default(''),
  details: z
    .object({
      name: z.string().optional(),
      kind: z.string().optional(),
      group: z.string().optional(),
      causes: z.array(z.object({ reason: z.string().optional(), message: z.string().optional(), field: z.string().optional() })).optional(),
    })
    .optional(),
})
export type ApiStatus = z.infer<typeof statusSchema>

/** The API server answered with an error. */
export class ApiFailure extends Error {
  readonly apiStatus: ApiStatus | null

  constructor(
    readonly status: number,
    body: string,
    readonly retryAfterSeconds: number | null = null,
  ) {
    const parsed = parseStatus(body)
    super(parsed?.message || (body.trim() !== '' ? body.trim().slice(0, 1000) : `HTTP ${status}`))
    this.name = 'ApiFailure'
    this.apiStatus = parsed
  }
}

/** The API server did not answer, or something that is not one did. `code` is Node's or OpenSSL's. */
export class AwayFailure extends Error {
  /** the kept connection was closed before the request arrived, so that it may be sent again */
  readonly staleConnection: boolean

  constructor(
    readonly code: string,
    message: string,
    options: { cause?: unknown; staleConnection?: boolean } = {},
  ) {
    super(message, { cause: options.cause })
    this.name = 'AwayFailure'
    this.staleConnection = options.staleConnection ?? false
  }

  static from(error: unknown, circumstances: { timedOut: boolean; reused: boolean }): AwayFailure {
    if (error instanceof AwayFailure) return error
    if (circumstances.timedOut) return new AwayFailure('TIMEOUT', 'no answer in time', { cause: error })
    const code = readCode(error)
    const stale = circumstances.reused && (code === 'ECONNRESET' || code === 'EPIPE')
    return new AwayFailure(code, error instanceof Error ? error.message : String(error), { cause: error, staleConnection: stale })
  }
}

export function parseRetryAfterSeconds(header: string | undefined): number | null {
  const seconds = Number(header)
  return header !== undefined && Number.isFinite(seconds) && seconds >= 0 ? seconds : null
}

function parseStatus(body: string): ApiStatus | null {
  try {
    const result = statusSchema.safeParse(JSON.parse(body))
    return result.success ? result.data : null
  } catch {
    return null // a proxy's HTML page, or plain text
  }
}

function readCode(error: unknown): string {
  if (error instanceof AggregateError) return readCode(error.errors[0])
  if (typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string') return error.code
  return 'UNKNOWN'
}
