import { hasPermission, type Actor } from '@/server/contracts/access'
import { AppError } from '@/server/contracts/errors'
import { runInTransaction } from '@/server/database/client'
import { writeAudit } from '../audit/write-audit'
import { TOKEN_OWNER, toTokenView } from './token-view'

/** Ends a token at once: one's own, or anybody's with users.write. @throws AppError not-found */
export async function revokeToken(actor: Actor & { id: string }, id: string): Promise<void> {
  await runInTransaction(async (tx) => {
    const row = await tx.apiToken.findUnique({ where: { id }, include: TOKEN_OWNER })
    // somebody else's token is not told from none
    if (!row || (row.userId !== actor.id && !hasPermission(actor.role, 'users.write'))) throw new AppError('not-found', 'There is no such token; it may have been revoked already.', { action: 'Look at the list of tokens.' })
    await tx.apiToken.deleteMany({ where: { id } })
    await writeAudit(tx, { actor, action: 'token.revoke', target: { kind: 'token', id, name: row.name }, before: toTokenView(row) })
  })
}
