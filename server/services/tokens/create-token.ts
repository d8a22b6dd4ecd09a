import type { z } from 'zod'
import { lesserRole } from '@/server/auth/authenticate'
import { generateToken } from '@/server/auth/tokens'
import type { Actor, CreatedToken, createTokenSchema } from '@/server/contracts/access'
import { AppError } from '@/server/contracts/errors'
import { runInTransaction } from '@/server/database/client'
import { writeAudit } from '../audit/write-audit'
import { TOKEN_OWNER, toTokenView } from './token-view'

const DAY_MS = 86_400_000

/**
 * Makes an API token for the actor, which is told once.
 * @throws AppError auth.forbidden when it would allow more than its maker may do
 */
export async function createToken(actor: Actor & { id: string }, input: z.output<typeof createTokenSchema>): Promise<CreatedToken> {
  if (lesserRole(input.role, actor.role) !== input.role) throw new AppError('auth.forbidden', `You have the role ${actor.role}, so you cannot make a token with the role ${input.role}.`, { action: `Choose ${actor.role} or less.`, fields: [{ path: 'role', message: `At most ${actor.role}` }] })
  const { token, hash, prefix } = generateToken()
  const expiresAt = input.expiresInDays === null ? null : new Date(Date.now() + input.expiresInDays * DAY_MS)
  const details = await runInTransaction(async (tx) => {
    const row = await tx.apiToken.create({ data: { name: input.name, role: input.role, userId: actor.id, hash, prefix, expiresAt }, include: TOKEN_OWNER })
    const view = toTokenView(row)
    await writeAudit(tx, { actor, action: 'token.create', target: { kind: 'token', id: view.id, name: view.name }, after: view })
    return view
  })
  return { details, token }
}
