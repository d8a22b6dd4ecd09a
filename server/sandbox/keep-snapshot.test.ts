import { describe, expect, it } from 'vitest'
import { keepSnapshot } from './keep-snapshot'
import type { SandboxSnapshot } from './snapshot-schema'
import { createFixture } from './testing/sandbox-fixture'

function keep(options: { fails?: () => boolean } = {}) {
  const fixture = createFixture({ spec: { instances: 1 } })
  const written: { snapshot: SandboxSnapshot; final: boolean }[] = []
  const failures: unknown[] = []
  const keeper = keepSnapshot({
    sandbox: fixture.sandbox, clock: fixture.clock,
    write(snapshot, final) {
      if (options.fails?.()) return Promise.reject(new Error('no space left on device'))
      written.push({ snapshot, final })
      return Promise.resolve()
    },
    failed: (error) => failures.push(error),
  })
  return { fixture, written, failures, keeper }
}

describe('keeping the sandbox', () => {
  it('writes soon after a cluster was created, and nothing while nothing changes', async () => {
    const { fixture, written } = keep()
    await fixture.clock.advance(300_000)
    expect(written).toHaveLength(1)
    await fixture.apply()
    await fixture.clock.advance(1100)
    expect(written.at(-1)?.snapshot.objects.some(({ manifest }) => manifest.kind === 'StatefulSet')).toBe(true)
  })

  it('writes each minute while clients write', async () => {
    const { fixture, written } = keep()
    await fixture.apply()
    await fixture.untilReady(1)
    await fixture.replicate()
    await fixture.clock.advance(10_000)
    const before = written.length
    await fixture.clock.advance(300_000)
    expect(written.length - before).toBeGreaterThanOrEqual(4)
    expect(written.length - before).toBeLessThanOrEqual(6)
  })

  it('writes the final one at the end, and none afterwards', async () => {
    const { fixture, written, keeper } = keep()
    await fixture.apply()
    await keeper.finish()
    expect(written.map(({ final }) => final)).toEqual([true])
    await fixture.clock.advance(120_000)
    expect(written).toHaveLength(1)
  })

  it('tells once that it cannot write, and tries again', async () => {
    let full = true
    const { fixture, written, failures } = keep({ fails: () => full })
    await fixture.clock.advance(200_000)
    expect(failures).toHaveLength(1)
    full = false
    await fixture.clock.advance(60_000)
    expect(written).toHaveLength(1)
  })
})
