import { z } from 'zod'

/**
 * Every error a person or a program can meet: its HTTP status and the title that never changes.
 * The detail and the action are written where the error is raised, for that case.
 */
export const ERROR_CODES = {
  'request.invalid': { status: 422, title: 'The input is not valid' },
  'request.malformed': { status: 400, title: 'The request cannot be read' },
  'request.too-large': { status: 413, title: 'The request is too large' },
  'request.idempotency-mismatch': { status: 422, title: 'This Idempotency-Key was used for another request' },
  'request.in-progress': { status: 409, title: 'The same request is still being carried out' },
  'request.precondition-required': { status: 428, title: 'If-Match is required' },
  'auth.required': { status: 401, title: 'Sign in first' },
  'auth.invalid-credentials': { status: 401, title: 'User name or password is wrong' },
  'auth.password-change-required': { status: 403, title: 'The one-time password must be changed first' },
  'auth.forbidden': { status: 403, title: 'Your role does not permit this' },
  'auth.foreign-origin': { status: 403, title: 'The request came from another site' },
  'auth.rate-limited': { status: 429, title: 'Too many attempts' },
  'not-found': { status: 404, title: 'There is no such thing' },
  'user.name-taken': { status: 409, title: 'The user name is taken' },
  'user.last-admin': { status: 409, title: 'The last administrator must stay' },
  'cluster.gone': { status: 410, title: 'The cluster was deleted' },
  'cluster.name-taken': { status: 409, title: 'The name is taken' },
  'cluster.changed-meanwhile': { status: 409, title: 'Somebody else changed the cluster meanwhile' },
  'cluster.protected': { status: 409, title: 'The cluster is protected against deletion' },
  'cluster.being-deleted': { status: 409, title: 'The cluster is being deleted' },
  'cluster.operation-running': { status: 409, title: 'Another operation is running' },
  'cluster.prechecks-failed': { status: 422, title: 'A condition for changing the primary is not met' },
  'cluster.not-managed': { status: 409, title: 'Podkeeper does not manage replication of this cluster' },
  'cluster.not-cancellable': { status: 409, title: 'The operation can no longer be cancelled' },
  'kubernetes.unreachable': { status: 503, title: 'Kubernetes cannot be reached' },
  'kubernetes.forbidden': { status: 403, title: 'Kubernetes refused: a permission is missing' },
  'kubernetes.unauthorized': { status: 502, title: 'Kubernetes did not accept the credentials' },
  'kubernetes.namespace-missing': { status: 422, title: 'The namespace does not exist' },
  'kubernetes.storage-class-missing': { status: 422, title: 'The storage class does not exist' },
  'kubernetes.quota-exceeded': { status: 422, title: 'A quota of the namespace does not allow this' },
  'kubernetes.object-not-ours': { status: 409, title: 'An object of that name exists and is not Podkeeper\'s' },
  'kubernetes.rejected': { status: 422, title: 'Kubernetes rejected the object' },
  'kubernetes.kubeconfig-invalid': { status: 422, title: 'The kubeconfig cannot be used' },
  'kubernetes.name-taken': { status: 409, title: 'A Kubernetes cluster of that name is registered' },
  'kubernetes.in-use': { status: 409, title: 'The Kubernetes cluster is in use' },
  'kubernetes.not-found': { status: 404, title: 'Kubernetes has no such object' },
  'mysql.unreachable': { status: 503, title: 'MySQL cannot be reached' },
  'mysql.refused': { status: 502, title: 'MySQL refused the statement' },
  'database.unreachable': { status: 503, title: 'Podkeeper\'s own database cannot be reached' },
  'sandbox.only': { status: 409, title: 'This works in the sandbox only' },
  starting: { status: 503, title: 'Podkeeper is still starting' },
  internal: { status: 500, title: 'Podkeeper failed' },
} as const satisfies Record<string, { status: number; title: string }>

export type ErrorCode = keyof typeof ERROR_CODES

export interface FieldProblem {
  /** dotted path into the input, e.g. "spec.storage.sizeBytes" */
  path: string
  message: string
}

export interface AppErrorOptions {
  /** what to do now; a sentence */
  action?: string
  fields?: FieldProblem[]
  /** for conflicts: what it is now, so that a form can show the difference */
  current?: unknown
  /** copyable technical detail, never a secret */
  evidence?: string
  retryAfterSeconds?: number
  cause?: unknown
}

/** The one error class of the server. Anything else that is thrown is a defect and answered as `internal`. */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly options: AppErrorOptions

  /** @param detail what happened and why, in a sentence that a DBA understands */
  constructor(code: ErrorCode, detail: string, options: AppErrorOptions = {}) {
    super(detail, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'AppError'
    this.code = code
    this.options = options
  }

  get status(): number {
    return ERROR_CODES[this.code].status
  }

  /**
   * Next bundles routes and instrumentation apart, so one process holds this class twice, and an adapter made at boot throws the
   * other one. `instanceof` therefore goes by name and code, not by identity.
   */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof Error && value.name === 'AppError' && 'code' in value && typeof value.code === 'string' && value.code in ERROR_CODES
  }
}

/** RFC 9457 problem details with Podkeeper's members. */
export const problemSchema = z
  .object({
    type: z.string().meta({ description: 'Stable address of the kind of error', example: '/docs/errors#cluster.name-taken' }),
    title: z.string(),
    status: z.number().int(),
    code: z.string().meta({ example: 'cluster.name-taken' }),
    detail: z.string(),
    action: z.string().optional().meta({ description: 'What to do now' }),
    requestId: z.string(),
    evidence: z.string().optional(),
    fields: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
    current: z.unknown().optional().meta({ description: 'For conflicts: the state that was found' }),
  })
  .meta({ id: 'Problem' })

export type Problem = z.infer<typeof problemSchema>
