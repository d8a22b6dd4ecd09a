/** Steps of the slider. */
export const POSITIONS = 40
const LOAD_MAX = 10_000

/** Transactions per second at a position: 0, then 1 to 10,000 in equal ratios, rounded to two digits. */
export function loadOfPosition(position: number): number {
  if (position <= 0) return 0
  const exact = LOAD_MAX ** ((Math.min(position, POSITIONS) - 1) / (POSITIONS - 1))
  return Number(exact.toPrecision(2))
}

/** The nearest position to a load. */
export function positionOfLoad(transactionsPerSecond: number): number {
  if (transactionsPerSecond < 0.5) return 0
  const exact = 1 + (Math.log(transactionsPerSecond) / Math.log(LOAD_MAX)) * (POSITIONS - 1)
  return Math.max(1, Math.min(POSITIONS, Math.round(exact)))
}
