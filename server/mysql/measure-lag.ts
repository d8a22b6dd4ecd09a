/** What the server says of its channel; times in Unix seconds by its own clock, null where there is none. */
export interface LagEvidence {
  now: number
  ioThread: 'on' | 'connecting' | 'off'
  /** all that was received is applied */
  caughtUp: boolean
  /** original commit times of the transactions in work: being received, read by the coordinator, applied by a worker */
  inWorkCommittedAt: readonly (number | null)[]
  lastQueuedCommittedAt: number | null
  /** when the receiver last heard of the source: heartbeat, or end of queueing */
  lastHeardAt: number | null
  /** commit time that an earlier observation of the same wait began with; null when there was none */
  behindSince: number | null
}

export interface MeasuredLag {
  /** null: cannot be told. Never negative. */
  lagSeconds: number | null
  /** to be handed in again as `behindSince` */
  behindSince: number | null
}

/**
 * Apply delay of a replica: the age of the oldest transaction that it has not applied.
 * - Behind: the oldest one in work. With a stopped applier none is in work; then the newest received one is the least that can
 *   be said, and the first answer of that kind is remembered, so that newer arrivals do not make the lag look smaller.
 * - Caught up and receiving: 0.
 * - Caught up, but the receiver is off or cannot connect: nothing is known of the source since it was last heard of, so the data
 *   is as old as that. 0 would say that all is well at the very moment at which the replica goes blind.
 */
export function measureLag(evidence: LagEvidence): MeasuredLag {
  const { now } = evidence
  const inWork = evidence.inWorkCommittedAt.filter((at): at is number => at !== null)
  if (!evidence.caughtUp) {
    const oldest = inWork.length > 0 ? Math.min(...inWork) : least(evidence.behindSince, evidence.lastQueuedCommittedAt)
    return oldest === null ? { lagSeconds: null, behindSince: null } : { lagSeconds: age(now, oldest), behindSince: oldest }
  }
  if (evidence.ioThread === 'on') return { lagSeconds: inWork.length > 0 ? age(now, Math.min(...inWork)) : 0, behindSince: null }
  return { lagSeconds: evidence.lastHeardAt === null ? null : age(now, evidence.lastHeardAt), behindSince: null }
}

function least(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b
  return Math.min(a, b)
}

/** Clocks of two servers differ a little: a transaction from the future is not a negative lag. */
function age(now: number, then: number): number {
  return Math.max(0, now - then)
}
