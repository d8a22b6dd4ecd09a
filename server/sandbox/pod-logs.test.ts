import { describe, expect, it } from 'vitest'
import type { LogOptions } from '@/server/domain/kubernetes-port'
import { createFixture } from './testing/sandbox-fixture'

const options = (change: Partial<LogOptions> = {}): LogOptions => ({ container: 'mysql', previous: false, tailLines: 100, sinceSeconds: null, follow: false, signal: new AbortController().signal, ...change })

async function createSingle() {
  const fixture = createFixture({ spec: { topology: 'single', instances: 1 } })
  await fixture.apply()
  await fixture.untilReady(1)
  return { fixture, port: fixture.sandbox.connection.port }
}

async function readAll(lines: AsyncIterable<string>): Promise<string[]> {
  const all: string[] = []
  for await (const line of lines) all.push(line)
  return all
}

describe('logs of the sandbox', () => {
  it('look like those of mysqld, with as many lines as asked for', async () => {
    const { port } = await createSingle()
    const all = await readAll(port.logs('shop', 'shop-db-0', options()))
    expect(all.at(-1)).toMatch(/^2026-01-15T09:00:\d\d\.\d{6}Z 0 \[System\] \[MY-010931\] \[Server\] .*ready for connections\. Version: '9\.7\.0'/)
    expect(await readAll(port.logs('shop', 'shop-db-0', options({ tailLines: 1 })))).toEqual(all.slice(-1))
  })

  it('keep the run before a restart', async () => {
    const { fixture, port } = await createSingle()
    await expect(readAll(port.logs('shop', 'shop-db-0', options({ previous: true })))).rejects.toMatchObject({ code: 'kubernetes.not-found' })
    fixture.sandbox.hands.crash('shop', 'shop-db-0')
    await fixture.clock.advance(1000)
    await fixture.untilReady(1)
    expect((await readAll(port.logs('shop', 'shop-db-0', options({ previous: true })))).at(-1)).toContain('ready for connections')
    expect((await readAll(port.logs('shop', 'shop-db-0', options()))).join('\n')).toContain('after an unclean shutdown')
  })

  it('are followed until the pod is gone', async () => {
    const { fixture, port } = await createSingle()
    const reading = readAll(port.logs('shop', 'shop-db-0', options({ follow: true, tailLines: 1 })))
    fixture.sandbox.hands.remove('Pod', 'shop', 'shop-db-0')
    await fixture.clock.advance(5000)
    const lines = await reading
    expect(lines.length).toBeGreaterThan(2)
    expect(lines.at(-1)).toContain('Shutdown complete')
  })

  it('are left alone when the reader goes', async () => {
    const { fixture, port } = await createSingle()
    const gone = new AbortController()
    const reading = readAll(port.logs('shop', 'shop-db-0', options({ follow: true, tailLines: 0, signal: gone.signal })))
    await fixture.clock.advance(1000)
    gone.abort()
    expect(await reading).toEqual([])
  })

  it('are not found for a pod or container that is not there', async () => {
    const { port } = await createSingle()
    await expect(readAll(port.logs('shop', 'shop-db-7', options()))).rejects.toMatchObject({ code: 'kubernetes.not-found' })
    await expect(readAll(port.logs('shop', 'shop-db-0', options({ container: 'nope' })))).rejects.toMatchObject({ code: 'kubernetes.not-found' })
  })
})
