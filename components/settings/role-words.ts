import type { Role } from '@/server/contracts/access'

/** What each role may do; in the order of what they may. */
export const ROLE_WORDS: Record<Role, string> = {
  viewer: 'Sees clusters, logs and Kubernetes clusters',
  operator: 'Also creates, changes and deletes clusters, sees their passwords and the audit log',
  admin: 'Also manages users, everybody’s tokens and Kubernetes clusters',
}
export const ROLES = Object.keys(ROLE_WORDS) as Role[]
