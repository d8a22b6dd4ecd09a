import type { Problem } from '@/server/contracts/errors'

/** What the browser itself finds: these codes never come from the server. */
function localProblem(code: string, title: string, detail: string, action: string): Problem {
  return { type: `/docs/errors#${code}`, title, status: 0, code, detail, action, requestId: '' }
}

export function offlineProblem(): Problem {
  return localProblem('browser.offline', 'Podkeeper cannot be reached', 'The request did not get an answer: the network or Podkeeper is away.', 'Check the connection; then try again. Nothing was lost that was saved before.')
}

/** An error of the API, with the problem it answered. */
export class ProblemError extends Error {
  readonly problem: Problem

  constructor(problem: Problem) {
    super(problem.detail)
    this.name = 'ProblemError'
    this.problem = problem
  }
}

const isText = (value: unknown): value is string => typeof value === 'string'

/** Reads application/problem+json by hand, so that list pages need not load zod. Answers null when it is something else. */
export function readProblem(value: unknown): Problem | null {
  if (typeof value !== 'object' || value === null) return null
  const { code, title, detail, status, requestId } = value as Record<string, unknown>
  if (!isText(code) || !isText(title) || !isText(detail) || typeof status !== 'number' || !isText(requestId)) return null
  return value as Problem
}

/** A server action that leads to another page is rejected with this while Next goes there: nothing is wrong. */
export function isRedirect(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'digest' in error && isText(error.digest) && error.digest.startsWith('NEXT_REDIRECT')
}

/** Whatever was thrown, as a problem that can be shown. */
export function problemFrom(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem
  if (error instanceof TypeError && /fetch|network|load failed/i.test(error.message)) return offlineProblem()
  const detail = error instanceof Error ? error.message : String(error)
  return localProblem('browser.failed', 'The page failed', `The console met something it did not expect: ${detail}`, 'Reload the page. If it happens again, report it with this text.')
}

/** The message for one field of a form, null when it is fine. */
export function fieldError(problem: Problem | null | undefined, path: string): string | null {
  return problem?.fields?.find((field) => field.path === path)?.message ?? null
}
