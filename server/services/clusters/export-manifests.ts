import type { Actor } from '@/server/contracts/access'
import type { ExportedManifests } from '@/server/contracts/cluster-queries'
import type { ManifestInput } from '@/server/domain/kubernetes-port'
import { renderYaml } from '@/server/kubernetes/manifests/render-yaml'
import { servicePorts } from '../ports'
import { loadCluster } from './load-cluster'
import { requirePermission } from './require-permission'

/**
 * The objects of a cluster as YAML, without passwords: as Podkeeper applies them, or standing alone.
 * @throws AppError auth.forbidden, not-found, cluster.gone
 */
export async function exportManifests(actor: Actor, input: { id: string; form: 'managed' | 'standalone' }): Promise<ExportedManifests> {
  requirePermission(actor, 'clusters.read')
  const cluster = await loadCluster(input.id)
  const request: ManifestInput = {
    cluster: { clusterId: cluster.id, namespace: cluster.namespace, name: cluster.name },
    spec: cluster.spec, secrets: null, replicas: cluster.spec.instances, managed: input.form === 'managed',
  }
  const manifests = servicePorts().manifests.build(request)
  return { yaml: renderYaml(manifests, request), manifests }
}
