import { clusterSpecSchema, type ClusterSpec } from '@/server/contracts/cluster-spec'
import { AppError } from '@/server/contracts/errors'
import { db, type Transaction } from '@/server/database/client'

/** Columns of a living cluster, its definition parsed. */
export interface LivingCluster {
  id: string
  kubernetesClusterId: string
  namespace: string
  name: string
  spec: ClusterSpec
  generation: number
  useKeptVolumes: boolean
  createdAt: Date
  createdBy: string
  updatedAt: Date
  deletionRequestedAt: Date | null
  deletionRequestedBy: string | null
  encryptedSecrets: string | null
}

/** @throws AppError not-found, cluster.gone (with when and by whom) */
export async function loadCluster(id: string, tx: Transaction = db()): Promise<LivingCluster> {
  const row = await tx.cluster.findUnique({ where: { id } })
  if (!row) throw new AppError('not-found', 'There is no cluster with this id.', { action: 'Look for it in the list of clusters.' })
  if (row.deletedAt) throw clusterGone(row.name, row.deletedAt, row)
  return { ...row, spec: parseSpec(row.spec, row.name) }
}

/** The same, locked against other changes until the transaction ends, and refused when it is being deleted. @throws AppError cluster.being-deleted */
export async function loadClusterForChange(id: string, tx: Transaction): Promise<LivingCluster> {
  await tx.$queryRaw`SELECT 1 FROM "Cluster" WHERE "id" = ${id} FOR UPDATE`
  const cluster = await loadCluster(id, tx)
  if (cluster.deletionRequestedAt) {
    throw new AppError('cluster.being-deleted', `${cluster.name} is being deleted since ${cluster.deletionRequestedAt.toISOString()}, at the request of ${cluster.deletionRequestedBy ?? 'somebody'}.`, {
      action: 'Wait until it is gone. Where its volumes are kept, create it again on them.',
    })
  }
  return cluster
}

function clusterGone(name: string, deletedAt: Date, row: { deletionRequestedBy: string | null; keepVolumes: boolean | null; namespace: string }): AppError {
  const kept = row.keepVolumes === true
  return new AppError('cluster.gone', `${name} was deleted at ${deletedAt.toISOString()}${row.deletionRequestedBy === null ? '' : ` by ${row.deletionRequestedBy}`}. ${kept ? 'Its volumes were kept.' : 'Its volumes were deleted with it.'}`, {
    action: kept ? `Create a cluster named ${name} in namespace ${row.namespace} and choose to start on the kept volumes.` : 'Go back to the list of clusters.',
    current: { name, namespace: row.namespace, deletedAt: deletedAt.toISOString(), deletedBy: row.deletionRequestedBy, volumesKept: kept },
  })
}

/** @throws AppError internal when another version wrote what this one cannot read */
export function parseSpec(json: unknown, name: string): ClusterSpec {
  const parsed = clusterSpecSchema.safeParse(json)
  if (parsed.success) return parsed.data
  throw new AppError('internal', `The definition of ${name} cannot be read by this version of Podkeeper: ${parsed.error.issues[0]?.path.join('.') ?? ''} ${parsed.error.issues[0]?.message ?? ''}`, { action: 'Use the version that wrote it, or a newer one.' })
}
