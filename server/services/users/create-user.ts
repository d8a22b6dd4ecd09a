import type { z } from 'zod'
import { generateOneTimePassword, hashPassword } from '@/server/auth/passwords'
import type { Actor, CreatedUser, createUserSchema } from '@/server/contracts/access'
import { AppError } from '@/server/contracts/errors'
import { runInTransaction } from '@/server/database/client'
import { isUniqueViolation } from '@/server/database/database-error'
import { writeAudit } from '../audit/write-audit'
import { insertUser } from './insert-user'

/**
 * Makes a user with a one-time password, which is told once.
 * @throws AppError user.name-taken
 */
export async function createUser(actor: Actor, input: z.output<typeof createUserSchema>): Promise<CreatedUser> {
  const oneTimePassword = generateOneTimePassword()
  const passwordHash = await hashPassword(oneTimePassword)
  try {
    const user = await runInTransaction(async (tx) => {
      const view = await insertUser(tx, input, passwordHash)
      await writeAudit(tx, { actor, action: 'user.create', target: { kind: 'user', id: view.id, name: view.username }, after: view })
      return view
    })
    return { user, oneTimePassword }
  } catch (error) {
    if (isUniqueViolation(error)) throw new AppError('user.name-taken', `There is a user named ${input.username} already.`, { action: 'Choose another user name.', fields: [{ path: 'username', message: 'This user name is taken' }] })
    throw error
  }
}
