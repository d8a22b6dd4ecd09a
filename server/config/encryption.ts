import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { AppError } from '@/server/contracts/errors'
import { secretKey } from './secret-key'

const VERSION = 'v1'
const IV_BYTES = 12
const TAG_BYTES = 16

/**
 * Encrypts with AES-256-GCM under a key derived for `purpose` from the secret key, so that a text of one purpose cannot be
 * passed off as one of another.
 * @returns `v1.<base64url of iv, tag and text>`
 */
export function encrypt(plaintext: string, purpose: string, key: string = secretKey()): string {
  const iv = randomBytes(IV_BYTES)
  const cipher = createCipheriv('aes-256-gcm', deriveKey(key, purpose), iv)
  const text = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final()])
  return `${VERSION}.${Buffer.concat([iv, cipher.getAuthTag(), text]).toString('base64url')}`
}

/** @throws AppError internal when the text was changed, is of another purpose, or was encrypted under another secret key */
export function decrypt(encrypted: string, purpose: string, key: string = secretKey()): string {
  const [version, payload] = encrypted.split('.')
  if (version !== VERSION || payload === undefined) throw undecipherable(purpose)
  const bytes = Buffer.from(payload, 'base64url')
  if (bytes.length < IV_BYTES + TAG_BYTES) throw undecipherable(purpose)
  try {
    const decipher = createDecipheriv('aes-256-gcm', deriveKey(key, purpose), bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES })
    decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES))
    return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]).toString('utf8')
  } catch (error) {
    throw undecipherable(purpose, error)
  }
}

/** A secret of its own for another use of the one key, e.g. signing session cookies. */
export function deriveSecret(purpose: string, key: string = secretKey()): string {
  return deriveKey(key, purpose).toString('base64url')
}

function deriveKey(key: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', key, 'podkeeper', purpose, 32))
}

function undecipherable(purpose: string, cause?: unknown): AppError {
  return new AppError('internal', `Stored secrets (${purpose}) cannot be decrypted: they were encrypted under another secret key, or were changed.`, {
    action: 'Start Podkeeper with the PODKEEPER_SECRET_KEY, or the data directory, that it had when they were stored.',
    cause,
  })
}
