import { OpenApiGeneratorV31, OpenAPIRegistry, type ResponseConfig, type RouteConfig } from '@asteasolutions/zod-to-openapi'
import { z } from 'zod'
import { PERMISSIONS } from '@/server/contracts/access'
import { previewSchema } from '@/server/contracts/cluster'
import { clusterConflictSchema } from '@/server/contracts/cluster-queries'
import { failedPrechecksSchema } from '@/server/contracts/transfer'
import { ERROR_CODES, problemSchema, type ErrorCode } from '@/server/contracts/errors'
import { BODY_ERRORS, COMMON_ERRORS, TAGS, type Answer, type Endpoint } from './endpoint'
import { ACCESS_ENDPOINTS } from './endpoints/access-endpoints'
import { AVAILABILITY_ENDPOINTS } from './endpoints/availability-endpoints'
import { CLUSTER_ENDPOINTS } from './endpoints/cluster-endpoints'
import { SYSTEM_ENDPOINTS } from './endpoints/system-endpoints'

export const ENDPOINTS: readonly Endpoint[] = [...CLUSTER_ENDPOINTS, ...AVAILABILITY_ENDPOINTS, ...SYSTEM_ENDPOINTS, ...ACCESS_ENDPOINTS]

export type OpenApiDocument = ReturnType<OpenApiGeneratorV31['generateDocument']>

let built: OpenApiDocument | null = null

/** OpenAPI 3.1 of the whole REST API, made of the schemas that the routes parse with. */
export function openApiDocument(): OpenApiDocument {
  return (built ??= buildDocument())
}

function buildDocument(): OpenApiDocument {
  const registry = new OpenAPIRegistry()
  registry.registerComponent('securitySchemes', 'token', { type: 'http', scheme: 'bearer', description: 'An API token, made under Settings: pk_…' })
  registry.registerComponent('securitySchemes', 'session', { type: 'apiKey', in: 'cookie', name: 'podkeeper.session_token', description: 'The session of the console' })
  for (const endpoint of ENDPOINTS) registry.registerPath(toRoute(endpoint))
  // `current` of some problems, which no schema refers to
  return new OpenApiGeneratorV31([...registry.definitions, { type: 'schema', schema: clusterConflictSchema }, { type: 'schema', schema: failedPrechecksSchema }]).generateDocument({
    openapi: '3.1.0',
    info: { title: 'Podkeeper', version: '1', description: 'Everything that the console does. Errors are application/problem+json (RFC 9457); their codes are explained at /docs/errors.', license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    servers: [{ url: '/' }],
    security: [{ token: [] }, { session: [] }],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
  })
}

function toRoute(endpoint: Endpoint): RouteConfig {
  const { method, path, operationId, tag, summary, permission, params, body } = endpoint
  const needs = permission === 'signed-in' ? 'Needs a session or a token.' : `Needs the permission ${permission} (${PERMISSIONS[permission].toLowerCase()}).`
  const headers = headersOf(endpoint)
  const query = endpoint.dryRun ? (endpoint.query ?? z.object({})).extend({ dryRun: z.enum(['true', 'false']).optional().meta({ description: 'true: nothing is changed; answers what would happen' }) }) : endpoint.query
  return {
    method, path, operationId, summary, tags: [tag],
    description: [endpoint.description, needs].filter(Boolean).join('\n\n'),
    request: {
      ...(params ? { params } : {}),
      ...(query ? { query } : {}),
      ...(headers ? { headers } : {}),
      ...(body ? { body: { required: true, content: { 'application/json': { schema: body } } } } : {}),
    },
    responses: { ...answers(endpoint), ...errorsOf(endpoint) },
  }
}

function headersOf({ ifMatch, idempotent }: Endpoint): z.ZodObject | null {
  const etag = z.string().meta({ description: 'The ETag of your last read, so that nobody else\'s change is overwritten', example: '"3"' })
  const shape = {
    ...(ifMatch ? { 'If-Match': ifMatch === 'required' ? etag : etag.optional() } : {}),
    ...(idempotent ? { 'Idempotency-Key': z.string().max(255).optional().meta({ description: 'The same request with the same key is carried out once; kept for 24 h' }) } : {}),
  }
  return Object.keys(shape).length === 0 ? null : z.object(shape)
}

function answers(endpoint: Endpoint): Record<string, ResponseConfig> {
  const { answer } = endpoint
  const normal = { [answer.status]: toResponse(answer) }
  if (!endpoint.dryRun) return normal
  const schema = endpoint.dryRun === true ? previewSchema : endpoint.dryRun
  const preview: Answer = { status: 200, description: 'With dryRun=true: what would happen', schema }
  if (answer.status !== 200 || !('schema' in answer)) return { 200: toResponse(preview), ...normal }
  return { 200: toResponse({ ...answer, description: `${answer.description}; with dryRun=true: what would happen`, schema: z.union([answer.schema, schema]) }) }
}

function toResponse(answer: Answer): ResponseConfig {
  const { description } = answer
  if (answer.status === 204) return { description }
  if ('text' in answer) return { description, content: { [answer.text]: { schema: z.string() } } }
  const headers = {
    ...(answer.etag ? { ETag: { description: 'Send as If-Match with a change', schema: { type: 'string' as const } } } : {}),
    ...(answer.location ? { Location: { description: 'Where it is', schema: { type: 'string' as const } } } : {}),
  }
  return { description, content: { 'application/json': { schema: answer.schema } }, ...(Object.keys(headers).length > 0 ? { headers } : {}) }
}

/** One answer a status; its description lists the codes. */
function errorsOf(endpoint: Endpoint): Record<string, ResponseConfig> {
  const codes = new Set<ErrorCode>([...COMMON_ERRORS, ...(endpoint.errors ?? []), ...(endpoint.body ? BODY_ERRORS : []), ...(endpoint.idempotent ? (['request.in-progress', 'request.idempotency-mismatch'] as const) : [])])
  if (endpoint.params && !endpoint.errors?.includes('not-found')) codes.add('not-found')
  const statuses = [...new Set([...codes].map((code) => ERROR_CODES[code].status))].sort((a, b) => a - b)
  const describe = (status: number) => [...codes].filter((code) => ERROR_CODES[code].status === status).map((code) => `\`${code}\`: ${ERROR_CODES[code].title}`).join('\n')
  return Object.fromEntries(statuses.map((status) => [String(status), { description: describe(status), content: { 'application/problem+json': { schema: problemSchema } } }]))
}
