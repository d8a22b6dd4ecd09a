import type { Positions } from './volume'

/** What clients of a cluster were told about their writes: the measure of whether anything was lost. */
export interface Ledger {
  /** by uuid of the server that took the write; ascending, neither overlapping nor touching with equal durability */
  acknowledged: Record<string, AcknowledgedRange[]>
  /** written for clients that had gone before an answer came: they do not know of them */
  unheard: Record<string, Range[]>
  /** GTIDs that a server gave a second time, to other transactions, because its data had been replaced by less */
  reused: ReusedRange[]
  /** acknowledged under such GTIDs: nobody will find them any more */
  lost: (AcknowledgedRange & { serverUuid: string })[]
}

/** transactions after `from` up to and with `to` */
export interface Range {
  from: number
  to: number
}

export interface AcknowledgedRange extends Range {
  /** as many replicas as were asked for had them in their relay logs; false: asynchronous, or after a time-out */
  durable: boolean
}

export interface ReusedRange extends Range {
  serverUuid: string
  /** pods that hold the first transactions under these GTIDs */
  heldBy: string[]
}

export function createLedger(): Ledger {
  return { acknowledged: {}, unheard: {}, reused: [], lost: [] }
}

/** Clients were told that the transactions after `from` up to `to` are committed. */
export function acknowledge(ledger: Ledger, serverUuid: string, { from, to }: Range, durable: boolean): void {
  const ranges = (ledger.acknowledged[serverUuid] ??= [])
  for (const heard of without({ from, to }, ledger.unheard[serverUuid] ?? [])) {
    const last = ranges.at(-1)
    if (last?.to === heard.from && last.durable === durable) last.to = heard.to
    else if (heard.to > heard.from) ranges.push({ ...heard, durable })
  }
}

/** The server gives the GTIDs after `held` anew, which `heldBy` know as other transactions. */
export function noteReuse(ledger: Ledger, { serverUuid, from: held, to, heldBy }: ReusedRange): void {
  ledger.reused.push({ serverUuid, from: held, to, heldBy })
  const ranges = ledger.acknowledged[serverUuid] ?? []
  ledger.lost.push(...ranges.filter((range) => range.to > held).map((range) => ({ ...range, serverUuid, from: Math.max(range.from, held) })))
  ledger.acknowledged[serverUuid] = ranges.filter(({ from }) => from < held).map((range) => ({ ...range, to: Math.min(range.to, held) }))
}

/** Whoever gave these statements is gone: nobody will hear of them. */
export function expectSilence(ledger: Ledger, serverUuid: string, range: Range): void {
  ;(ledger.unheard[serverUuid] ??= []).push(range)
}

/**
 * Acknowledged transactions that a server with these positions does not hold.
 * @param kind durable: only those that replicas had; all: also those that asynchronous replication may lose
 */
export function findMissing(ledger: Ledger, positions: Positions, kind: 'durable' | 'all'): (AcknowledgedRange & { serverUuid: string })[] {
  const absent = Object.entries(ledger.acknowledged).flatMap(([serverUuid, ranges]) => {
    const held = positions[serverUuid] ?? 0
    return ranges.filter(({ to }) => to > held).map((range) => ({ ...range, serverUuid, from: Math.max(range.from, held) }))
  })
  return [...ledger.lost, ...absent].filter(({ durable }) => durable || kind === 'all')
}

/** How many transactions clients were told of. */
export function countAcknowledged(ledger: Ledger): number {
  return Object.values(ledger.acknowledged).flat().reduce((sum, { from, to }) => sum + to - from, 0)
}

function without(range: Range, holes: readonly Range[]): Range[] {
  return holes.reduce<Range[]>(
    (rest, hole) =>
      rest.flatMap(({ from, to }) => {
        if (hole.to <= from || hole.from >= to) return [{ from, to }]
        return [{ from, to: Math.max(from, hole.from) }, { from: Math.min(to, hole.to), to }].filter((part) => part.to > part.from)
      }),
    [range],
  )
}
