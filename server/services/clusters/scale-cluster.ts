import type { Actor } from '@/server/contracts/access'
import type { ClusterDetail, ScaleCluster } from '@/server/contracts/cluster'
import { clusterSpecSchema } from '@/server/contracts/cluster-spec'
import { AppError } from '@/server/contracts/errors'
import { joinWords } from '@/server/domain/format-words'
import { changeCluster, type ChangeInput } from './change-cluster'
import type { LivingCluster } from './load-cluster'
import { removedInstances } from './removed-instances'
import { storeSpec } from './update-cluster'

export type ScaleClusterInput = ScaleCluster & Pick<ChangeInput, 'id' | 'generation'>

/**
 * Changes the number of instances. The present number: nothing happens.
 * @throws AppError auth.forbidden, not-found, cluster.gone, cluster.being-deleted, cluster.changed-meanwhile, request.invalid
 */
export async function scaleCluster(actor: Actor, input: ScaleClusterInput): Promise<ClusterDetail> {
  return changeCluster(actor, 'clusters.write', input, async (tx, cluster) => {
    const { instances: from } = cluster.spec
    if (input.instances === from) return
    checkScale(cluster, input.instances)
    const removed = removedInstances(cluster.name, from, input.instances)
    const volumes = removed.length === 0 ? '' : `; the ${removed.length === 1 ? 'volume' : 'volumes'} of ${joinWords(removed)} ${removed.length === 1 ? 'is' : 'are'} ${input.removedVolumes === 'keep' ? 'kept' : 'deleted'}`
    await storeSpec(tx, cluster, { ...cluster.spec, instances: input.instances }, {
      actor,
      action: 'cluster.scale',
      event: { reason: 'ScaleRequested', severity: removed.length > 0 && input.removedVolumes === 'delete' ? 'attention' : 'info', message: `${actor.name} scales from ${from} to ${input.instances} instances${volumes}` },
      operation: { kind: 'scale', title: `Scale ${cluster.name} from ${from} to ${input.instances}`, parameters: { from, to: input.instances, removedVolumes: input.removedVolumes }, generation: cluster.generation + 1 },
    })
  })
}

/** @throws AppError request.invalid with the field instances */
function checkScale(cluster: LivingCluster, instances: number): void {
  const problems = findScaleProblems(cluster, instances)
  const first = problems[0]
  if (first) throw new AppError('request.invalid', first.message, { action: 'Choose another number of instances.', fields: problems.map(({ message }) => ({ path: 'instances', message })) })
}

/** Why the number cannot be that; empty when it can. */
export function findScaleProblems(cluster: LivingCluster, instances: number): { message: string }[] {
  if (cluster.spec.topology === 'single' && instances !== 1) {
    return [{ message: `${cluster.name} is a single instance without replication. Change its topology to replication first.` }]
  }
  const parsed = clusterSpecSchema.safeParse({ ...cluster.spec, instances })
  return parsed.success ? [] : parsed.error.issues.map(({ message }) => ({ message }))
}
