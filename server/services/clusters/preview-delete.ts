import type { Actor } from '@/server/contracts/access'
import type { Preview } from '@/server/contracts/cluster'
import { db } from '@/server/database/client'
import { buildObjects } from './build-objects'
import { checkGeneration } from './change-cluster'
import { compareManifests } from './compare-manifests'
import type { DeleteClusterInput } from './delete-cluster'
import { describeDeletion } from './describe-consequences'
import { loadCluster } from './load-cluster'
import { requirePermission } from './require-permission'

/** What a deletion would take away. The name need not be typed yet. @throws AppError auth.forbidden, not-found, cluster.gone, cluster.changed-meanwhile */
export async function previewDelete(actor: Actor, input: Omit<DeleteClusterInput, 'confirmName'>): Promise<Preview> {
  requirePermission(actor, 'clusters.delete')
  const cluster = await loadCluster(input.id)
  await checkGeneration(db(), cluster, input.generation, null)
  const objects = buildObjects({ clusterId: cluster.id, namespace: cluster.namespace, name: cluster.name }, cluster.spec)
  return {
    manifests: compareManifests(objects, []),
    summary: [`${cluster.name} in namespace ${cluster.namespace} is deleted with the ${objects.length} objects shown.`],
    consequences: describeDeletion(cluster, input.volumes),
    checkedByKubernetes: false,
    problems: cluster.spec.deletionProtection ? [{ path: null, message: `${cluster.name} is protected against deletion. Switch its protection off first, under Settings.` }] : [],
  }
}
