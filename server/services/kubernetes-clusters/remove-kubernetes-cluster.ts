import type { Actor } from '@/server/contracts/access'
import { AppError } from '@/server/contracts/errors'
import { runInTransaction } from '@/server/database/client'
import { notify } from '@/server/database/notify'
import { writeAudit } from '../audit/write-audit'

/**
 * Forgets a Kubernetes cluster on which no MySQL cluster lives; nothing in Kubernetes is touched. The history of clusters that
 * were deleted on it goes too.
 * @param options.forgetKeptVolumes true: also when deleted clusters left volumes there, whose passwords are then lost
 * @throws AppError not-found, kubernetes.in-use
 */
export async function removeKubernetesCluster(actor: Actor, id: string, options: { forgetKeptVolumes: boolean }): Promise<void> {
  await runInTransaction(async (tx) => {
    // whoever creates a cluster on it waits for this row or finds it gone
    await tx.$executeRaw`select 1 from "KubernetesCluster" where "id" = ${id} for update`
    const row = await tx.kubernetesCluster.findUnique({ where: { id }, include: { clusters: { select: { name: true, deletedAt: true, keepVolumes: true }, orderBy: { sortName: 'asc' } } } })
    if (!row) throw new AppError('not-found', 'This Kubernetes cluster is not registered; it may have been removed already.', { action: 'Look at the list of Kubernetes clusters.' })
    if (row.source !== 'kubeconfig') throw new AppError('kubernetes.in-use', `${row.name} was not added here: Podkeeper's own environment (${row.source}) names it, and it would come back at the next start.`, { action: 'Change the environment of Podkeeper instead.' })
    const living = row.clusters.filter((cluster) => cluster.deletedAt === null)
    if (living.length > 0) throw new AppError('kubernetes.in-use', `${nameThem(living)} ${living.length === 1 ? 'runs' : 'run'} on ${row.name}.`, { action: 'Delete them first.' })
    const kept = row.clusters.filter((cluster) => cluster.keepVolumes)
    if (kept.length > 0 && !options.forgetKeptVolumes)
      throw new AppError('kubernetes.in-use', `Volumes of deleted clusters (${nameThem(kept)}) may still be on ${row.name}; their passwords would be lost.`, { action: 'Delete those volumes first, or ask again with forgetKeptVolumes=true.' })
    await tx.cluster.deleteMany({ where: { kubernetesClusterId: id } })
    await tx.kubernetesCluster.delete({ where: { id } })
    await writeAudit(tx, { actor, action: 'kubernetes-cluster.remove', target: { kind: 'kubernetes-cluster', id, name: row.name }, before: { name: row.name, context: row.context, deletedClustersForgotten: row.clusters.length } })
    await notify(tx, { topic: 'kubernetes', kubernetesClusterId: id })
  })
}

function nameThem(clusters: readonly { name: string }[]): string {
  const names = clusters.slice(0, 5).map((cluster) => cluster.name)
  return clusters.length > names.length ? `${names.join(', ')} and ${clusters.length - names.length} more` : names.join(', ')
}
