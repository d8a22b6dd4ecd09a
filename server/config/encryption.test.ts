import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AppError } from '@/server/contracts/errors'
import { decryptSecrets, encryptSecrets } from './cluster-secrets'
import { decrypt, deriveSecret, encrypt } from './encryption'
import { EnvironmentError } from './environment'
import { readOrCreateKey, secretKey } from './secret-key'

const KEY = 'a'.repeat(40)

describe('encryption', () => {
  it('gives back any text under the same key and purpose', () => {
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom('a', ' ', '\0', '\n', '"', 'é', '語', '😀') }), (text) => decrypt(encrypt(text, 'test', KEY), 'test', KEY) === text), { numRuns: 50 })
  })

  it('never encrypts alike twice and does not contain the text', () => {
    const [one, two] = [encrypt('hunter2hunter2', 'test', KEY), encrypt('hunter2hunter2', 'test', KEY)]
    expect(one).not.toBe(two)
    expect(one).toMatch(/^v1\./)
    expect(Buffer.from(one.slice(3), 'base64url').toString('latin1')).not.toContain('hunter2')
  })

  it('refuses a changed text, another purpose, another key and another version, saying what to do', () => {
    const encrypted = encrypt('secret', 'test', KEY)
    const bytes = Buffer.from(encrypted.slice(3), 'base64url')
    bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1)
    const attempts = [() => decrypt(`v1.${bytes.toString('base64url')}`, 'test', KEY), () => decrypt(encrypted, 'other', KEY), () => decrypt(encrypted, 'test', 'b'.repeat(40)), () => decrypt(encrypted.replace('v1', 'v9'), 'test', KEY), () => decrypt('v1.', 'test', KEY)]
    for (const attempt of attempts) {
      expect(attempt).toThrow(AppError)
      expect(attempt).toThrow(/another secret key/)
    }
  })

  it('derives unlike secrets for unlike purposes', () => {
    expect(deriveSecret('a', KEY)).not.toBe(deriveSecret('b', KEY))
    expect(deriveSecret('a', KEY)).toBe(deriveSecret('a', KEY))
  })
})

describe('the secret key', () => {
  let directory = ''
  const before = { ...process.env }
  beforeEach(() => {
    directory = mkdtempSync(path.join(tmpdir(), 'podkeeper-key-'))
    process.env = { ...before, DATA_DIR: directory, PODKEEPER_SECRET_KEY: '' }
  })
  afterEach(() => {
    process.env = before
    rmSync(directory, { recursive: true })
  })

  it('is made once, readable by its owner alone, and kept', () => {
    const key = readOrCreateKey(path.join(directory, 'new', 'secret-key'))
    expect(key.length).toBeGreaterThanOrEqual(32)
    expect(readOrCreateKey(path.join(directory, 'new', 'secret-key'))).toBe(key)
    expect(statSync(path.join(directory, 'new', 'secret-key')).mode & 0o777).toBe(0o600)
  })

  it('comes from PODKEEPER_SECRET_KEY when that is set, and no file is made', () => {
    process.env['PODKEEPER_SECRET_KEY'] = KEY
    expect(secretKey()).toBe(KEY)
    expect(() => readFileSync(path.join(directory, 'secret-key'))).toThrow()
  })

  it('refuses a damaged key file instead of making another', () => {
    writeFileSync(path.join(directory, 'secret-key'), 'short')
    expect(() => secretKey()).toThrow(EnvironmentError)
  })

  it('keeps the passwords of a cluster whole', () => {
    const secrets = { root: 'r', operator: 'o', replication: 'p', clone: 'c', backup: 'b', exporter: 'e' }
    expect(decryptSecrets(encryptSecrets(secrets))).toEqual(secrets)
    expect(() => decryptSecrets(null)).toThrow(/no stored passwords/)
    expect(() => decryptSecrets(encrypt('{"root":"r"}', 'cluster-secrets'))).toThrow(/incomplete/)
  })
})
