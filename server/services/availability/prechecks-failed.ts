import type { Precheck } from '@/server/contracts/availability'
import { AppError } from '@/server/contracts/errors'

/** @throws AppError cluster.prechecks-failed when a hard one fails, or a soft one was not accepted */
export function requirePrechecks(prechecks: readonly Precheck[], accepted: readonly string[]): void {
  const hindrances = prechecks.filter((check) => check.state === 'failed' || (check.state === 'warning' && !accepted.includes(check.id)))
  const first = hindrances[0]
  if (!first) return
  const isSoft = hindrances.every((check) => check.state === 'warning')
  throw new AppError('cluster.prechecks-failed', hindrances.map((check) => `${check.title}: ${check.evidence}`).join('. '), {
    action: isSoft ? `Remedy it, or accept it by its id: ${hindrances.map((check) => check.id).join(', ')}.` : 'Remedy what the checks say, then try again.',
    current: { prechecks },
  })
}
