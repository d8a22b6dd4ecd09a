import type { Availability, Precheck } from '@/server/contracts/availability'
import { clusterStatusSchema, type ClusterStatus, type InstanceStatus } from '@/server/contracts/cluster-status'
import { CLUSTER_PRESETS, type ClusterSpec } from '@/server/contracts/cluster-spec'
import { encryptSecrets } from '@/server/config/cluster-secrets'
import { db, jsonOf } from '@/server/database/client'
import { generateSecrets } from '../clusters/generate-secrets'

const AT = '2026-11-24T12:00:00.000Z'

export const precheckOf = (id: string, state: Precheck['state'] = 'passed', hard = true): Precheck => ({ id, title: `Check ${id}`, state, hard, evidence: `saw ${id}` })

export function availabilityOf(overrides: Partial<Availability> = {}): Availability {
  return {
    acknowledgements: null,
    failover: { possible: true, code: 'ready', message: 'another instance takes over', action: null, checks: [precheckOf('policy')], manual: [precheckOf('loss', 'failed')], possibleLoss: null },
    switchover: { 'shop-db-1': [precheckOf('target')], 'shop-db-2': [precheckOf('target')] },
    transfer: null,
    ...overrides,
  }
}

function instanceOf(ordinal: number): InstanceStatus {
  return {
    name: `shop-db-${ordinal}`, ordinal, role: ordinal === 0 ? 'primary' : 'replica', level: 'healthy', headline: 'well', pod: null, mysql: null, mysqlProblem: null, replication: null, isolation: null, servesReads: ordinal > 0,
    readsExcludedBecause: null, volume: null, resources: null, clone: null,
  }
}

export function statusOf(overrides: Partial<ClusterStatus> = {}): ClusterStatus {
  return clusterStatusSchema.parse({
    observedGeneration: 1, observedAt: AT, phase: 'running', level: 'healthy', headline: 'Healthy', findings: [], decisions: [], primary: 'shop-db-0', instancesReady: 3, instancesWanted: 3, worstLagSeconds: 0, usedBytes: null,
    instances: [0, 1, 2].map(instanceOf), services: [], conditions: [], availability: availabilityOf(), keptClaims: [], ...overrides,
  })
}

/** Stores cluster `shop-db` in Kubernetes cluster `k` as the operator last saw it; `k` must be there. @returns its id */
export async function storeSeenCluster(seen: { id: string; status?: Partial<ClusterStatus>; spec?: Partial<ClusterSpec>; name?: string }): Promise<string> {
  const preset = CLUSTER_PRESETS[1]?.spec
  if (!preset) throw new Error('presets are missing')
  const name = seen.name ?? 'shop-db'
  await db().cluster.create({ data: { id: seen.id, kubernetesClusterId: 'k', namespace: 'shop', name, sortName: name, spec: jsonOf({ ...preset, ...seen.spec }), createdBy: 'ada', encryptedSecrets: encryptSecrets(generateSecrets()) } })
  await storeSeenStatus(seen.id, seen.status)
  return seen.id
}

export async function storeSeenStatus(clusterId: string, overrides: Partial<ClusterStatus> = {}): Promise<void> {
  const status = statusOf(overrides)
  const row = { observedGeneration: 1, leaderEpoch: 1, healthRank: 4, healthLevel: status.level, primaryInstance: status.primary, instancesReady: 3, instancesTotal: 3, status: jsonOf(status), memory: {}, observedAt: new Date() }
  await db().clusterStatus.upsert({ where: { clusterId }, create: { clusterId, ...row }, update: row })
}
