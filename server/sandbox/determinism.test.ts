import { describe, expect, it } from 'vitest'
import { createFixture } from './testing/sandbox-fixture'

/** A life with a fault in it, as text. */
async function trace(seed: number): Promise<string> {
  const fixture = createFixture({ seed })
  await fixture.apply()
  await fixture.untilReady(3)
  await fixture.replicate()
  const lines: string[] = []
  for (let round = 0; round < 20; round++) {
    if (round === 5) fixture.sandbox.control.inject({ type: 'kill-pod', clusterId: fixture.owner.clusterId, instance: 'shop-db-0' })
    await fixture.clock.advance(1000)
    lines.push(JSON.stringify([fixture.observe(), await fixture.ask('shop-db-0'), await fixture.ask('shop-db-2')]))
  }
  return lines.join('\n')
}

describe('the sandbox under a test clock', () => {
  it('lives the same life with the same seed, and another with another', async () => {
    const first = await trace(7)
    expect(await trace(7)).toBe(first)
    expect(await trace(8)).not.toBe(first)
  })

  it('does nothing before it is started and after it is stopped', async () => {
    const fixture = createFixture()
    await fixture.apply()
    await fixture.clock.advance(500)
    fixture.sandbox.stop()
    const pending = fixture.clock.pendingCount()
    expect(pending).toBe(0)
    const before = JSON.stringify(fixture.observe().pods)
    await fixture.clock.advance(60_000)
    expect(JSON.stringify(fixture.observe().pods)).toBe(before)
  })
})
