import type { z } from 'zod'
import type { Permission } from '@/server/contracts/access'
import type { ErrorCode } from '@/server/contracts/errors'

export const TAGS = {
  Clusters: 'MySQL clusters: define them, look at them, change, scale and delete them',
  Availability: 'Change the primary, repair and isolate instances, stop automation',
  'Kubernetes clusters': 'Where MySQL clusters run',
  Access: 'Users, API tokens and oneself',
  System: 'The operator, the audit log and the stream of events',
  Sandbox: 'Breaking things safely, where Podkeeper runs its sandbox',
} as const

/** One method of one path, as the document describes it. Checks and parsing are in the route itself, from the same schemas. */
export interface Endpoint {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete'
  /** with {parameters} */
  path: string
  operationId: string
  tag: keyof typeof TAGS
  summary: string
  description?: string
  permission: Permission | 'signed-in'
  params?: z.ZodObject
  query?: z.ZodObject
  body?: z.ZodType
  /** answers Preview, or this, to ?dryRun=true */
  dryRun?: boolean | z.ZodType
  idempotent?: boolean
  ifMatch?: 'required' | 'optional'
  answer: Answer
  /** beside those that every endpoint has */
  errors?: readonly ErrorCode[]
}

export type Answer =
  | { status: 200 | 201 | 202; description: string; schema: z.ZodType; etag?: boolean; location?: boolean }
  | { status: 200; description: string; text: 'text/plain' | 'text/event-stream' }
  | { status: 204; description: string }

/** What any endpoint may answer. */
export const COMMON_ERRORS: readonly ErrorCode[] = ['auth.required', 'auth.forbidden', 'auth.password-change-required', 'database.unreachable', 'starting', 'internal']
/** What any endpoint that takes a body may answer. */
export const BODY_ERRORS: readonly ErrorCode[] = ['request.malformed', 'request.too-large', 'request.invalid', 'auth.foreign-origin']
