import type { Precheck } from '@/server/contracts/availability'

/** Why it cannot be begun, for the button; null when it can. */
export function whyBlocked(checks: readonly Precheck[], accepted: readonly string[]): string | null {
  const failed = checks.filter((check) => check.state === 'failed')
  if (failed.length === 1 && failed[0]) return `${failed[0].title}: it is not so`
  if (failed.length > 1) return `${failed.length} conditions are not met`
  const open = checks.filter((check) => check.state === 'warning' && !accepted.includes(check.id))
  return open.length === 0 ? null : 'Tick what you accept first'
}

/** "12 of 12 conditions are met" */
export function countMet(checks: readonly Precheck[]): string {
  return `${checks.filter((check) => check.state === 'passed').length} of ${checks.length} conditions are met`
}

/** Those that need a look first. */
export function sortChecks(checks: readonly Precheck[]): Precheck[] {
  const rank = { failed: 0, warning: 1, passed: 2 }
  return [...checks].sort((a, b) => rank[a.state] - rank[b.state])
}
