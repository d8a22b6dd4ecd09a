import { describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { AppError } from '@/server/contracts/errors'
import { readPastedKubeconfig } from './read-pasted-kubeconfig'

const pem = Buffer.from('-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----').toString('base64')

function kubeconfig(change: { cluster?: object; user?: object; contexts?: unknown; current?: string | null } = {}): string {
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': change.current === undefined ? 'shop' : change.current,
    clusters: [{ name: 'c', cluster: { server: 'https://10.0.0.1:6443/', 'certificate-authority-data': pem, ...change.cluster } }],
    users: [{ name: 'u', user: change.user ?? { token: 'secret-token' } }],
    contexts: change.contexts ?? [{ name: 'shop', context: { cluster: 'c', user: 'u' } }, { name: 'broken', context: { cluster: 'gone', user: 'u' } }, { name: 'nobody', context: { cluster: 'c', user: 'gone' } }],
  })
}

function problemOf(text: string, context: string | null = null): AppError {
  try {
    readPastedKubeconfig(text, context)
  } catch (error) {
    if (error instanceof AppError) return error
    throw error
  }
  throw new Error('was accepted')
}

describe('a pasted kubeconfig', () => {
  it('is accepted with embedded credentials', () => {
    const read = readPastedKubeconfig(kubeconfig(), null)
    expect(read.getCurrentCluster()).toMatchObject({ server: 'https://10.0.0.1:6443', skipTLSVerify: false })
    expect(read.getCurrentUser()?.token).toBe('secret-token')
  })

  it.each([
    ['an exec plug-in', { user: { exec: { command: 'aws' } } }, 'exec plug-in, which would run a program'],
    ['an auth provider', { user: { 'auth-provider': { name: 'gcp' } } }, 'would run a program'],
    ['a certificate authority file', { cluster: { 'certificate-authority': '/etc/ca.crt' } }, 'names a file in "certificate-authority"'],
    ['a client key file', { user: { 'client-certificate-data': pem, 'client-key': 'key.pem' } }, 'names a file in "client-key"'],
    ['a token file', { user: { tokenFile: '/var/run/token' } }, 'names a file in "tokenFile"'],
    ['no credentials', { user: {} }, 'has no credentials'],
    ['redacted credentials', { user: { token: 'REDACTED' } }, 'the word REDACTED'],
    ['a certificate without its key', { user: { 'client-certificate-data': pem } }, 'without its key'],
    ['a certificate that is none', { cluster: { 'certificate-authority-data': 'bm8=' } }, 'is not a PEM text'],
    ['an address that is none', { cluster: { server: 'file:///etc/passwd' } }, 'not an http or https address'],
    ['plain http', { cluster: { server: 'http://10.0.0.1' } }, 'plain http'],
    ['no current context', { current: null }, 'does not say which context to use'],
  ])('is refused with %s', (_what, change, detail) => {
    const problem = problemOf(kubeconfig(change))
    expect(problem.code).toBe('kubernetes.kubeconfig-invalid')
    expect(problem.message).toContain(detail)
    expect(problem.options.action).toBeTruthy()
  })

  it.each([
    ['a context that it does not have', 'other', 'has no context "other". It has: shop, broken, nobody.'],
    ['a context whose cluster is missing', 'broken', 'names the cluster "gone"'],
    ['a context whose user is missing', 'nobody', 'names the user "gone"'],
  ])('is refused for %s', (_what, context, detail) => expect(problemOf(kubeconfig(), context).message).toContain(detail))

  it.each([
    ['bad YAML', 'a: [', 'not valid YAML'],
    ['some other YAML', 'hello: world', 'not a kubeconfig'],
    ['a plain text', 'hello', 'not a kubeconfig'],
    ['a list that is a word', 'clusters: no\nusers: []\ncontexts: []', '"clusters" is missing'],
  ])('is refused when it is %s', (_what, text, detail) => expect(problemOf(text).message).toContain(detail))

  it('says how to embed files', () => {
    expect(problemOf(kubeconfig({ cluster: { 'certificate-authority': 'ca.crt' } })).options.action).toContain('kubectl config view --flatten --minify')
  })

  it('never repeats a secret in what it says', () => {
    const problem = problemOf(kubeconfig({ cluster: { server: 'http://10.0.0.1' } }))
    expect(JSON.stringify([problem.message, problem.options])).not.toContain('secret-token')
  })
})
