import { hasPermission, PERMISSIONS, ROLE_PERMISSIONS, type Actor, type Permission, type Role } from '@/server/contracts/access'
import { AppError } from '@/server/contracts/errors'

/** Services check for themselves, whoever calls them. @throws AppError auth.forbidden */
export function requirePermission(actor: Actor, permission: Permission): void {
  if (hasPermission(actor.role, permission)) return
  const able = (Object.keys(ROLE_PERMISSIONS) as Role[]).filter((role) => hasPermission(role, permission))
  throw new AppError('auth.forbidden', `Your role ${actor.role} lacks the permission "${PERMISSIONS[permission]}" (${permission}).`, { action: `Ask an administrator for the role ${able.join(' or ')}.` })
}
