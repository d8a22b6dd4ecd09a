import { randomUUID } from 'node:crypto'

export const REQUEST_ID_HEADER = 'x-request-id'

/** The caller's own id when it looks like one, else a new one. */
export function requestIdOf(headers: Headers): string {
  const given = headers.get(REQUEST_ID_HEADER)
  return given !== null && /^[A-Za-z0-9._-]{8,64}$/.test(given) ? given : randomUUID()
}
