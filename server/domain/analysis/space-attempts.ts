import type { AnalysisContext } from './context'

/** Attempts that were not needed for this long start again from the first. */
const FORGET_AFTER_MS = 60_000

/**
 * Whether `key` may be attempted now. The first time at once, then with pauses that double, so that what fails or takes
 * time to show is not repeated each round. Counts the attempt when it answers true. A changed definition begins anew.
 */
export function mayAttempt(context: AnalysisContext, key: string, pause: { firstMs: number; maxMs: number }): boolean {
  const { attempts } = context.memory
  const last = attempts[key]
  const previous = last && last.generation === context.definition.generation && context.now - last.lastAt < FORGET_AFTER_MS + pause.maxMs ? last : null
  if (previous && context.now < previous.nextAt) return false
  const count = (previous?.count ?? 0) + 1
  attempts[key] = {
    count,
    lastAt: context.now,
    nextAt: context.now + Math.min(pause.maxMs, pause.firstMs * 2 ** Math.min(20, count - 1)),
    generation: context.definition.generation,
  }
  return true
}

/** How often `key` was attempted in a row. */
export function attemptsOf(context: AnalysisContext, key: string): number {
  return context.memory.attempts[key]?.count ?? 0
}

/** It worked: the next time it is needed is a first time. */
export function forgetAttempts(context: AnalysisContext, key: string): void {
  delete context.memory.attempts[key]
}

/** @returns ms until `key` may be attempted again, 0 when now */
export function pauseLeftMs(context: AnalysisContext, key: string): number {
  return Math.max(0, (context.memory.attempts[key]?.nextAt ?? 0) - context.now)
}

/** Keeps memory small: whatever was not attempted for long is over. */
export function pruneAttempts(context: AnalysisContext): void {
  for (const [key, attempt] of Object.entries(context.memory.attempts)) {
    if (context.now - attempt.nextAt > FORGET_AFTER_MS) delete context.memory.attempts[key]
  }
}
