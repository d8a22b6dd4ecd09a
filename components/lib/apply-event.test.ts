// @vitest-environment node
import { expect, test } from 'vitest'
import { QueryClient } from '@tanstack/react-query'
import type { ClusterSummary, Page, TimelineEventView } from '@/server/contracts/cluster'
import { applyServerEvent } from './apply-event'
import { queryKeys } from './query-keys'
import { testSummary } from './test-summary'
import type { TroubledClusters } from './troubled-clusters'

const page = (items: ClusterSummary[]): Page<ClusterSummary> => ({ items, page: 1, pageSize: 50, total: items.length })
const event = (id: string, count = 1): TimelineEventView => ({ id, at: '2026-11-24T12:00:00.000Z', lastAt: '2026-11-24T12:00:00.000Z', count, kind: 'operator', severity: 'info', reason: 'R', message: 'm', instance: null, details: null })

test('a pushed summary replaces its row in every list and leaves the others untouched', () => {
  const client = new QueryClient()
  const other = testSummary({ id: 'c2' })
  client.setQueryData(queryKeys.clusters({}), page([testSummary(), other]))
  client.setQueryData(queryKeys.clusters({ search: 'x' }), page([other]))
  applyServerEvent(client, { type: 'summary', cluster: testSummary({ level: 'broken' }) })
  const list = client.getQueryData<Page<ClusterSummary>>(queryKeys.clusters({}))
  expect(list?.items.map((item) => item.level)).toEqual(['broken', 'healthy'])
  expect(list?.items[1]).toBe(other)
  expect(client.getQueryData(queryKeys.unlistedClusters)).toBeUndefined()
})

test('a cluster that is new and in no list waits to be shown; an old one on another page does not', () => {
  const client = new QueryClient()
  client.setQueryData(queryKeys.clusters({}), page([]))
  applyServerEvent(client, { type: 'summary', cluster: testSummary({ id: 'old' }) })
  applyServerEvent(client, { type: 'summary', cluster: testSummary({ id: 'new', createdAt: new Date().toISOString() }) })
  expect(client.getQueryData<ClusterSummary[]>(queryKeys.unlistedClusters)?.map((item) => item.id)).toEqual(['new'])
})

test('a deleted cluster leaves lists, troubles and its page knows', () => {
  const client = new QueryClient()
  client.setQueryData(queryKeys.clusters({}), page([testSummary()]))
  client.setQueryData(queryKeys.troubles, [{ id: 'c1', name: 'shop-db', headline: 'h', level: 'broken' }])
  applyServerEvent(client, { type: 'deleted', clusterId: 'c1' })
  expect(client.getQueryData(queryKeys.clusters({}))).toEqual(page([]))
  expect(client.getQueryData(queryKeys.troubles)).toEqual([])
  expect(client.getQueryData(queryKeys.clusterDeleted('c1'))).toBe(true)
})

test('troubles follow the level, and stay the same object while nothing changes', () => {
  const client = new QueryClient()
  client.setQueryData<TroubledClusters>(queryKeys.troubles, [])
  const bad = testSummary({ level: 'attention', headline: 'mysql-2 lags 48 s' })
  applyServerEvent(client, { type: 'summary', cluster: bad })
  const first = client.getQueryData(queryKeys.troubles)
  expect(first).toEqual([{ id: 'c1', name: 'shop-db', headline: 'mysql-2 lags 48 s', level: 'attention' }])
  applyServerEvent(client, { type: 'summary', cluster: { ...bad, worstLagSeconds: 49 } })
  expect(client.getQueryData(queryKeys.troubles)).toBe(first)
  applyServerEvent(client, { type: 'summary', cluster: testSummary() })
  expect(client.getQueryData(queryKeys.troubles)).toEqual([])
})

test('timeline events come newest first; one that was counted up replaces its earlier form', () => {
  const client = new QueryClient()
  for (const pushed of [event('1'), event('2'), event('1', 2)]) applyServerEvent(client, { type: 'timeline', clusterId: 'c1', event: pushed })
  expect(client.getQueryData<TimelineEventView[]>(queryKeys.timeline('c1'))?.map(({ id, count }) => [id, count])).toEqual([['1', 2], ['2', 1]])
})

test('samples are kept for an hour, not for ever', () => {
  const client = new QueryClient()
  for (let at = 0; at < 3605; at += 1) applyServerEvent(client, { type: 'sample', clusterId: 'c1', sample: { at, values: {} } })
  const samples = client.getQueryData<{ at: number }[]>(queryKeys.samples('c1'))
  expect(samples).toHaveLength(3600)
  expect(samples?.at(-1)?.at).toBe(3604)
})

test('a Kubernetes cluster is replaced in place, a new one joins, and nothing is invented before the list was read', () => {
  const client = new QueryClient()
  const kubernetesCluster = { id: 'k1', name: 'k', source: 'environment', context: null, reachable: false, problem: null, lastSeenAt: null, inventory: null, clusterCount: 0 } as const
  applyServerEvent(client, { type: 'kubernetes', kubernetesCluster })
  expect(client.getQueryData(queryKeys.kubernetesClusters)).toBeUndefined()
  client.setQueryData(queryKeys.kubernetesClusters, [{ ...kubernetesCluster, reachable: true }])
  applyServerEvent(client, { type: 'kubernetes', kubernetesCluster })
  expect(client.getQueryData(queryKeys.kubernetesClusters)).toEqual([kubernetesCluster])
  applyServerEvent(client, { type: 'kubernetes', kubernetesCluster: { ...kubernetesCluster, id: 'k2' } })
  expect(client.getQueryData<{ id: string }[]>(queryKeys.kubernetesClusters)?.map(({ id }) => id)).toEqual(['k1', 'k2'])
})

test('a Kubernetes cluster that was removed leaves the list and the banner of those that do not answer', () => {
  const client = new QueryClient()
  client.setQueryData(queryKeys.kubernetesClusters, [{ id: 'k1' }, { id: 'k2' }])
  client.setQueryData(queryKeys.unreachableKubernetes, [{ id: 'k1', name: 'k', lastSeenAt: null }])
  applyServerEvent(client, { type: 'kubernetes-removed', kubernetesClusterId: 'k1' })
  expect(client.getQueryData(queryKeys.kubernetesClusters)).toEqual([{ id: 'k2' }])
  expect(client.getQueryData(queryKeys.unreachableKubernetes)).toEqual([])
})
