import { db } from '@/server/database/client'

export type Readiness = { state: 'starting'; reason: string } | { state: 'ready' } | { state: 'stopping' }

const DATABASE_TIMEOUT_MS = 2_000
const shared = globalThis as { podkeeperReadiness?: Readiness }

/** Told by boot: what it waits for, that it is done, and on SIGTERM that no new requests should come. */
export function setReadiness(readiness: Readiness): void {
  shared.podkeeperReadiness = readiness
}

export function readiness(): Readiness {
  return shared.podkeeperReadiness ?? { state: 'starting', reason: 'Podkeeper has just been started' }
}

/** @returns null when requests can be served now, else why not */
export async function whyNotReady(): Promise<string | null> {
  const now = readiness()
  switch (now.state) {
    case 'starting':
      return `starting: ${now.reason}`
    case 'stopping':
      return 'stopping'
    case 'ready':
      return (await databaseAnswers()) ? null : 'Postgres does not answer'
  }
}

async function databaseAnswers(): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), DATABASE_TIMEOUT_MS)
  })
  try {
    const answered = db().$queryRaw`select 1`.then(
      () => true,
      () => false,
    )
    return await Promise.race([answered, late])
  } catch {
    return false
  } finally {
    clearTimeout(timer)
  }
}
