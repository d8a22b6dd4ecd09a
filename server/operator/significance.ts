import { createHash } from 'node:crypto'
import type { Analysis } from '@/server/domain/decision'

/** Values that move all the time; on their own they are stored less often. */
const VOLATILE = new Set([
  'observedAt', 'lagSeconds', 'worstLagSeconds', 'transactionsBehind', 'gtidExecuted', 'uptimeSeconds', 'threadsConnected', 'queriesPerSecond',
  'usedBytes', 'cpuUsedMillicores', 'memoryUsedBytes', 'primaryGtidExecuted', 'headline', 'belowReturnLimitSince',
])

/** Digest of what matters at once in an analysis: equal digests mean that storing may wait. */
export function digestOf(analysis: Pick<Analysis, 'status' | 'memory'>): string {
  const text = JSON.stringify([analysis.status, analysis.memory], (key, value: unknown) => (VOLATILE.has(key) ? undefined : value))
  return createHash('sha1').update(text).digest('base64')
}
