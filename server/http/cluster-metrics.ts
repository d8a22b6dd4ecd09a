import { Gauge, Registry } from 'prom-client'
import { healthLevelSchema } from '@/server/contracts/cluster-status'
import { db } from '@/server/database/client'
import { getOperatorState } from '@/server/services/operator-state/get-operator-state'

const LABELS = ['cluster', 'namespace', 'kubernetes_cluster'] as const

/**
 * Metrics of clusters and of the operator as Postgres has them, so that every web replica tells the same; made anew for each
 * scrape, so that deleted clusters vanish. Names follow MOCO's (docs/metrics.md there).
 */
export async function readClusterMetrics(): Promise<string> {
  const registry = new Registry()
  await Promise.all([addClusters(registry), addOperator(registry)])
  return registry.metrics()
}

async function addClusters(registry: Registry): Promise<void> {
  const rows = await db().cluster.findMany({
    where: { deletedAt: null },
    select: { name: true, namespace: true, kubernetesCluster: { select: { name: true } }, status: { select: { healthLevel: true, primaryInstance: true, instancesReady: true, instancesTotal: true, worstLagSeconds: true, usedBytes: true, observedAt: true } } },
  })
  const gauge = (name: string, help: string) => new Gauge({ name: `podkeeper_cluster_${name}`, help, labelNames: LABELS, registers: [registry] })
  const byLevel = new Gauge({ name: 'podkeeper_clusters', help: 'Clusters by health level', labelNames: ['level'], registers: [registry] })
  const [available, healthy] = [gauge('available', '1 while the cluster has a primary'), gauge('healthy', '1 while nothing is wrong')]
  const [total, ready] = [gauge('replicas', 'Instances, the primary included'), gauge('ready_replicas', 'Instances that are ready, the primary included')]
  const [lag, used, age] = [gauge('lag_seconds', 'Lag of the slowest replica'), gauge('used_bytes', 'Bytes used of the fullest volume'), gauge('observation_age_seconds', 'Time since the operator last looked')]
  for (const level of healthLevelSchema.options) byLevel.set({ level }, rows.filter((row) => (row.status?.healthLevel ?? 'unknown') === level).length)
  for (const { status, ...row } of rows) {
    if (!status) continue
    const labels = { cluster: row.name, namespace: row.namespace, kubernetes_cluster: row.kubernetesCluster.name }
    available.set(labels, status.primaryInstance === null ? 0 : 1)
    healthy.set(labels, status.healthLevel === 'healthy' ? 1 : 0)
    total.set(labels, status.instancesTotal)
    ready.set(labels, status.instancesReady)
    if (status.worstLagSeconds !== null) lag.set(labels, status.worstLagSeconds)
    if (status.usedBytes !== null) used.set(labels, Number(status.usedBytes))
    age.set(labels, Math.max(0, (Date.now() - status.observedAt.getTime()) / 1000))
  }
}

async function addOperator(registry: Registry): Promise<void> {
  const operator = await getOperatorState()
  const gauge = (name: string, help: string) => new Gauge({ name: `podkeeper_operator_${name}`, help, registers: [registry] })
  gauge('leader', '1 while an operator leads').set(operator.state === 'leading' ? 1 : 0)
  gauge('leader_epoch', 'Grows with every change of the leader').set(operator.epoch)
  if (!operator.report) return
  if (operator.report.lastRoundMs !== null) gauge('processing_time_seconds', 'Duration of the last round over all clusters').set(operator.report.lastRoundMs / 1000)
  gauge('late_clusters', 'Clusters whose last observation is too old').set(operator.report.late.length)
}
