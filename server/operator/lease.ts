import { db } from '@/server/database/client'
import { notifyNow } from '@/server/database/notify'
import type { Clock } from '@/server/domain/clock'
import type { OperatorReport } from '@/server/contracts/operator'
import { log } from '@/server/log/log'

const NAME = 'operator'
export const LEASE_TTL_MS = 6_000
export const LEASE_RENEW_MS = 2_000

/** The right to act, as last confirmed by Postgres. `epoch` is the fencing token of every write. */
export interface Leadership {
  holder: string
  epoch: number
  /** local time until which it may be relied upon; earlier than the expiry in Postgres */
  trustedUntil: number
}

/**
 * Takes or renews the lease in one statement, by the database's clock, so that two operators' clocks do not matter.
 * @returns the epoch when `holder` leads now, else null
 */
export async function takeLease(holder: string, report: OperatorReport | null): Promise<number | null> {
  const rows = await db().$queryRaw<{ epoch: number; changed: boolean }[]>`
    INSERT INTO "OperatorLease" AS l ("name", "holder", "epoch", "acquiredAt", "renewedAt", "expiresAt", "report")
    VALUES (${NAME}, ${holder}, 1, now(), now(), now() + ${LEASE_TTL_MS} * interval '1 millisecond', ${report === null ? null : JSON.stringify(report)}::jsonb)
    ON CONFLICT ("name") DO UPDATE SET
      "holder" = excluded."holder",
      "epoch" = CASE WHEN l."holder" = excluded."holder" AND l."expiresAt" > now() THEN l."epoch" ELSE l."epoch" + 1 END,
      "acquiredAt" = CASE WHEN l."holder" = excluded."holder" AND l."expiresAt" > now() THEN l."acquiredAt" ELSE now() END,
      "renewedAt" = now(),
      "expiresAt" = excluded."expiresAt",
      "report" = coalesce(excluded."report", l."report")
    WHERE l."holder" = excluded."holder" OR l."expiresAt" <= now()
    RETURNING l."epoch", ("acquiredAt" = now()) AS changed`
  return rows[0]?.epoch ?? null
}

/** Gives the lease up at once, so that the next operator need not wait for its expiry. */
export async function releaseLease(holder: string): Promise<void> {
  await db().$executeRaw`UPDATE "OperatorLease" SET "expiresAt" = now() WHERE "name" = ${NAME} AND "holder" = ${holder}`
}

export interface LeaderElection {
  /** null while another operator leads, or the lease was not confirmed lately: then nothing may be begun */
  leadership(): Leadership | null
  /** the lease as taken last, trusted or not; null once it was lost */
  held(): Leadership | null
  stop(): Promise<void>
}

/**
 * Keeps trying to lead. `onRound` is told after each try, whether or not anything changed, so that its owner can compare
 * what runs with what should: a change that comes at a bad moment is made good two seconds later. The lease is given up
 * too when it could not be renewed in time (database away): nothing may be done any more, for another may lead.
 */
export function startLeaderElection(options: {
  clock: Clock
  holder: string
  report: () => OperatorReport | null
  onRound: () => void
}): LeaderElection {
  const { clock, holder } = options
  let current: Leadership | null = null
  let stopped = false
  let cancelTimer = () => {}

  const set = (next: Leadership | null) => {
    const changed = (current === null) !== (next === null) || (current !== null && next !== null && current.epoch !== next.epoch)
    current = next
    if (changed) log.info({ holder, epoch: next?.epoch ?? null }, next ? 'this operator leads' : 'this operator no longer leads')
  }

  const round = async () => {
    const startedAt = clock.now()
    try {
      const epoch = await takeLease(holder, current ? options.report() : null)
      if (stopped) return
      // Counted from before the statement was sent: the lease in Postgres ends later than this.
      set(epoch === null ? null : { holder, epoch, trustedUntil: startedAt + LEASE_TTL_MS - 1_000 })
      if (epoch !== null) await notifyNow({ topic: 'operator' })
    } catch (error) {
      log.warn({ err: error }, 'the lease could not be renewed')
      if (current && clock.now() >= current.trustedUntil) set(null)
    }
    if (stopped) return
    options.onRound()
    cancelTimer = clock.after(LEASE_RENEW_MS, () => void round())
  }
  void round()

  return {
    held: () => current,
    leadership: () => (current && clock.now() < current.trustedUntil ? current : null),
    async stop() {
      stopped = true
      cancelTimer()
      const led = current !== null
      current = null
      if (led) await releaseLease(holder).catch((error: unknown) => log.warn({ err: error }, 'the lease could not be released'))
    },
  }
}
