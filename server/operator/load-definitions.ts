import { clusterSpecSchema } from '@/server/contracts/cluster-spec'
import { operationKindSchema, operationStateSchema, operationStepSchema } from '@/server/contracts/operation'
import { decryptSecrets } from '@/server/config/cluster-secrets'
import { db } from '@/server/database/client'
import type { ClusterSecrets } from '@/server/domain/kubernetes-port'
import { emptyMemory, type ClusterDefinition, type OperatorMemory } from '@/server/domain/memory'
import { z } from 'zod'
import { readFences, readPause, type HoldRow } from './read-holds'

export interface LoadedCluster {
  kubernetesClusterId: string
  definition: ClusterDefinition
  secrets: ClusterSecrets
  /** as it was stored last; the operator keeps its own copy while it leads */
  memory: OperatorMemory
}

const stepsSchema = z.array(operationStepSchema)
const parametersSchema = z.record(z.string(), z.unknown())

/**
 * Living clusters (tombstones excluded) with their pending operations.
 * @param id only this one
 * @returns clusters, and the ids whose rows cannot be read with the reason: one bad row must not stop the others
 */
export async function loadClusters(id?: string): Promise<{ clusters: LoadedCluster[]; broken: { id: string; reason: unknown }[] }> {
  const rows = await db().cluster.findMany({
    where: { deletedAt: null, ...(id === undefined ? {} : { id }) },
    include: { status: { select: { memory: true } }, holds: { where: { endedAt: null } }, operations: { where: { state: { in: ['pending', 'running'] } }, orderBy: { requestedAt: 'asc' } } },
  })
  const everywhere: HoldRow[] = rows.length === 0 ? [] : await db().hold.findMany({ where: { clusterId: null, endedAt: null } })
  const clusters: LoadedCluster[] = []
  const now = Date.now()
  const broken: { id: string; reason: unknown }[] = []
  for (const row of rows) {
    try {
      clusters.push({
        kubernetesClusterId: row.kubernetesClusterId,
        secrets: decryptSecrets(row.encryptedSecrets),
        memory: { ...emptyMemory(), ...(row.status?.memory as Partial<OperatorMemory> | undefined) },
        definition: {
          id: row.id,
          name: row.name,
          namespace: row.namespace,
          spec: clusterSpecSchema.parse(row.spec),
          generation: row.generation,
          useKeptVolumes: row.useKeptVolumes,
          createdAt: row.createdAt.getTime(),
          deletion: row.deletionRequestedAt
            ? { requestedAt: row.deletionRequestedAt.getTime(), requestedBy: row.deletionRequestedBy ?? 'unknown', keepVolumes: row.keepVolumes ?? true }
            : null,
          pause: readPause([...row.holds, ...everywhere], now),
          fenced: readFences(row.holds),
          operations: row.operations.map((operation) => ({
            id: operation.id,
            kind: operationKindSchema.parse(operation.kind),
            state: operationStateSchema.parse(operation.state),
            title: operation.title,
            steps: stepsSchema.parse(operation.steps),
            generation: operation.generation,
            parameters: parametersSchema.parse(operation.parameters),
            requestedAt: operation.requestedAt.getTime(),
            startedAt: operation.startedAt?.getTime() ?? null,
          })),
        },
      })
    } catch (reason) {
      broken.push({ id: row.id, reason })
    }
  }
  return { clusters, broken }
}
