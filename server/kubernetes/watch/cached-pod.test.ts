import { describe, expect, it } from 'vitest'
import { makeFakePod } from '../testing/make-fake-cluster'
import { cachePod } from './cached-pod'

const running = { ...makeFakePod({ namespace: 'shop', name: 'shop-db-10', labels: { 'app.kubernetes.io/instance': 'shop-db', 'podkeeper.dev/cluster-id': 'c' } }) }

describe('cachePod', () => {
  it('keeps what observations need and drops the rest', () => {
    const cached = cachePod({ ...running, metadata: { ...running.metadata, uid: 'u-1' } })
    expect(cached).toMatchObject({ namespace: 'shop', instance: 'shop-db', clusterId: 'c', pod: { ordinal: 10, phase: 'Running', ready: true, address: '10.244.1.7', node: 'node-1', revision: 'r1', resources: { cpuRequestMillicores: 1000, memoryBytes: 2 * 1024 ** 3 } } })
    expect(JSON.stringify(cached).length).toBeLessThan(JSON.stringify(running).length / 4)
    expect(JSON.stringify(cached)).not.toContain('managedFields')
  })

  it('says why a pod cannot be scheduled, and lists its containers although none has a status', () => {
    const cached = cachePod({ ...running, metadata: { ...running.metadata, uid: 'u' }, status: { phase: 'Pending', conditions: [{ type: 'PodScheduled', status: 'False', message: '0/3 nodes are available: 3 Insufficient memory.' }] } })
    expect(cached.pod.unschedulableBecause).toBe('0/3 nodes are available: 3 Insufficient memory.')
    expect(cached.pod.containers.map((container) => [container.name, container.kind, container.state])).toEqual([['init-mysql', 'init', 'waiting'], ['clone-mysql', 'init', 'waiting'], ['mysql', 'main', 'waiting']])
  })

  it('tells how a container failed last time and what it waits for now', () => {
    const state = { name: 'mysql', ready: false, restartCount: 4, state: { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 40s' } }, lastState: { terminated: { exitCode: 137, reason: 'OOMKilled', finishedAt: '2026-01-01T00:00:00Z' } } }
    const cached = cachePod({ ...running, metadata: { ...running.metadata, uid: 'u' }, status: { phase: 'Running', containerStatuses: [state] } })
    expect(cached.pod.containers.find((container) => container.name === 'mysql')).toMatchObject({ state: 'waiting', reason: 'CrashLoopBackOff', message: 'back-off 40s', restarts: 4, ready: false, lastTermination: { reason: 'OOMKilled', exitCode: 137, finishedAt: Date.UTC(2026, 0, 1) } })
  })
})
