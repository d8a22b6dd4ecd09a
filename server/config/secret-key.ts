import { randomBytes } from 'node:crypto'
import { chmodSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { environment, EnvironmentError } from './environment'

const shared = globalThis as { podkeeperSecretKey?: { source: string; key: string } }

/**
 * The key that everything secret is encrypted and signed with: PODKEEPER_SECRET_KEY, else a generated one kept in
 * `<data directory>/secret-key` (mode 0600). Several web replicas need the variable.
 * @throws EnvironmentError when the file cannot be read or made
 */
export function secretKey(): string {
  const settings = environment()
  if (settings.secretKey !== null) return settings.secretKey
  const file = path.resolve(/* turbopackIgnore: true */ settings.dataDirectory, 'secret-key')
  if (shared.podkeeperSecretKey?.source !== file) shared.podkeeperSecretKey = { source: file, key: readOrCreateKey(file) }
  return shared.podkeeperSecretKey.key
}

/** The key in `file`, made when there is none; two processes that start at once get the same one. */
export function readOrCreateKey(file: string): string {
  const existing = readKey(file)
  if (existing !== null) return existing
  try {
    mkdirSync(path.dirname(file), { recursive: true })
    const draft = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`
    writeFileSync(draft, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' })
    try {
      // a link is made whole or not at all, and fails when another process was first
      linkSync(draft, file)
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw error
    } finally {
      rmSync(draft, { force: true })
    }
  } catch (error) {
    throw new EnvironmentError([`DATA_DIR: the secret key cannot be written to ${file} (${describe(error)}); make the directory writable, or set PODKEEPER_SECRET_KEY`])
  }
  const made = readKey(file)
  if (made === null) throw new EnvironmentError([`DATA_DIR: ${file} vanished while it was made`])
  return made
}

function readKey(file: string): string | null {
  try {
    const key = readFileSync(/* turbopackIgnore: true */ file, 'utf8').trim()
    if (key.length < 32) throw new EnvironmentError([`DATA_DIR: ${file} holds no key of at least 32 characters; restore it from a backup, or set PODKEEPER_SECRET_KEY`])
    chmodSync(file, 0o600)
    return key
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null
    if (error instanceof EnvironmentError) throw error
    throw new EnvironmentError([`DATA_DIR: ${file} cannot be read (${describe(error)}); make it readable, or set PODKEEPER_SECRET_KEY`])
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
