import { describe, expect, test } from 'vitest'
import { MUTATIONS } from './mutations'
import { NAMED_SEEDS } from './named-seeds'
import { runSeed } from './run-seed'

const SOME_SEEDS = Array.from({ length: 24 }, (_, index) => 101 + index)

describe('whatever breaks', { timeout: 120_000 }, () => {
  test.each(NAMED_SEEDS)('seed $seed: $name', async ({ seed }) => {
    const { broken, story } = await runSeed(seed)
    expect(broken, story.join('\n')).toBe(null)
  })

  test('keeps its promises in other runs too', async () => {
    for (const seed of SOME_SEEDS) {
      const { broken, story } = await runSeed(seed)
      expect(broken, `seed ${seed}\n${story.join('\n')}`).toBe(null)
    }
  })

  test('a seed tells the same story each time', async () => {
    expect((await runSeed(7)).story).toEqual((await runSeed(7)).story)
  })
})

describe('mistakes of the operator are found out', { timeout: 120_000 }, () => {
  const known = NAMED_SEEDS.flatMap(({ seed, catches = [] }) => catches.map((id) => ({ seed, id })))

  test.each(known)('$id by seed $seed', async ({ seed, id }) => {
    const mutation = MUTATIONS.find((one) => one.id === id)
    if (!mutation) throw new Error(`There is no mutation ${id}`)
    expect((await runSeed(seed, mutation)).broken).not.toBe(null)
  })
})
