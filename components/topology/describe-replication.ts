import type { InstanceStatus, ReplicationStatus } from '@/server/contracts/cluster-status'

/** Thread state in words, worst first; null when the instance does not replicate. */
export function describeThreads(replication: ReplicationStatus | null): string | null {
  if (replication === null) return null
  const { ioThread, sqlThread } = replication
  if (ioThread === 'off' && sqlThread === 'off') return 'Replication is stopped'
  if (ioThread === 'off') return 'Receiver thread is stopped'
  if (sqlThread === 'off') return 'Applier thread is stopped'
  if (ioThread === 'connecting') return 'Connecting to its source'
  return 'Receiving and applying'
}

/** "12 transactions behind", "caught up"; null when it is not known. */
export function describeDistance(replication: ReplicationStatus | null): string | null {
  const behind = replication?.transactionsBehind ?? null
  if (behind === null) return null
  if (behind === 0) return 'caught up'
  return `${behind.toLocaleString('en')} ${behind === 1 ? 'transaction' : 'transactions'} behind`
}

/** Whether the line to a replica moves: only while data reaches it. */
export function movesData(instance: Pick<InstanceStatus, 'replication'>, primary: Pick<InstanceStatus, 'mysql'> | null): boolean {
  const replication = instance.replication
  if (replication === null || replication.ioThread !== 'on' || replication.sqlThread !== 'on') return false
  const busy = (primary?.mysql?.queriesPerSecond ?? 0) > 0
  return busy || (replication.transactionsBehind ?? 0) > 0
}
