import { describe, expect, it } from 'vitest'
import { isPublicPage } from './page-path'
import { contentSecurityPolicy } from './security-headers'

describe('pages', () => {
  it('only the login and the docs are shown to everybody', () => {
    expect(['/login', '/docs', '/docs/errors', '/', '/loginx', '/clusters', '/documents'].filter(isPublicPage)).toEqual(['/login', '/docs', '/docs/errors'])
  })
})

describe('the content security policy', () => {
  it('runs scripts by nonce only and forbids frames and plug-ins', () => {
    const policy = contentSecurityPolicy('abc', { development: false, https: true })
    expect(policy).toContain("script-src 'self' 'nonce-abc' 'strict-dynamic';")
    expect(policy).not.toMatch(/script-src[^;]*unsafe/)
    for (const part of ["frame-ancestors 'none'", "object-src 'none'", "base-uri 'none'", 'upgrade-insecure-requests']) expect(policy).toContain(part)
    expect(contentSecurityPolicy('abc', { development: false, https: false })).not.toContain('upgrade')
  })
})
