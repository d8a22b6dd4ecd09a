import type { SemiSyncFacts } from '@/server/domain/observation'
import type { SemiSyncRow } from './rows'

/** @returns null unless both plugins are loaded */
export function readSemiSync(row: SemiSyncRow): SemiSyncFacts | null {
  const { sourceEnabled, sourceActive, clients, waitSessions, waitForReplicaCount, timeoutMs, waitPoint, acknowledgedCount, unacknowledgedCount, replicaEnabled, replicaActive } = row
  if (sourceEnabled === null || waitForReplicaCount === null || timeoutMs === null || waitPoint === null || replicaEnabled === null) return null
  return {
    source: {
      enabled: sourceEnabled, active: sourceActive === true, clients: clients ?? 0, waitSessions: waitSessions ?? 0, waitForReplicaCount, timeoutMs, waitPoint,
      acknowledgedCount: acknowledgedCount ?? 0, unacknowledgedCount: unacknowledgedCount ?? 0,
    },
    replica: { enabled: replicaEnabled, active: replicaActive === true },
  }
}
