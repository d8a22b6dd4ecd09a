import { describe, expect, it } from 'vitest'
import { EnvironmentError, parseEnvironment, publicOrigin } from './environment'

describe('environment', () => {
  it('has a usable default for everything', () => {
    const settings = parseEnvironment({})
    expect(settings).toMatchObject({ databaseUrl: null, port: 3000, host: '127.0.0.1', role: 'all', sandbox: false, readOnlyMode: false, logLevel: 'info' })
    expect(publicOrigin(settings)).toBe('http://127.0.0.1:3000')
  })

  it('names every bad variable at once and never repeats a value', () => {
    const attempt = () => parseEnvironment({ PORT: 'many', PODKEEPER_ROLE: 'boss', DATABASE_URL: 'mysql://u:hunter2@h/d', PODKEEPER_SECRET_KEY: 'short-secret' })
    expect(attempt).toThrow(EnvironmentError)
    try {
      attempt()
    } catch (error) {
      const text = String(error)
      for (const name of ['PORT', 'PODKEEPER_ROLE', 'DATABASE_URL', 'PODKEEPER_SECRET_KEY']) expect(text).toContain(`${name}: `)
      expect(text).not.toContain('hunter2')
      expect(text).not.toContain('short-secret')
    }
  })

  it('takes an empty variable for an unset one', () => {
    expect(parseEnvironment({ DATABASE_URL: '', KUBECONFIG: ' ', PUBLIC_URL: '' })).toMatchObject({ databaseUrl: null, kubeconfig: null, publicUrl: null })
  })

  it('reads namespaces with commas between them, and refuses what is no name', () => {
    expect(parseEnvironment({ PODKEEPER_NAMESPACES: ' shop, billing,shop ' }).namespaces).toEqual(['shop', 'billing'])
    expect(parseEnvironment({ PODKEEPER_NAMESPACES: '' }).namespaces).toBe(null)
    expect(() => parseEnvironment({ PODKEEPER_NAMESPACES: 'Shop' })).toThrow('PODKEEPER_NAMESPACES: must be names of namespaces')
    expect(() => parseEnvironment({ PODKEEPER_NAMESPACES: ',' })).toThrow(EnvironmentError)
  })

  it('gives the public origin without path or slash', () => {
    expect(publicOrigin(parseEnvironment({ PUBLIC_URL: 'https://db.example.com/console/' }))).toBe('https://db.example.com')
    expect(publicOrigin(parseEnvironment({ HOST: '0.0.0.0', PORT: '8080' }))).toBe('http://localhost:8080')
  })
})
