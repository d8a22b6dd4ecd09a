import { Lock } from 'lucide-react'
import { EmptyState } from './empty-state'

interface ForbiddenStateProps {
  /** what the permission allows: "See the audit log" */
  permission: string
  /** roles that have it */
  roles: readonly string[]
  /** role of the visitor */
  role: string
}

/** Which permission is missing and who can give it. */
export function ForbiddenState({ permission, roles, role }: ForbiddenStateProps) {
  return (
    <EmptyState icon={Lock} title="Your role does not permit this">
      <p>This page needs the permission “{permission}”, which {roles.length === 1 ? 'the role' : 'the roles'} {roles.join(' and ')} {roles.length === 1 ? 'has' : 'have'}. You have the role {role}.</p>
      <p className="mt-1">An administrator can give it to you under Settings, Users.</p>
    </EmptyState>
  )
}
