/** What the server says of its channel; times in Unix seconds by its own clock, null where there is none. */
export interface LagEvidence {
  now: number
  ioThread: 'on' | 'connecting' | 'off'
  /** all that was received is applied */
  caughtUp: boolean
  /** original commit time of the transaction that is being received */
  queueingCommittedAt: number | null
  /** the same of those that the coordinator and the workers have in hand */
  inWorkCommittedAt: readonly (number | null)[]
  /** the same of the newest one that was received, and of the newest one that was applied */
  lastQueuedCommittedAt: number | null
  lastAppliedCommittedAt: number | null
  /** when the receiver last heard of the source: heartbeat, or end of queueing */
  lastHeardAt: number | null
}

export interface MeasuredLag {
  /** null: cannot be told. Never negative. */
  lagSeconds: number | null
  /** for the next measurement of this instance */
  seen: LagMemory
}

/** Commit times of transactions that were seen to arrive while the replica was behind, ascending. */
export type LagMemory = readonly number[]

const SEEN_MAX = 256

/**
 * Apply delay of a replica: the age of the oldest transaction that it has not applied.
 * - Behind: the oldest one in hand. A stopped applier, and one that waits because of SOURCE_DELAY, has none in hand; then
 *   it is the oldest one that was seen to arrive and is newer than what was applied, exact to the interval of observation; without
 *   such memory the newest received one, which is the least that can be said.
 * - Caught up and receiving: 0, or the age of a large transaction that is still coming in.
 * - Caught up, but the receiver is off or cannot connect: nothing is known of the source since it was last heard of, so the data
 *   is as old as that. 0 would say that all is well at the very moment at which the replica goes blind.
 */
export function measureLag(evidence: LagEvidence, seen: LagMemory): MeasuredLag {
  const { now } = evidence
  if (!evidence.caughtUp) {
    const waiting = remember(seen, evidence)
    const inHand = [...evidence.inWorkCommittedAt, evidence.queueingCommittedAt].filter((at): at is number => at !== null)
    const inWork = evidence.inWorkCommittedAt.some((at) => at !== null)
    const oldest = inWork ? Math.min(...inHand) : (waiting[0] ?? evidence.queueingCommittedAt)
    return { lagSeconds: oldest === null ? null : age(now, oldest), seen: waiting }
  }
  if (evidence.ioThread === 'on') return { lagSeconds: evidence.queueingCommittedAt === null ? 0 : age(now, evidence.queueingCommittedAt), seen: [] }
  return { lagSeconds: evidence.lastHeardAt === null ? null : age(now, evidence.lastHeardAt), seen: [] }
}

/** One source commits in the order of these times, so what is not newer than the newest applied one has been applied. */
function remember(seen: LagMemory, { lastQueuedCommittedAt, lastAppliedCommittedAt }: LagEvidence): LagMemory {
  const newest = seen.at(-1) ?? 0
  const all = lastQueuedCommittedAt === null || lastQueuedCommittedAt <= newest ? seen : [...seen, lastQueuedCommittedAt]
  const waiting = all.filter((at) => lastAppliedCommittedAt === null || at > lastAppliedCommittedAt)
  // Bounded: of a long row every second one is enough.
  return waiting.length <= SEEN_MAX ? waiting : waiting.filter((_, index) => index % 2 === 0)
}

/** Clocks of two servers differ a little: a transaction from the future is not a negative lag. */
function age(now: number, then: number): number {
  return Math.max(0, Math.round((now - then) * 1000) / 1000)
}
