import { hasPermission, PERMISSIONS, ROLE_PERMISSIONS, type Permission, type Role } from '@/server/contracts/access'
import type { Denials } from '@/components/lib/access'

/** Permissions that stay in read-only mode. */
const READS: readonly Permission[] = ['clusters.read', 'kubernetes.read', 'logs.read', 'audit.read', 'credentials.reveal']

/** Roles that have a permission. */
export function rolesWith(permission: Permission): Role[] {
  return (Object.keys(ROLE_PERMISSIONS) as Role[]).filter((role) => hasPermission(role, permission))
}

/** Why each permission is denied to a role, in words for disabled controls; null when it is granted. */
export function denialsOf(role: Role, readOnlyMode: boolean): Denials {
  const deny = (permission: Permission): string | null => {
    if (!hasPermission(role, permission)) return `Needs the role ${rolesWith(permission).join(' or ')}; you have the role ${role}`
    return readOnlyMode && !READS.includes(permission) ? 'Podkeeper runs in read-only mode' : null
  }
  return Object.fromEntries((Object.keys(PERMISSIONS) as Permission[]).map((permission) => [permission, deny(permission)])) as Denials
}
