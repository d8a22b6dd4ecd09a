import type { ReplicationFacts } from '@/server/domain/observation'
import { measureLag, type LagMemory } from './measure-lag'
import type { ReplicationRow } from './rows'

const THREAD_STATES = { ON: 'on', OFF: 'off', CONNECTING: 'connecting' } as const

/** @param seen what the last observation left, see measureLag */
export function readReplication(row: ReplicationRow, seen: LagMemory): { facts: ReplicationFacts; seen: LagMemory } {
  const heardAt = latest(row.heartbeatAt, row.lastQueuedAt)
  const ioThread = THREAD_STATES[row.ioThreadState]
  const lag = measureLag({
    now: row.now,
    ioThread,
    caughtUp: row.caughtUp,
    queueingCommittedAt: row.queueingCommittedAt,
    inWorkCommittedAt: [row.coordinatorCommittedAt, row.workerCommittedAt],
    lastQueuedCommittedAt: row.lastQueuedCommittedAt,
    lastAppliedCommittedAt: row.lastAppliedCommittedAt,
    lastHeardAt: heardAt,
  }, seen)
  return {
    facts: {
      sourceHost: row.sourceHost,
      sourcePort: row.sourcePort,
      autoPosition: row.autoPosition,
      ioThread,
      sqlThread: row.sqlThreadState === 'ON' ? 'on' : 'off',
      ioError: readError(row.ioErrorNumber, row.ioErrorMessage, row.ioErrorAt),
      sqlError: readError(row.sqlErrorNumber ?? 0, row.sqlErrorMessage ?? '', row.sqlErrorAt),
      retrievedGtidSet: row.retrievedGtidSet,
      lagSeconds: lag.lagSeconds,
      sqlDelaySeconds: row.sqlDelaySeconds,
      heardAgoSeconds: heardAt === null ? null : Math.max(0, row.now - heardAt),
    },
    seen: lag.seen,
  }
}

function latest(a: number | null, b: number | null): number | null {
  return a === null ? b : b === null ? a : Math.max(a, b)
}

/** A number of 0 means: no error. */
function readError(number: number, message: string, at: number | null): ReplicationFacts['ioError'] {
  return number === 0 ? null : { number, message, at: at === null ? null : new Date(at * 1000).toISOString() }
}
