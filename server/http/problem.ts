import { z } from 'zod'
import { AppError, ERROR_CODES, type FieldProblem, type Problem } from '@/server/contracts/errors'
import { explainDatabaseError } from '@/server/database/database-error'
import { log } from '@/server/log/log'

/**
 * What is answered for anything thrown. Unexpected errors are logged with their stack and answered without any detail.
 * @param context members for the log line, e.g. route
 */
export function toProblem(thrown: unknown, requestId: string, context: Record<string, unknown> = {}): Problem {
  const error = explainDatabaseError(thrown)
  if (error instanceof AppError) {
    const { status, title } = ERROR_CODES[error.code]
    if (status >= 500) log.error({ ...context, requestId, code: error.code, err: error }, 'request failed')
    const { action, evidence, fields, current } = error.options
    return {
      ...{ type: `/docs/errors#${error.code}`, title, status, code: error.code, detail: error.message, requestId },
      ...(action === undefined ? {} : { action }),
      ...(evidence === undefined ? {} : { evidence }),
      ...(fields === undefined ? {} : { fields }),
      ...(current === undefined ? {} : { current }),
    }
  }
  log.error({ ...context, requestId, err: error }, 'request failed unexpectedly')
  const { status, title } = ERROR_CODES.internal
  return { type: '/docs/errors#internal', title, status, code: 'internal', detail: 'This is a defect of Podkeeper; its log has the details under the request id.', action: 'Try again. If it happens again, report it with the request id.', requestId }
}

/** The problem as application/problem+json. */
export function problemResponse(problem: Problem, retryAfterSeconds?: number): Response {
  const headers = new Headers({ 'content-type': 'application/problem+json', 'cache-control': 'no-store' })
  if (retryAfterSeconds !== undefined) headers.set('retry-after', String(Math.max(1, Math.ceil(retryAfterSeconds))))
  if (problem.status === 401) headers.set('www-authenticate', 'Bearer realm="podkeeper"')
  return new Response(JSON.stringify(problem), { status: problem.status, headers })
}

/** Seconds that the caller shall wait, when the error says so. */
export function retryAfterOf(thrown: unknown): number | undefined {
  const error = explainDatabaseError(thrown)
  return error instanceof AppError ? error.options.retryAfterSeconds : undefined
}

/**
 * Parses input of a request.
 * @param at prefix of the paths that are told
 * @throws AppError request.invalid with one problem a field
 */
export function parseInput<T extends z.ZodType>(schema: T, input: unknown, at = ''): z.output<T> {
  const parsed = schema.safeParse(input)
  if (parsed.success) return parsed.data
  const fields = parsed.error.issues.flatMap((issue) => fieldProblems(issue, at))
  const first = fields[0]
  throw new AppError('request.invalid', fields.length === 1 && first ? `${first.path || 'The input'}: ${first.message}` : `${fields.length} fields are not valid.`, { action: 'Correct the marked fields.', fields })
}

function fieldProblems(issue: z.core.$ZodIssue, at: string): FieldProblem[] {
  const path = [at, ...issue.path.map(String)].filter((part) => part !== '').join('.')
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => ({ path: path ? `${path}.${key}` : key, message: 'There is no such field' }))
  return [{ path, message: issue.message.slice(0, 500) }]
}
