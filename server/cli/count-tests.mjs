import { existsSync, readFileSync } from 'node:fs'

/** Counts of Vitest's JSON report; a file that could not even be loaded is one failure. null without a report. */
export function countVitest(file) {
  if (!existsSync(file)) return null
  const report = JSON.parse(readFileSync(file, 'utf8'))
  const unloaded = report.testResults.filter((suite) => suite.status === 'failed' && suite.assertionResults.length === 0).length
  return { passed: report.numPassedTests, failed: report.numFailedTests + unloaded }
}

/** Counts of Playwright's JSON report; null without one. */
export function countPlaywright(file) {
  if (!existsSync(file)) return null
  const { stats, errors } = JSON.parse(readFileSync(file, 'utf8'))
  return { passed: stats.expected + stats.flaky, failed: stats.unexpected + (stats.expected + stats.unexpected === 0 ? errors.length : 0) }
}
