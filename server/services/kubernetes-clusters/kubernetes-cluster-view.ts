import { z } from 'zod'
import { kubernetesInventorySchema, kubernetesSourceSchema, type KubernetesClusterView } from '@/server/contracts/kubernetes'

const problemSchema = z.object({ code: z.string(), detail: z.string(), action: z.string().nullable().default(null) })

interface KubernetesClusterRow {
  id: string
  name: string
  source: string
  context: string | null
  inventory: unknown
  reachable: boolean | null
  problem: unknown
  lastSeenAt: Date | null
  _count: { clusters: number }
}

/** for Prisma's include: living clusters only, tombstones do not count */
export const LIVING_CLUSTERS = { _count: { select: { clusters: { where: { deletedAt: null } } } } } as const

/** An inventory that an older version wrote is left out until the operator writes it anew. */
export function toKubernetesClusterView(row: KubernetesClusterRow): KubernetesClusterView {
  const inventory = kubernetesInventorySchema.safeParse(row.inventory)
  const problem = problemSchema.safeParse(row.problem)
  return {
    ...{ id: row.id, name: row.name, context: row.context, reachable: row.reachable },
    source: kubernetesSourceSchema.parse(row.source),
    problem: problem.success ? problem.data : null,
    lastSeenAt: row.lastSeenAt?.toISOString() ?? null,
    inventory: inventory.success ? inventory.data : null,
    clusterCount: row._count.clusters,
  }
}
