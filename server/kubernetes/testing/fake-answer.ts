export interface FakeRequest {
  method: string
  path: string
  query: URLSearchParams
  body: unknown
  contentType: string
  accept: string
}

export interface FakeAnswer {
  status: number
  body?: unknown
  headers?: Record<string, string>
  watch?: { collection: string; from: number; matches(object: unknown): boolean; render(object: unknown): unknown }
}

/** What an API server says when it refuses. */
export function statusAnswer(status: number, reason: string, message: string, details: Record<string, unknown> = {}, headers: Record<string, string> = {}): FakeAnswer {
  return { status, headers, body: { kind: 'Status', apiVersion: 'v1', status: 'Failure', code: status, reason, message, details } }
}
