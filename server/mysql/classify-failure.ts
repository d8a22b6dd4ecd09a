import type { MysqlFailure } from '@/server/domain/mysql-port'

const ACCESS_DENIED = new Set([1044, 1045, 1698, 3118, 3955])
const REFUSED = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'ECONNRESET', 'EPIPE', 'PROTOCOL_CONNECTION_LOST'])
/** A port-forward tells it in words, at length. */
const REFUSED_IN_WORDS = /connection refused/i
const SHUTTING_DOWN = 1053
const TIMED_OUT = new Set(['ETIMEDOUT', 'PROTOCOL_SEQUENCE_TIMEOUT'])

/** Raised by this adapter when the caller's time is over. */
export class DeadlineError extends Error {
  readonly code = 'ETIMEDOUT'
}

/** @param secrets never part of the message, although the server may quote a statement in its errors */
export function classifyFailure(error: unknown, secrets: readonly string[]): MysqlFailure {
  const errorNumber = numberOf(error)
  const message = REFUSED_IN_WORDS.test(messageOf(error)) ? 'Connection refused: mysqld does not accept connections now' : messageOf(error)
  return { reason: reasonOf(error, errorNumber), message: redact(message, secrets), errorNumber }
}

/** The number that the server gave, null for failures of the connection. */
export function numberOf(error: unknown): number | null {
  const number = member(error, 'errno')
  // System errors carry negative numbers, which mean nothing to a DBA.
  return typeof number === 'number' && number > 0 ? number : null
}

function reasonOf(error: unknown, errorNumber: number | null): MysqlFailure['reason'] {
  if (errorNumber !== null && ACCESS_DENIED.has(errorNumber)) return 'access-denied'
  const code = member(error, 'code')
  if ((typeof code === 'string' && REFUSED.has(code)) || REFUSED_IN_WORDS.test(messageOf(error)) || errorNumber === SHUTTING_DOWN) return 'refused'
  if (typeof code !== 'string') return 'error'
  return TIMED_OUT.has(code) ? 'timeout' : 'error'
}

function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(messageOf).join('; ')
  return error instanceof Error ? error.message : String(error)
}

function redact(message: string, secrets: readonly string[]): string {
  return secrets.filter((secret) => secret !== '').reduce((text, secret) => text.replaceAll(secret, '…'), message)
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
}
