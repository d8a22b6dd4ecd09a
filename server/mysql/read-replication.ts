import type { ReplicationFacts } from '@/server/domain/observation'
import { measureLag } from './measure-lag'
import type { ReplicationRow } from './rows'

const THREAD_STATES = { ON: 'on', OFF: 'off', CONNECTING: 'connecting' } as const

/** @param behindSince of the last observation, see measureLag */
export function readReplication(row: ReplicationRow, behindSince: number | null): { facts: ReplicationFacts; behindSince: number | null } {
  const ioThread = THREAD_STATES[row.ioState]
  const lag = measureLag({
    now: row.now,
    ioThread,
    caughtUp: row.caughtUp,
    inWorkCommittedAt: [row.queueingCommittedAt, row.coordinatorCommittedAt, row.workerCommittedAt],
    lastQueuedCommittedAt: row.lastQueuedCommittedAt,
    lastHeardAt: latest(row.heartbeatAt, row.lastQueuedAt),
    behindSince,
  })
  return {
    facts: {
      sourceHost: row.sourceHost,
      sourcePort: row.sourcePort,
      autoPosition: row.autoPosition,
      ioThread,
      sqlThread: row.sqlState === 'ON' ? 'on' : 'off',
      ioError: readError(row.ioErrorNumber, row.ioErrorMessage, row.ioErrorAt),
      sqlError: readError(row.sqlErrorNumber ?? 0, row.sqlErrorMessage ?? '', row.sqlErrorAt),
      retrievedGtidSet: row.retrievedGtidSet,
      lagSeconds: lag.lagSeconds,
      sqlDelaySeconds: row.sqlDelaySeconds,
    },
    behindSince: lag.behindSince,
  }
}

function latest(a: number | null, b: number | null): number | null {
  return a === null ? b : b === null ? a : Math.max(a, b)
}

/** A number of 0 means: no error. */
function readError(number: number, message: string, at: number | null): ReplicationFacts['ioError'] {
  return number === 0 ? null : { number, message, at: at === null ? null : new Date(at * 1000).toISOString() }
}
