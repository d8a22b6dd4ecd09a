import { CLUSTER_PRESETS } from '@/server/contracts/cluster-spec'
import { clusterStatusSchema, HEALTH_RANK, type InstanceStatus } from '@/server/contracts/cluster-status'
import { db } from '@/server/database/client'
import { toSortName } from '@/server/services/clusters/sort-name'

/** Definitions and statuses as an operator would have left them; for measuring the console without one. */
export async function seedClusters(count: number): Promise<void> {
  const kubernetes = (await db().kubernetesCluster.findFirst()) ?? (await db().kubernetesCluster.create({ data: { name: 'bench', source: 'sandbox' } }))
  const spec = CLUSTER_PRESETS[1]?.spec ?? {}
  const rows = Array.from({ length: count }, (_, index) => ({ id: `bench-${index}`, name: `shop-${index}`, level: index % 17 === 0 ? ('attention' as const) : ('healthy' as const) }))
  const observedAt = new Date()
  await db().cluster.createMany({ data: rows.map(({ id, name }) => ({ id, kubernetesClusterId: kubernetes.id, namespace: 'default', name, sortName: toSortName(name), spec, createdBy: 'bench' })) })
  await db().clusterStatus.createMany({
    data: rows.map(({ id, name, level }) => ({
      clusterId: id, observedGeneration: 1, leaderEpoch: 0, healthRank: HEALTH_RANK[level], healthLevel: level, primaryInstance: `${name}-0`, instancesReady: 3, instancesTotal: 3,
      worstLagSeconds: 0.2, usedBytes: 1n << 30n, memory: {}, observedAt,
      status: clusterStatusSchema.parse({
        observedGeneration: 1, observedAt: observedAt.toISOString(), phase: 'running', level, headline: level === 'healthy' ? 'Healthy' : `Degraded: ${name}-2 lags 12 s`, findings: [], decisions: [],
        primary: `${name}-0`, instancesReady: 3, instancesWanted: 3, worstLagSeconds: 0.2, usedBytes: 2 ** 30, instances: [0, 1, 2].map((ordinal) => instance(name, ordinal)), services: [], conditions: [], keptClaims: [],
      }),
    })),
  })
}

function instance(cluster: string, ordinal: number): InstanceStatus {
  return {
    name: `${cluster}-${ordinal}`, ordinal, role: ordinal === 0 ? 'primary' : 'replica', level: 'healthy', headline: ordinal === 0 ? 'Takes writes' : 'Replicating, up to date', pod: null, mysql: null, mysqlProblem: null,
    replication: ordinal === 0 ? null : { sourceHost: null, sourceInstance: `${cluster}-0`, ioThread: 'on', sqlThread: 'on', lagSeconds: 0.2, transactionsBehind: 3, lastError: null },
    isolation: null, servesReads: ordinal > 0, readsExcludedBecause: null, volume: null, resources: null, clone: null,
  }
}
