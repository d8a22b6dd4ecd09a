import { roleOf } from '@/server/auth/authenticate'
import type { UserView } from '@/server/contracts/access'
import { AppError } from '@/server/contracts/errors'

interface UserRow { id: string; username: string | null; displayUsername: string | null; name: string; role: string | null; mustChangePassword: boolean | null; banned: boolean | null; createdAt: Date }

export function toUserView(row: UserRow): UserView {
  return {
    id: row.id,
    username: row.displayUsername ?? row.username ?? row.name,
    name: row.name,
    role: roleOf(row.role),
    mustChangePassword: row.mustChangePassword ?? false,
    disabled: row.banned ?? false,
    createdAt: row.createdAt.toISOString(),
  }
}

export function userMissing(): AppError {
  return new AppError('not-found', 'There is no user with this id.', { action: 'Choose one from the list of users.' })
}
