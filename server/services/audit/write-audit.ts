import type { Actor } from '@/server/contracts/access'
import { jsonOrNull, type Transaction } from '@/server/database/client'

export interface AuditTarget {
  /** cluster, user, token, kubernetes-cluster, session, operation, … */
  kind: string
  id: string | null
  /** as it was called then, for it may be gone when the entry is read */
  name: string
}

export interface AuditRecord {
  actor: Actor
  /** verb after the kind, e.g. cluster.create, user.change-role, credentials.reveal */
  action: string
  target: AuditTarget
  before?: unknown
  after?: unknown
}

const SECRET_NAME = /pass(word|phrase|wd)?$|secret|token$|kubeconfig|private.?key|credential|^hash$|authorization|cookie/i
/** names of Kubernetes Secrets, which tell nothing of what is in them */
const HARMLESS_NAME = /^imagePullSecrets$/
const REDACTED = '[redacted]'
const LONGEST_TEXT = 4_000

/** Podkeeper itself, for what nobody asked for. */
export const SYSTEM_ACTOR: Actor = { id: null, name: 'podkeeper', kind: 'system', role: 'admin', requestId: null, address: null }

/**
 * Writes who did what, in the transaction of the change itself, so that neither is there without the other. Secret members of
 * `before` and `after` are left out whatever they hold.
 */
export async function writeAudit(tx: Transaction, record: AuditRecord): Promise<void> {
  const { actor, target } = record
  await tx.auditEntry.create({
    data: {
      ...{ actorId: actor.id, actorName: actor.name, actorKind: actor.kind, requestId: actor.requestId, address: actor.address },
      ...{ action: record.action, targetKind: target.kind, targetId: target.id, targetName: target.name },
      before: jsonOrNull(redactSecrets(record.before)),
      after: jsonOrNull(redactSecrets(record.after)),
    },
  })
}

/** A copy as plain JSON in which members with secret names are replaced, long texts cut, and cycles impossible. */
export function redactSecrets(value: unknown, depth = 0): unknown {
  if (value === null || value === undefined) return null
  if (typeof value === 'bigint') return value.toString()
  if (typeof value === 'string') return value.length > LONGEST_TEXT ? `${value.slice(0, LONGEST_TEXT)}… (${value.length} characters)` : value
  if (value instanceof Date) return value.toISOString()
  if (typeof value !== 'object') return typeof value === 'number' || typeof value === 'boolean' ? value : null
  if (depth > 12) return '…'
  if (Array.isArray(value)) return value.map((item) => redactSecrets(item, depth + 1))
  const members = Object.entries(value).filter(([, member]) => member !== undefined)
  return Object.fromEntries(members.map(([name, member]) => [name, SECRET_NAME.test(name) && !HARMLESS_NAME.test(name) && isSecretValue(member) ? REDACTED : redactSecrets(member, depth + 1)]))
}

/** `mustChangePassword: true` or a secret's null tell nothing. */
function isSecretValue(value: unknown): boolean {
  return typeof value === 'string' || (typeof value === 'object' && value !== null)
}
