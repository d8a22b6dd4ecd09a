import { randomInt } from 'node:crypto'
import { hash, verify } from '@node-rs/argon2'

/** OWASP's second choice for argon2id (19 MiB, 2 passes), the library's default said explicitly. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }
/** without characters that look alike */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789'

export function hashPassword(password: string): Promise<string> {
  return hash(password, COST)
}

/** false for a hash that is not argon2's */
export function verifyPassword(passwordHash: string, password: string): Promise<boolean> {
  return verify(passwordHash, password).catch(() => false)
}

/** About 115 bits in groups that can be read out, e.g. "kT4e-…"; it must be changed at the first sign-in. */
export function generateOneTimePassword(): string {
  const group = () => Array.from({ length: 5 }, () => ALPHABET.charAt(randomInt(ALPHABET.length))).join('')
  return [group(), group(), group(), group()].join('-')
}
