import { AppError } from '@/server/contracts/errors'

/** Prisma's codes and libpq/Node codes that mean: no usable connection. */
const UNREACHABLE = new Set(['P1000', 'P1001', 'P1002', 'P1003', 'P1008', 'P1010', 'P1011', 'P1017', 'P2024', 'ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EPIPE', 'EHOSTUNREACH', '57P01', '57P02', '57P03', '53300', '08000', '08001', '08003', '08004', '08006', '28P01', '28000', '3D000'])
const UNREACHABLE_KINDS = new Set(['DatabaseNotReachable', 'DatabaseDoesNotExist', 'DatabaseAccessDenied', 'AuthenticationFailed', 'ConnectionClosed', 'SocketTimeout', 'TooManyConnections', 'TlsConnectionError'])
const UNREACHABLE_WORDS = /terminating connection|connection terminated|timeout exceeded when trying to connect|unable to start a transaction in the given time|server closed the connection|query read timeout|client has encountered a connection error/i

/**
 * A lost or refused database connection as AppError database.unreachable; any other error is given back as it was.
 */
export function explainDatabaseError(error: unknown): unknown {
  if (error instanceof AppError || !isDatabaseUnreachable(error)) return error
  return new AppError('database.unreachable', 'Podkeeper cannot reach its Postgres, so nothing was changed. MySQL clusters are not affected.', {
    action: 'Try again in a minute. If it lasts, check that Postgres runs and that DATABASE_URL is right.',
    retryAfterSeconds: 5,
    cause: error,
  })
}

/** Follows `cause` down, as Prisma wraps the driver's errors. */
export function isDatabaseUnreachable(error: unknown): boolean {
  return chain(error).some((link) => UNREACHABLE.has(text(link, 'code')) || UNREACHABLE.has(text(link, 'originalCode')) || UNREACHABLE_KINDS.has(text(link, 'kind')) || UNREACHABLE_WORDS.test(text(link, 'message')))
}

/** Two transactions got in each other's way (40001, 40P01); running again helps. */
export function isWriteConflict(error: unknown): boolean {
  return chain(error).some((link) => ['P2034', '40001', '40P01'].includes(text(link, 'code')) || text(link, 'kind') === 'TransactionWriteConflict')
}

/** A unique index refused the row; names of its columns are not told by every driver, so ask the rows again. */
export function isUniqueViolation(error: unknown): boolean {
  return chain(error).some((link) => ['P2002', '23505'].includes(text(link, 'code')) || text(link, 'kind') === 'UniqueConstraintViolation')
}

/** A row that something still refers to, or that refers to nothing (23503). */
export function isForeignKeyViolation(error: unknown): boolean {
  return chain(error).some((link) => ['P2003', '23503'].includes(text(link, 'code')) || text(link, 'kind') === 'ForeignKeyConstraintViolation')
}

function chain(error: unknown): object[] {
  const links: object[] = []
  for (let link = error; typeof link === 'object' && link !== null && links.length < 6; link = 'cause' in link ? link.cause : null) links.push(link)
  return links
}

function text(link: object, key: string): string {
  const value: unknown = Reflect.get(link, key)
  return typeof value === 'string' ? value : ''
}
