import type { Actor } from '@/server/contracts/access'
import type { ClusterDetail } from '@/server/contracts/cluster'
import type { ClusterSpec } from '@/server/contracts/cluster-spec'
import { AppError, type FieldProblem } from '@/server/contracts/errors'
import { jsonOf, type Transaction } from '@/server/database/client'
import { formatBytes, joinWords } from '@/server/domain/format-words'
import { servicePorts } from '../ports'
import { changeCluster } from './change-cluster'
import { findChangeProblems } from './check-change'
import { findGrowthProblems } from './check-growth'
import { compareSpecs, type SpecChange } from './compare-specs'
import { loadCluster, type LivingCluster } from './load-cluster'
import { recordChange, type ClusterChange } from './record-change'
import { requirePermission } from './require-permission'

export interface UpdateClusterInput {
  id: string
  spec: ClusterSpec
  /** generation that the change starts from (If-Match); null: whatever it is now */
  generation: number | null
}

/**
 * Replaces the definition. Equal to the present one: nothing happens.
 * @throws AppError auth.forbidden, not-found, cluster.gone, cluster.being-deleted, cluster.changed-meanwhile, request.invalid
 */
export async function updateCluster(actor: Actor, input: UpdateClusterInput): Promise<ClusterDetail> {
  requirePermission(actor, 'clusters.write')
  // It may have to ask Kubernetes, for which no transaction is kept open.
  const growth = await findGrowthProblems(await loadCluster(input.id), input.spec)
  return changeCluster(actor, 'clusters.write', { id: input.id, generation: input.generation, wanted: input.spec }, async (tx, cluster) => {
    const changes = compareSpecs(cluster.spec, input.spec)
    if (changes.length === 0) return
    refuse([...findChangeProblems(cluster.spec, input.spec), ...growth])
    await storeSpec(tx, cluster, input.spec, describeUpdate(actor, cluster, input.spec, changes))
  })
}

/** @throws AppError request.invalid when there are any */
function refuse(fields: FieldProblem[]): void {
  const first = fields[0]
  if (first) throw new AppError('request.invalid', fields.length === 1 ? first.message : `${fields.length} fields cannot be changed like this.`, { action: 'Leave the marked fields as they are.', fields })
}

/** Writes the new generation with everything that belongs to it. */
export async function storeSpec(tx: Transaction, cluster: LivingCluster, spec: ClusterSpec, change: Pick<ClusterChange, 'actor' | 'action' | 'event' | 'operation'>): Promise<void> {
  const generation = cluster.generation + 1
  await tx.cluster.update({ where: { id: cluster.id }, data: { spec: jsonOf(spec), generation } })
  await recordChange(tx, { ...change, cluster, before: { generation: cluster.generation, spec: cluster.spec }, after: { generation, spec } }, new Date(servicePorts().clock.now()))
}

/** Fields that only Podkeeper itself reads, or tells MySQL while it runs; Kubernetes has nothing to do for them. */
const WITHOUT_OPERATION = /^spec\.(lag\.|failover\.|semiSync\.|deletionProtection$)/

function describeUpdate(actor: Actor, cluster: LivingCluster, spec: ClusterSpec, changes: SpecChange[]): Pick<ClusterChange, 'actor' | 'action' | 'event' | 'operation'> {
  const paths = changes.map((change) => change.path.replace(/^spec\./, ''))
  const needsWork = changes.some((change) => !WITHOUT_OPERATION.test(change.path))
  const onlyScales = paths.length === 1 && paths[0] === 'instances'
  const onlyGrows = paths.length === 1 && paths[0] === 'storage.sizeBytes' && spec.storage.sizeBytes > cluster.spec.storage.sizeBytes
  const title = onlyScales ? `Scale ${cluster.name} from ${cluster.spec.instances} to ${spec.instances}` : onlyGrows ? `Enlarge the volumes of ${cluster.name} from ${formatBytes(cluster.spec.storage.sizeBytes)} to ${formatBytes(spec.storage.sizeBytes)}` : `Change ${joinWords(paths.slice(0, 3))}${paths.length > 3 ? ` and ${paths.length - 3} more` : ''} of ${cluster.name}`
  return {
    actor,
    action: 'cluster.update',
    event: { reason: 'DefinitionChanged', severity: 'info', message: `${actor.name} changed ${joinWords(paths.slice(0, 8))}${paths.length > 8 ? ` and ${paths.length - 8} more` : ''}` },
    operation: needsWork
      ? { kind: onlyScales ? 'scale' : 'update', title, parameters: { changed: paths, from: cluster.spec.instances, to: spec.instances, removedVolumes: 'keep' }, generation: cluster.generation + 1 }
      : null,
  }
}
