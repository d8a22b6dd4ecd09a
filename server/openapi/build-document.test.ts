import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { ENDPOINTS, openApiDocument } from './build-document'

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const
const root = path.resolve(import.meta.dirname, '../..')

/** `POST /api/v1/clusters/{id}/scale` for every method that a route file exports. */
function routesOf(folder: string): string[] {
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const child = `${folder}/${entry.name}`
    if (entry.isDirectory()) return routesOf(child)
    if (entry.name !== 'route.ts') return []
    const source = readFileSync(path.join(root, child), 'utf8')
    const address = `/${folder.replace(/^app\//, '').replace(/\[(\w+)\]/g, '{$1}')}`
    return METHODS.filter((method) => new RegExp(`export (const|async function|function) ${method}\\b`).test(source)).map((method) => `${method} ${address}`)
  })
}

describe('the OpenAPI document', () => {
  const document = openApiDocument()
  const described = Object.entries(document.paths ?? {}).flatMap(([address, item]) => METHODS.filter((method) => item[method.toLowerCase() as 'get']).map((method) => `${method} ${address}`))

  it('describes every method of every route, and nothing else', () => {
    const routes = [...routesOf('app/api/v1'), ...routesOf('app/api/events')]
    expect(routes.length).toBeGreaterThan(15)
    expect(described.sort()).toEqual(routes.sort())
  })

  it('asks for the permission that the route checks, with its query and body schemas', () => {
    for (const endpoint of ENDPOINTS) {
      const file = path.join(root, `app${endpoint.path.replace(/\{(\w+)\}/g, '[$1]')}/route.ts`)
      expect(existsSync(file), file).toBe(true)
      const handler = readFileSync(file, 'utf8').split('export const ').find((part) => part.startsWith(endpoint.method.toUpperCase())) ?? ''
      expect(handler, `${endpoint.method} ${endpoint.path}`).toContain(`permission: '${endpoint.permission}'`)
      expect(handler.includes('body:'), `${endpoint.method} ${endpoint.path} body`).toBe(endpoint.body !== undefined)
      expect(handler.includes('query:'), `${endpoint.method} ${endpoint.path} query`).toBe(endpoint.query !== undefined)
      expect(handler.includes('idempotent: true'), `${endpoint.method} ${endpoint.path} idempotent`).toBe(endpoint.idempotent ?? false)
    }
  })

  it('is OpenAPI 3.1 whose references all lead somewhere and whose operation ids are unique', () => {
    expect(document.openapi).toBe('3.1.0')
    const text = JSON.stringify(document)
    const names = [...text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map((match) => match[1])
    for (const name of names) expect(document.components?.schemas, name).toHaveProperty(name ?? '')
    expect(new Set(ENDPOINTS.map((endpoint) => endpoint.operationId)).size).toBe(ENDPOINTS.length)
  })

  it('shows defaults as optional where they are sent, and conflicts with what changed', () => {
    expect(document.components?.schemas?.['CreateCluster']).toMatchObject({ required: ['name', 'spec'] })
    expect(document.components?.schemas).toHaveProperty('ClusterConflict')
  })

  it('names each problem of an endpoint', () => {
    const put = document.paths?.['/api/v1/clusters/{id}']?.put
    expect(put?.responses?.['409']).toMatchObject({ description: expect.stringContaining('cluster.changed-meanwhile'), content: { 'application/problem+json': {} } })
    expect(put?.parameters).toContainEqual(expect.objectContaining({ name: 'If-Match', in: 'header', required: true }))
  })
})
