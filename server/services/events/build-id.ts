import { readFileSync } from 'node:fs'
import path from 'node:path'

let known: string | null = null

/** Tells tabs of an older build that they are: Next's id of the build, or of the process in development. */
export function buildId(): string {
  known ??= readBuildId() ?? `development-${process.pid}`
  return known
}

function readBuildId(): string | null {
  try {
    return readFileSync(path.join(/* turbopackIgnore: true */ process.cwd(), '.next', 'BUILD_ID'), 'utf8').trim()
  } catch {
    return null
  }
}
