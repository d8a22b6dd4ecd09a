import { hasPermission, PERMISSIONS, type Actor, type TokenView } from '@/server/contracts/access'
import { AppError } from '@/server/contracts/errors'
import { db } from '@/server/database/client'
import { TOKEN_OWNER, toTokenView } from './token-view'

/** Tokens, newest first, without what they consist of. @throws AppError auth.forbidden for everybody's without users.write */
export async function listTokens(actor: Actor & { id: string }, owner: 'me' | 'everybody'): Promise<{ items: TokenView[] }> {
  if (owner === 'everybody' && !hasPermission(actor.role, 'users.write')) throw new AppError('auth.forbidden', `Your role ${actor.role} lacks the permission "${PERMISSIONS['users.write']}" (users.write).`, { action: 'Ask an administrator, or list your own tokens.' })
  const rows = await db().apiToken.findMany({ where: owner === 'me' ? { userId: actor.id } : {}, include: TOKEN_OWNER, orderBy: [{ createdAt: 'desc' }, { id: 'asc' }], take: 1000 })
  return { items: rows.map(toTokenView) }
}
