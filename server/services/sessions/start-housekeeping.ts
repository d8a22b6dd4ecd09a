import { pruneAttempts } from '@/server/auth/attempts'
import { db } from '@/server/database/client'
import { log } from '@/server/log/log'
import type { Clock } from '@/server/domain/clock'
import { pruneIdempotencyKeys } from '../idempotency/repeat-safely'

const INTERVAL_MS = 10 * 60_000

/** Deletes what has expired: sessions, counted attempts to sign in, idempotency keys. @returns how many rows */
export async function deleteExpired(now: number): Promise<number> {
  const sessions = await db().session.deleteMany({ where: { expiresAt: { lt: new Date(now) } } })
  return sessions.count + (await pruneAttempts()) + (await pruneIdempotencyKeys())
}

/** Does so every ten minutes; several processes may. @returns ends it */
export function startHousekeeping(clock: Clock): () => void {
  let cancel: () => void
  const next = () => {
    cancel = clock.after(INTERVAL_MS, () => {
      deleteExpired(clock.now()).catch((error: unknown) => log.debug({ err: error }, 'expired rows were not deleted'))
      next()
    })
  }
  next()
  return () => cancel()
}
