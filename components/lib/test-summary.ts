import type { ClusterSummary } from '@/server/contracts/cluster'

/** A healthy cluster of three, for tests. */
export function testSummary(overrides: Partial<ClusterSummary> = {}): ClusterSummary {
  return {
    id: 'c1', name: 'shop-db', namespace: 'shop', kubernetesCluster: { id: 'k1', name: 'k', sandbox: false, reachable: true }, management: 'operator', topology: 'async', version: '9.7',
    generation: 1, level: 'healthy', headline: 'Healthy', primary: 'shop-db-0', instancesReady: 3, instancesWanted: 3,
    instances: [{ name: 'shop-db-0', role: 'primary', level: 'healthy', lagSeconds: null }, { name: 'shop-db-1', role: 'replica', level: 'healthy', lagSeconds: 0.2 }],
    worstLagSeconds: 0.2, usedBytes: 10, capacityBytes: 100, operation: null, observedAt: '2026-11-24T12:00:00.000Z', createdAt: '2026-11-01T12:00:00.000Z', deletionRequestedAt: null, ...overrides,
  }
}
