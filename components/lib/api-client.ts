import { offlineProblem, ProblemError, readProblem } from './problem'

export interface RequestOptions {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  body?: unknown
  headers?: Record<string, string>
  signal?: AbortSignal
}

async function readBody(response: Response): Promise<unknown> {
  const text = await response.text()
  if (text === '') return null
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/**
 * One request to Podkeeper's own REST API, as the types of server/contracts say: page and API come from the same build, so the answer is not parsed again.
 * @throws ProblemError with what the server said, or browser.offline when there was no answer
 */
export async function requestJson<T>(path: string, { method = 'GET', body, headers, signal }: RequestOptions = {}): Promise<T> {
  const init: RequestInit = { method, headers: { accept: 'application/json', ...(body !== undefined && { 'content-type': 'application/json' }), ...headers } }
  if (body !== undefined) init.body = JSON.stringify(body)
  if (signal) init.signal = signal
  const response = await fetch(path, init).catch((error: unknown) => {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new ProblemError(offlineProblem())
  })
  const answer = await readBody(response)
  if (response.ok) return answer as T
  throw new ProblemError(
    readProblem(answer) ?? {
      type: '/docs/errors#internal', code: 'internal', status: response.status, requestId: response.headers.get('x-request-id') ?? '',
      title: 'Podkeeper failed', detail: `${method} ${path} was answered with ${response.status} and no explanation; a proxy in between may have answered.`, action: 'Try again; look at the logs of Podkeeper and of proxies before it.',
    },
  )
}

/** `?a=1&b=2` of what is set; arrays repeat their name. */
export function queryString(params: Record<string, string | number | boolean | readonly string[] | null | undefined>): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(params)) {
    if (value === null || value === undefined || value === '') continue
    if (typeof value === 'object') value.forEach((item) => search.append(name, item))
    else search.append(name, String(value))
  }
  const text = search.toString()
  return text === '' ? '' : `?${text}`
}
