import { createHash, randomBytes } from 'node:crypto'

const PATTERN = /^pk_[A-Za-z0-9_-]{43}$/
const PREFIX_LENGTH = 9

/** A new API token with 256 random bits, and what is stored of it. */
export function generateToken(): { token: string; hash: string; prefix: string } {
  const token = `pk_${randomBytes(32).toString('base64url')}`
  return { token, hash: hashToken(token), prefix: token.slice(0, PREFIX_LENGTH) }
}

/** SHA-256 is enough: a token cannot be guessed as a password can. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}

/** The token of `Authorization: Bearer pk_…`; null when the header has another scheme or is absent, '' when malformed. */
export function readBearer(headers: Headers): string | null {
  const [scheme, ...rest] = (headers.get('authorization') ?? '').trim().split(/\s+/)
  if (scheme?.toLowerCase() !== 'bearer') return null
  const token = rest.join(' ')
  return PATTERN.test(token) ? token : ''
}
