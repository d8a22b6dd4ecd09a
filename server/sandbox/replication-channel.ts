import type { ReplicationChannel } from './volume'

/** A channel as CHANGE REPLICATION SOURCE and START REPLICA leave it. */
export function openChannel(source: Pick<ReplicationChannel, 'sourceHost' | 'sourcePort' | 'user' | 'password'>, nowMs: number): ReplicationChannel {
  return {
    ...source, ioWanted: true, sqlWanted: true, ioConnected: false, ioRetryAt: nowMs, semiSync: false, sourceRun: null, connectedAt: nowMs, hadAtConnect: 0, lastHeardMs: null, ioError: null, sqlError: null,
    received: {}, frontierMs: 0, credit: 0, settledMs: nowMs,
  }
}
