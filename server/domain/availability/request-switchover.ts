import type { AnalysisContext, InstanceView } from '../analysis/context'
import { mayAttempt } from '../analysis/space-attempts'
import { pauseOf } from './automation'
import { chooseSwitchoverTarget } from './check-switchover'

const PAUSE = { firstMs: 30_000, maxMs: 600_000 }

/**
 * Asks for a switchover because the primary has to make room for something planned.
 * @param fits which instances may take over
 * @returns true: one was asked for or runs, wait for it · false: nobody can take over now
 */
export function requestSwitchover(context: AnalysisContext, reason: string, fits?: (instance: InstanceView) => boolean): boolean {
  const { definition, memory, now } = context
  if (memory.transfer !== null || definition.operations.some((operation) => operation.kind === 'switchover')) return true
  const target = chooseSwitchoverTarget(context, fits)
  if (target === null || memory.primary === null || pauseOf(context) !== null) return false
  // One that was just taken back is tried again, not done without.
  if (!mayAttempt(context, `switchover-for/${reason}`, PAUSE)) return true
  context.newOperations.push({
    id: `switchover-${definition.id}-${now}`, kind: 'switchover', title: `Switch over from ${memory.primary} to ${target.name}`,
    parameters: { target: target.name, requestedBy: 'podkeeper', reason, accepted: ['volume', 'quiet'] },
  })
  return true
}
