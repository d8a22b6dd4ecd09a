import { createHash } from 'node:crypto'
import { AppError } from '@/server/contracts/errors'
import { db } from '@/server/database/client'

const WINDOW_SECONDS = 15 * 60
/**
 * Failures allowed within a window. The limit of a name alone is wide, so that a stranger cannot lock out somebody who
 * signs in from another address.
 */
const LIMITS = { nameAtAddress: 5, address: 20, name: 50 } as const

/**
 * Counts an attempt to sign in before the password is looked at, so that parallel guesses count too.
 * @returns takes the attempt back; call it when the password was right
 * @throws AppError auth.rate-limited with the seconds to wait
 */
export async function countAttempt(username: string, address: string | null): Promise<() => Promise<void>> {
  const place = networkOf(address)
  const keys = { nameAtAddress: keyOf('name-at-address', username.toLowerCase(), place), address: keyOf('address', place), name: keyOf('name', username.toLowerCase()) }
  for (const limit of ['nameAtAddress', 'address', 'name'] as const) {
    const { count, retryAfterSeconds } = await increment(keys[limit])
    if (count > LIMITS[limit]) {
      throw new AppError('auth.rate-limited', `There were too many failed attempts to sign in${limit === 'address' ? ' from your address' : ' with this user name'}.`, {
        action: `Wait ${Math.ceil(retryAfterSeconds / 60)} min and try again, or ask an administrator to reset the password.`,
        retryAfterSeconds,
      })
    }
  }
  return async () => {
    await db().rateLimit.deleteMany({ where: { key: keys.nameAtAddress } })
    await db().rateLimit.updateMany({ where: { key: { in: [keys.address, keys.name] }, count: { gt: 0 } }, data: { count: { decrement: 1 } } })
  }
}

/** Forgets the failures of a name, for an administrator's reset. */
export async function forgetAttempts(username: string): Promise<void> {
  await db().rateLimit.deleteMany({ where: { key: { startsWith: `${keyOf('name', username.toLowerCase())}` } } })
  await db().rateLimit.deleteMany({ where: { key: { startsWith: keyOf('name-at-address', username.toLowerCase()) } } })
}

/** One statement, by Postgres' clock; `lastRequest` holds the start of the window in ms. */
async function increment(key: string): Promise<{ count: number; retryAfterSeconds: number }> {
  const rows = await db().$queryRaw<{ count: number; retryAfterSeconds: number }[]>`
    with clock as (select (extract(epoch from now()) * 1000)::bigint as ms)
    insert into "rateLimit" as r ("id", "key", "count", "lastRequest") values (gen_random_uuid()::text, ${key}, 1, (select ms from clock))
    on conflict ("key") do update set
      "count" = case when r."lastRequest" <= (select ms from clock) - ${WINDOW_SECONDS}::bigint * 1000 then 1 else r."count" + 1 end,
      "lastRequest" = case when r."lastRequest" <= (select ms from clock) - ${WINDOW_SECONDS}::bigint * 1000 then (select ms from clock) else r."lastRequest" end
    returning r."count", greatest(1, ceil((r."lastRequest" - (select ms from clock)) / 1000.0 + ${WINDOW_SECONDS}::int))::int as "retryAfterSeconds"`
  return rows[0] ?? { count: 1, retryAfterSeconds: WINDOW_SECONDS }
}

/** Deletes windows that ended. @returns how many */
export async function pruneAttempts(): Promise<number> {
  return (await db().rateLimit.deleteMany({ where: { lastRequest: { lt: Date.now() - 2 * WINDOW_SECONDS * 1000 } } })).count
}

/** Names are hashed: people type passwords into the field for the name. */
function keyOf(kind: string, ...parts: string[]): string {
  return [`sign-in:${kind}`, ...parts.map((part) => createHash('sha256').update(part).digest('base64url').slice(0, 22))].join(':')
}

/** One host has a whole /64 of IPv6 addresses. */
function networkOf(address: string | null): string {
  return address?.includes(':') ? address.split(':').slice(0, 4).join(':') : (address ?? 'unknown')
}
