/** A seed that once found something, and what. */
export interface NamedSeed {
  seed: number
  name: string
  /** mutations that it is known to catch */
  catches?: readonly string[]
}

export const NAMED_SEEDS: readonly NamedSeed[] = [
  { seed: 69, name: 'a node without power took away what its replica had acknowledged: its relay log was not on the disk' },
  { seed: 59, name: 'a former primary that could not finish closing, because a commit waited there, was stuck for ever' },
  { seed: 7, name: 'the replica with everything is not the one with the lowest ordinal', catches: ['elects-lowest-ordinal'] },
  { seed: 6, name: 'writes right after a change of the primary, which is then lost', catches: ['opens-before-acknowledgements'] },
  { seed: 2, name: 'a replica that lags while clients read', catches: ['never-leaves-reads'] },
  { seed: 1, name: 'replicas are away for a moment', catches: ['degrades-at-once'] },
  { seed: 27, name: 'the operator alone cannot reach the primary', catches: ['silence-alone'] },
]
