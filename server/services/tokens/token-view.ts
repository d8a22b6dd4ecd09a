import { roleOf } from '@/server/auth/authenticate'
import type { TokenView } from '@/server/contracts/access'

interface TokenRow { id: string; name: string; prefix: string; role: string; createdAt: Date; expiresAt: Date | null; lastUsedAt: Date | null; user: { username: string | null; displayUsername: string | null; name: string } }

/** for Prisma's include */
export const TOKEN_OWNER = { user: { select: { username: true, displayUsername: true, name: true } } } as const

export function toTokenView(row: TokenRow): TokenView {
  return {
    ...{ id: row.id, name: row.name, prefix: row.prefix, role: roleOf(row.role) },
    owner: row.user.displayUsername ?? row.user.username ?? row.user.name,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt?.toISOString() ?? null,
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  }
}
