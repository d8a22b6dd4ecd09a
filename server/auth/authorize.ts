import { environment } from '@/server/config/environment'
import { hasPermission, PERMISSIONS, ROLE_PERMISSIONS, type Permission, type Role } from '@/server/contracts/access'
import { AppError } from '@/server/contracts/errors'
import type { Authenticated } from './authenticate'

/** What a route or action asks of who calls it. */
export type Requirement = Permission | 'signed-in' | 'public'

/** Refused in READ_ONLY_MODE when they would change something. */
const WRITES: ReadonlySet<Requirement> = new Set<Requirement>(['clusters.write', 'clusters.delete', 'clusters.intervene', 'automation.stop', 'kubernetes.write', 'users.write', 'tokens.own', 'sandbox.faults'])

/**
 * @param options.changes false for what only reads or previews
 * @param options.duringPasswordChange true for what somebody with a one-time password may do
 * @throws AppError auth.required, auth.password-change-required, auth.forbidden
 */
export function authorize(who: Authenticated | null, requirement: Requirement, options: { changes: boolean; duringPasswordChange: boolean }): void {
  if (requirement === 'public') return
  if (!who) throw new AppError('auth.required', 'You are not signed in, or your session has ended.', { action: 'Sign in, or send an API token as "Authorization: Bearer pk_…".' })
  if (who.mustChangePassword && !options.duringPasswordChange) throw new AppError('auth.password-change-required', 'Your password was given to you by somebody else, so it must be changed before anything else.', { action: 'Choose a password of your own.' })
  if (requirement !== 'signed-in' && !hasPermission(who.actor.role, requirement)) throw forbidden(who.actor.role, requirement)
  if (options.changes && WRITES.has(requirement) && environment().readOnlyMode) throw new AppError('auth.forbidden', 'Podkeeper runs in read-only mode, so nothing can be changed.', { action: 'Start Podkeeper without READ_ONLY_MODE to change things.' })
}

function forbidden(role: Role, permission: Permission): AppError {
  const able = (Object.keys(ROLE_PERMISSIONS) as Role[]).filter((other) => hasPermission(other, permission))
  return new AppError('auth.forbidden', `Your role ${role} lacks the permission "${PERMISSIONS[permission]}" (${permission}).`, { action: `Ask an administrator for the role ${able.join(' or ')}.` })
}
