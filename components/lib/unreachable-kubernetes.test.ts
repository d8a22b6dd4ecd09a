// @vitest-environment node
import { expect, test } from 'vitest'
import type { KubernetesClusterView } from '@/server/contracts/kubernetes'
import { listUnreachable, noteReachability } from './unreachable-kubernetes'

const view = (overrides: Partial<KubernetesClusterView> = {}): KubernetesClusterView => ({ id: 'k1', name: 'prod', source: 'kubeconfig', context: null, reachable: true, problem: null, lastSeenAt: '2026-11-24T12:00:00.000Z', inventory: null, clusterCount: 0, ...overrides })

test('only clusters that were tried and did not answer count', () => {
  expect(listUnreachable([view(), view({ id: 'new', reachable: null }), view({ id: 'away', reachable: false })]).map((cluster) => cluster.id)).toEqual(['away'])
})

test('a cluster that comes back leaves the list, and an unchanged one keeps the list as it is', () => {
  const away = noteReachability([], view({ reachable: false }))
  expect(away).toEqual([{ id: 'k1', name: 'prod', lastSeenAt: '2026-11-24T12:00:00.000Z' }])
  expect(noteReachability(away, view({ reachable: false, clusterCount: 5 }))).toBe(away)
  expect(noteReachability(away, view())).toEqual([])
  expect(noteReachability(away, view({ id: 'k2' }))).toBe(away)
})
