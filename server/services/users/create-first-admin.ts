import { generateOneTimePassword, hashPassword } from '@/server/auth/passwords'
import { runInTransaction } from '@/server/database/client'
import { SYSTEM_ACTOR, writeAudit } from '../audit/write-audit'
import { insertUser } from './insert-user'

const USERNAME = 'admin'
/** any number, the same in every process */
const ADVISORY_LOCK = 727_073_691

/**
 * Makes the user `admin` when there is no user at all; several processes may call it at once.
 * @returns its one-time password for the start command to print, or null when there are users
 */
export async function createFirstAdmin(): Promise<{ username: string; oneTimePassword: string } | null> {
  const oneTimePassword = generateOneTimePassword()
  const passwordHash = await hashPassword(oneTimePassword)
  return runInTransaction(async (tx) => {
    await tx.$executeRaw`select pg_advisory_xact_lock(${ADVISORY_LOCK})`
    if ((await tx.user.count()) > 0) return null
    const user = await insertUser(tx, { username: USERNAME, name: 'Administrator', role: 'admin' }, passwordHash)
    await writeAudit(tx, { actor: SYSTEM_ACTOR, action: 'user.create', target: { kind: 'user', id: user.id, name: user.username }, after: user })
    return { username: USERNAME, oneTimePassword }
  })
}
