import type { Random } from './random'

/**
 * The transactions that one server wrote, as a function from time to count and back. Nothing is stored per transaction: a
 * period of load is a rate and a wave over the day, whose integral is known.
 */
export interface Journal {
  /** transactions committed until then */
  countAt(atMs: number): number
  /** when transaction `sequence` (from 1) was committed; null when it was not yet written */
  timeOf(sequence: number): number | null
  /** `count` transactions at once, such as the bootstrap */
  append(atMs: number, count: number): void
  /** from now on `transactionsPerSecond` in the mean */
  openLoad(atMs: number, transactionsPerSecond: number): void
  closeLoad(atMs: number): void
  /** forgets transactions after the first `count`: their server's data was replaced by less, and it counts on from there */
  truncate(atMs: number, count: number): void
  /** for storing; load that goes on is stored as going on */
  snapshot(): JournalPeriod[]
}

export interface JournalPeriod {
  fromMs: number
  /** null: goes on */
  toMs: number | null
  /** transactions before it */
  before: number
  /** 0: `burst` transactions at `fromMs` */
  transactionsPerSecond: number
  burst: number
}

const DAY_MS = 86_400_000
/** share of the mean rate, period: the day, half an hour or so, some minutes */
const WAVES = [
  { share: 0.35, periodMs: DAY_MS },
  { share: 0.12, periodMs: 37 * 60_000 },
  { share: 0.08, periodMs: 250_000 },
] as const
const RATE_MAX = 1 + WAVES.reduce((sum, wave) => sum + wave.share, 0)
const RATE_MIN = 2 - RATE_MAX

export function createJournal(random: Random, key: string, stored: JournalPeriod[] = []): Journal {
  const periods: JournalPeriod[] = stored.map((period) => ({ ...period }))
  const phases = WAVES.map((_, index) => random.unit(`${key}/wave-${index}`) * 2 * Math.PI)

  /** integral of the wave over a period, ms */
  function waveBetween(fromMs: number, toMs: number): number {
    return WAVES.reduce((sum, { share, periodMs }, index) => {
      const speed = (2 * Math.PI) / periodMs
      const phase = phases[index] ?? 0
      // reduced first, because the epoch is too large a number for a precise cosine
      const angle = (atMs: number) => speed * (atMs % periodMs) + phase
      return sum + (share / speed) * (Math.cos(angle(fromMs)) - Math.cos(angle(toMs)))
    }, toMs - fromMs)
  }

  function countIn(period: JournalPeriod, atMs: number): number {
    if (period.transactionsPerSecond === 0) return atMs >= period.fromMs ? period.burst : 0
    const until = Math.min(atMs, period.toMs ?? atMs)
    if (until <= period.fromMs) return 0
    return Math.max(0, Math.floor((period.transactionsPerSecond * waveBetween(period.fromMs, until)) / 1000))
  }

  function countAt(atMs: number): number {
    let low = 0
    let high = periods.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((periods[middle]?.fromMs ?? 0) <= atMs) low = middle + 1
      else high = middle
    }
    const period = periods[low - 1]
    return period ? period.before + countIn(period, atMs) : 0
  }

  function timeIn(period: JournalPeriod, sequence: number): number {
    if (period.transactionsPerSecond === 0) return period.fromMs
    const needed = ((sequence - period.before) * 1000) / period.transactionsPerSecond
    let low = needed / RATE_MAX
    let high = needed / RATE_MIN
    while (high - low > 0.5) {
      const middle = (low + high) / 2
      if (waveBetween(period.fromMs, period.fromMs + middle) < needed) low = middle
      else high = middle
    }
    return period.fromMs + high
  }

  function timeOf(sequence: number): number | null {
    let low = 0
    let high = periods.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((periods[middle]?.before ?? 0) < sequence) low = middle + 1
      else high = middle
    }
    const period = periods[low - 1]
    if (!period) return null
    if (period.transactionsPerSecond === 0 && sequence > period.before + period.burst) return null
    return timeIn(period, sequence)
  }

  function closeLoad(atMs: number): void {
    const last = periods.at(-1)
    if (!last || last.toMs !== null) return
    if (countIn(last, atMs) === 0) periods.pop()
    else last.toMs = atMs
  }

  return {
    countAt,
    timeOf,
    closeLoad,
    append(atMs, count) {
      closeLoad(atMs)
      periods.push({ fromMs: atMs, toMs: atMs, before: countAt(atMs), transactionsPerSecond: 0, burst: count })
    },
    openLoad(atMs, transactionsPerSecond) {
      closeLoad(atMs)
      if (transactionsPerSecond <= 0) return
      periods.push({ fromMs: atMs, toMs: null, before: countAt(atMs), transactionsPerSecond, burst: 0 })
    },
    truncate(atMs, count) {
      closeLoad(atMs)
      while ((periods.at(-1)?.before ?? -1) >= count) periods.pop()
      periods.push({ fromMs: atMs, toMs: atMs, before: count, transactionsPerSecond: 0, burst: 0 })
    },
    snapshot: () => periods.map((period) => ({ ...period })),
  }
}
