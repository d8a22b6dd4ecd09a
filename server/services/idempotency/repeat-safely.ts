import { createHash } from 'node:crypto'
import { z } from 'zod'
import { decrypt, encrypt } from '@/server/config/encryption'
import { AppError } from '@/server/contracts/errors'
import { db } from '@/server/database/client'
import { log } from '@/server/log/log'

const PURPOSE = 'idempotency'
/** ms after which a key may be used for something else */
export const KEY_LIFETIME_MS = 24 * 3600 * 1000
/** ms after which a request that never ended is taken for one whose process died */
const ABANDONED_MS = 120_000

const answerSchema = z.object({ status: z.number().int(), body: z.unknown(), headers: z.record(z.string(), z.string()) })
export type StoredAnswer = z.infer<typeof answerSchema>

/**
 * Runs `work` once for an Idempotency-Key: the same request again gets the stored answer. Failed work is not stored, so
 * that it can be tried again. Answers are stored encrypted, for some hold passwords that are shown once.
 * @throws AppError request.idempotency-mismatch, request.in-progress; whatever `work` throws
 */
export async function repeatSafely(key: { actorId: string; key: string; request: readonly string[] }, work: () => Promise<StoredAnswer>): Promise<{ answer: StoredAnswer; replayed: boolean }> {
  const id = { actorId: key.actorId, key: key.key }
  const requestHash = createHash('sha256').update(JSON.stringify(key.request)).digest('hex')
  const stored = await claim(id, requestHash)
  if (stored) return { answer: stored, replayed: true }
  let answer: StoredAnswer
  try {
    answer = await work()
  } catch (error) {
    await db()
      .idempotencyKey.deleteMany({ where: { ...id, status: null } })
      .catch((failure: unknown) => log.warn({ err: failure }, 'an idempotency key could not be freed'))
    throw error
  }
  await db()
    .idempotencyKey.updateMany({ where: id, data: { status: answer.status, response: encrypt(JSON.stringify(answer), PURPOSE) } })
    // the work is done: its answer matters more than a possible repetition
    .catch((failure: unknown) => log.warn({ err: failure }, 'an answer could not be kept for its idempotency key'))
  return { answer, replayed: false }
}

/** @returns the stored answer, or null when the work is the caller's to do */
async function claim(id: { actorId: string; key: string }, requestHash: string): Promise<StoredAnswer | null> {
  await db().idempotencyKey.deleteMany({ where: { ...id, createdAt: { lt: new Date(Date.now() - KEY_LIFETIME_MS) } } })
  const { count } = await db().idempotencyKey.createMany({ data: { ...id, requestHash }, skipDuplicates: true })
  if (count === 1) return null
  const row = await db().idempotencyKey.findUnique({ where: { actorId_key: id } })
  // it failed and was freed between the two statements
  if (!row) throw inProgress()
  if (row.requestHash !== requestHash) throw new AppError('request.idempotency-mismatch', 'This Idempotency-Key was sent before with another path or body.', { action: 'Use a new key for a new request.' })
  if (row.status !== null && typeof row.response === 'string') return readAnswer(row.response)
  if (Date.now() - row.createdAt.getTime() < ABANDONED_MS) throw inProgress()
  const taken = await db().idempotencyKey.updateMany({ where: { ...id, createdAt: row.createdAt }, data: { createdAt: new Date() } })
  if (taken.count === 0) throw inProgress()
  return null
}

/** Deletes keys past their lifetime. @returns how many */
export async function pruneIdempotencyKeys(): Promise<number> {
  return (await db().idempotencyKey.deleteMany({ where: { createdAt: { lt: new Date(Date.now() - KEY_LIFETIME_MS) } } })).count
}

function readAnswer(encrypted: string): StoredAnswer {
  return answerSchema.parse(JSON.parse(decrypt(encrypted, PURPOSE)))
}

function inProgress(): AppError {
  return new AppError('request.in-progress', 'A request with this Idempotency-Key is being carried out just now.', { action: 'Wait a moment and send the same request again to get its answer.', retryAfterSeconds: 1 })
}
