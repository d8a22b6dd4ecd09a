import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { loadCredentials } from './load-credentials'

describe('credentials of the process itself', () => {
  let directory: string
  beforeEach(() => {
    directory = mkdtempSync(path.join(tmpdir(), 'kubeconfig-'))
  })
  afterEach(() => rmSync(directory, { recursive: true }))

  function write(user: object): string {
    const file = path.join(directory, 'config')
    writeFileSync(file, JSON.stringify({ 'current-context': 'a', clusters: [{ name: 'c', cluster: { server: 'https://10.0.0.1' } }], users: [{ name: 'u', user }], contexts: ['a', 'b'].map((name) => ({ name, context: { cluster: 'c', user: 'u' } })) }))
    return file
  }

  it('may run plug-ins, and are read of the chosen context', () => {
    const { kubeConfig, source } = loadCredentials({ source: 'environment', path: write({ exec: { command: 'aws' } }), context: 'b' })
    expect([source, kubeConfig.getCurrentContext()]).toEqual(['environment', 'b'])
  })

  it('are refused with the reason when the file is missing, broken, or lacks the context', () => {
    expect(() => loadCredentials({ source: 'environment', path: path.join(directory, 'gone') })).toThrow(/cannot be read: ENOENT/)
    writeFileSync(path.join(directory, 'broken'), 'a: [')
    expect(() => loadCredentials({ source: 'environment', path: path.join(directory, 'broken') })).toThrow(/cannot be read/)
    expect(() => loadCredentials({ source: 'environment', path: write({ token: 't' }), context: 'c' })).toThrow(/has no context "c"/)
  })

  it('are refused in-cluster where there is no service account', () => expect(() => loadCredentials({ source: 'in-cluster' })).toThrow(/does not run in a pod/))
})
