// @vitest-environment node
import { QueryClient } from '@tanstack/react-query'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createEventBuffer } from './event-buffer'
import { queryKeys } from './query-keys'
import { testSummary } from './test-summary'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

test('a burst is applied together, of each cluster only the last state', async () => {
  const client = new QueryClient()
  client.setQueryData(queryKeys.clusters({}), { items: [testSummary()], page: 1, pageSize: 50, total: 1 })
  let changes = 0
  client.getQueryCache().subscribe((event) => { if (event.type === 'updated' && event.query.queryKey[0] === 'clusters') changes += 1 })
  const push = createEventBuffer(client)
  for (let lag = 0; lag < 50; lag += 1) push({ type: 'summary', cluster: testSummary({ worstLagSeconds: lag }) })
  expect(client.getQueryData(queryKeys.clusters({}))).toMatchObject({ items: [{ worstLagSeconds: 0.2 }] })
  await vi.advanceTimersByTimeAsync(150)
  expect(client.getQueryData(queryKeys.clusters({}))).toMatchObject({ items: [{ worstLagSeconds: 49 }] })
  expect(changes).toBe(1)
})

test('every sample of a burst arrives, in its order', async () => {
  const client = new QueryClient()
  const push = createEventBuffer(client)
  for (let at = 1; at <= 3; at += 1) push({ type: 'sample', clusterId: 'c', sample: { at, values: {} } })
  await vi.advanceTimersByTimeAsync(150)
  expect(client.getQueryData<{ at: number }[]>(queryKeys.samples('c'))?.map((sample) => sample.at)).toEqual([1, 2, 3])
})
