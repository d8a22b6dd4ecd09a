import type { Actor } from '@/server/contracts/access'
import type { Preview } from '@/server/contracts/cluster'
import type { ClusterSpec } from '@/server/contracts/cluster-spec'
import { db } from '@/server/database/client'
import { buildObjects, changedObjects } from './build-objects'
import { checkGeneration } from './change-cluster'
import { findChangeProblems } from './check-change'
import { checkByKubernetes } from './check-by-kubernetes'
import { findGrowthProblems, loadVolumes, type KnownVolume } from './check-growth'
import { findPlacementWarnings } from './check-inventory'
import { compareManifests, podsRestart } from './compare-manifests'
import { describeRestart, describeScale, describeUnchecked, describeVolumeGrowth, type Consequence } from './describe-consequences'
import { describeSafety } from './describe-safety'
import { describeSummary } from './describe-summary'
import { loadCluster, type LivingCluster } from './load-cluster'
import { loadKeptInstances } from './load-kept-instances'
import { findDepartingPrimary } from './removed-instances'
import { requirePermission } from './require-permission'
import { loadTargetKubernetes } from './target-kubernetes'
import type { UpdateClusterInput } from './update-cluster'

/** What a change of the definition would do. @throws AppError auth.forbidden, not-found, cluster.gone, cluster.changed-meanwhile */
export async function previewUpdate(actor: Actor, input: UpdateClusterInput): Promise<Preview> {
  requirePermission(actor, 'clusters.write')
  const cluster = await loadCluster(input.id)
  await checkGeneration(db(), cluster, input.generation, input.spec)
  const problems = [...findChangeProblems(cluster.spec, input.spec), ...(await findGrowthProblems(cluster, input.spec))]
  return previewSpec(cluster, input.spec, { problems, removedVolumes: 'keep' })
}

/** @param known.problems told already; the fields they name are not asked Kubernetes about */
export async function previewSpec(cluster: LivingCluster, spec: ClusterSpec, known: { problems: Preview['problems']; removedVolumes: 'keep' | 'delete' }): Promise<Preview> {
  const owner = { clusterId: cluster.id, namespace: cluster.namespace, name: cluster.name }
  const [before, after] = [buildObjects(owner, cluster.spec), buildObjects(owner, spec)]
  const [target, departing, keptInstances, volumes] = await Promise.all([loadTargetKubernetes(cluster.kubernetesClusterId), findDepartingPrimary(db(), cluster, spec.instances), loadKeptInstances(cluster.id), loadVolumes(db(), cluster)])
  const checked = await checkChange(cluster, spec, known.problems, volumes)
  const consequences: Consequence[] = []
  if (spec.instances !== cluster.spec.instances) consequences.push(...describeScale({ name: cluster.name, from: cluster.spec.instances, to: spec.instances, removedVolumes: known.removedVolumes, keptInstances, departing }))
  consequences.push(...describeSafety(cluster.spec, spec))
  if (spec.storage.sizeBytes !== cluster.spec.storage.sizeBytes) consequences.push(...describeVolumeGrowth(cluster.spec, spec.storage.sizeBytes, volumes))
  if (podsRestart(before, after)) consequences.push(...describeRestart(cluster.name, spec))
  if (target.inventory) consequences.push(...findPlacementWarnings(spec, target.inventory).map(({ message }): Consequence => ({ severity: 'attention', message })))
  if (consequences.length === 0) consequences.push({ severity: 'info', message: 'Nothing restarts and nothing is interrupted.' })
  consequences.push(...describeUnchecked(checked))
  return { manifests: compareManifests(before, after), summary: describeSummary(spec, target.inventory), consequences, checkedByKubernetes: checked.checkedByKubernetes, problems: [...known.problems, ...checked.problems] }
}

/** Kubernetes would refuse an impossible change in its own words, which say less: it is asked about what seems possible only. */
async function checkChange(cluster: LivingCluster, spec: ClusterSpec, problems: Preview['problems'], grown: readonly KnownVolume[]) {
  if (problems.length > 0) return { checkedByKubernetes: false, problems: [], unchecked: [] }
  const owner = { clusterId: cluster.id, namespace: cluster.namespace, name: cluster.name }
  // The volume template is changed by making the StatefulSet anew; as an update Kubernetes would refuse it.
  const updated = buildObjects(owner, { ...spec, storage: cluster.spec.storage })
  return checkByKubernetes(cluster.kubernetesClusterId, owner, changedObjects(buildObjects(owner, cluster.spec), updated), { spec, added: spec.instances - cluster.spec.instances, newVolumes: true, grown })
}
