import type { Actor } from '@/server/contracts/access'
import type { Preview } from '@/server/contracts/cluster'
import type { ClusterSpec } from '@/server/contracts/cluster-spec'
import { db } from '@/server/database/client'
import { buildObjects, changedObjects } from './build-objects'
import { findChangeProblems } from './check-change'
import { checkScaleIn } from './check-scale-in'
import { compareManifests, podsRestart } from './compare-manifests'
import { describeRestart, describeScale, type Consequence } from './describe-consequences'
import { describeSummary } from './describe-summary'
import { checkByKubernetes } from './check-by-kubernetes'
import { findPlacementWarnings } from './check-inventory'
import { loadCluster, type LivingCluster } from './load-cluster'
import { loadKeptInstances } from './load-kept-instances'
import { requirePermission } from './require-permission'
import { loadTargetKubernetes } from './target-kubernetes'
import { checkGeneration, type UpdateClusterInput } from './update-cluster'

/** What a change of the definition would do. @throws AppError auth.forbidden, not-found, cluster.gone, cluster.changed-meanwhile */
export async function previewUpdate(actor: Actor, input: UpdateClusterInput): Promise<Preview> {
  requirePermission(actor, 'clusters.write')
  const cluster = await loadCluster(input.id)
  await checkGeneration(db(), cluster, input.generation, input.spec)
  const scale = await checkScaleIn(db(), cluster, input.spec.instances)
  const problems = [...findChangeProblems(cluster.spec, input.spec), ...scale.map(({ message }) => ({ path: 'spec.instances', message }))]
  return previewSpec(cluster, input.spec, { problems, removedVolumes: 'keep' })
}

/** @param known.problems told already; the fields they name are not asked Kubernetes about */
export async function previewSpec(cluster: LivingCluster, spec: ClusterSpec, known: { problems: Preview['problems']; removedVolumes: 'keep' | 'delete' }): Promise<Preview> {
  const owner = { clusterId: cluster.id, namespace: cluster.namespace, name: cluster.name }
  const [before, after] = [buildObjects(owner, cluster.spec), buildObjects(owner, spec)]
  // Kubernetes would refuse an impossible change in its own words, which say less.
  const toCheck = known.problems.length > 0 ? null : changedObjects(before, after)
  const [target, keptInstances, checked] = await Promise.all([
    loadTargetKubernetes(cluster.kubernetesClusterId),
    loadKeptInstances(cluster.id),
    toCheck === null ? { checkedByKubernetes: false, problems: [] } : checkByKubernetes(cluster.kubernetesClusterId, owner, toCheck, { spec, added: spec.instances - cluster.spec.instances, newVolumes: true }),
  ])
  const consequences: Consequence[] = []
  if (spec.instances !== cluster.spec.instances) consequences.push(...describeScale({ name: cluster.name, from: cluster.spec.instances, to: spec.instances, removedVolumes: known.removedVolumes, keptInstances }))
  if (podsRestart(before, after)) consequences.push(...describeRestart(cluster.name, spec))
  if (target.inventory) consequences.push(...findPlacementWarnings(spec, target.inventory).map(({ message }): Consequence => ({ severity: 'attention', message })))
  if (consequences.length === 0) consequences.push({ severity: 'info', message: 'Nothing restarts and nothing is interrupted.' })
  return { manifests: compareManifests(before, after), summary: describeSummary(spec, target.inventory), consequences, checkedByKubernetes: checked.checkedByKubernetes, problems: [...known.problems, ...checked.problems] }
}
