/** Draws in a row from one seed: equal seeds give equal rows. */
export interface Chance {
  /** a whole number in [0, below) */
  below(below: number): number
  /** a whole number in [low, high] */
  between(low: number, high: number): number
  /** true in so many of 100 draws */
  percent(share: number): boolean
  /** @throws Error when there is nothing to choose from */
  pick<T>(choices: readonly T[]): T
}

/** SplitMix32. */
export function createChance(seed: number): Chance {
  let state = Math.imul(seed + 1, 0x9e3779b1) >>> 0
  function next(): number {
    state = (state + 0x9e3779b9) >>> 0
    let mixed = state ^ (state >>> 16)
    mixed = Math.imul(mixed, 0x21f0aaad)
    mixed ^= mixed >>> 15
    mixed = Math.imul(mixed, 0x735a2d97)
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32
  }
  const below = (limit: number) => Math.floor(next() * limit)
  return {
    below,
    between: (low, high) => low + below(high - low + 1),
    percent: (share) => below(100) < share,
    pick<T>(choices: readonly T[]): T {
      const chosen = choices[below(choices.length)]
      if (chosen === undefined) throw new Error('There is nothing to choose from')
      return chosen
    },
  }
}
