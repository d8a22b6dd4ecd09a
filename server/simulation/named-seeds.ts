/** A seed that once found something, and what. */
export interface NamedSeed {
  seed: number
  name: string
  /** mutations that it is known to catch */
  catches?: readonly string[]
}

export const NAMED_SEEDS: readonly NamedSeed[] = []
