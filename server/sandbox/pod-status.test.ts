import { expect, it } from 'vitest'
import { cachePod } from '@/server/kubernetes/watch/cached-pod'
import { createFixture } from './testing/sandbox-fixture'

it('a pod tells by the API what the informers hold of it', async () => {
  const fixture = createFixture()
  const { port } = fixture.sandbox.connection
  const seen = async (name: string) => {
    const { pod } = cachePod(await port.get({ apiVersion: 'v1', kind: 'Pod', namespace: 'shop', name }))
    const { phase, ready, address, node, containers } = fixture.pod(name)
    const seconds = <T extends { startedAt: number | null; lastTermination: { finishedAt: number | null } | null }>(each: T) => ({ ...each, startedAt: each.startedAt === null ? null : Math.floor(each.startedAt / 1000), lastTermination: each.lastTermination && { ...each.lastTermination, finishedAt: null } })
    const running = <T extends { state: string; startedAt: number | null }>(each: T) => (each.state === 'running' ? each : { ...each, startedAt: null })
    return [{ ...pod, containers: pod.containers.map(running).map(seconds) }, { phase, ready, address, node, containers: containers.map(running).map(seconds) }] as const
  }
  await fixture.apply()
  for (const ms of [100, 1000, 2000, 4000, 8000]) {
    await fixture.clock.advance(ms)
    const [told, held] = await seen('shop-db-1')
    expect(told).toMatchObject(held)
  }
  fixture.sandbox.hands.crash('shop', 'shop-db-1')
  await fixture.clock.advance(100)
  const [told, held] = await seen('shop-db-1')
  expect(told).toMatchObject(held)
  expect(told.containers.find(({ name }) => name === 'mysql')).toMatchObject({ restarts: 1, lastTermination: { exitCode: 137 } })
})
