import type { Actor } from '@/server/contracts/access'
import type { Preview } from '@/server/contracts/cluster'
import { db } from '@/server/database/client'
import { checkGeneration } from './change-cluster'
import { loadCluster } from './load-cluster'
import { previewSpec } from './preview-update'
import { requirePermission } from './require-permission'
import { findScaleProblems, type ScaleClusterInput } from './scale-cluster'

/** Which instances would come or go, and what becomes of their volumes. @throws AppError auth.forbidden, not-found, cluster.gone, cluster.changed-meanwhile */
export async function previewScale(actor: Actor, input: ScaleClusterInput): Promise<Preview> {
  requirePermission(actor, 'clusters.write')
  const cluster = await loadCluster(input.id)
  await checkGeneration(db(), cluster, input.generation, null)
  const problems = findScaleProblems(cluster, input.instances)
  const preview = await previewSpec(cluster, { ...cluster.spec, instances: input.instances }, {
    problems: problems.map(({ message }) => ({ path: 'instances', message })),
    removedVolumes: input.removedVolumes,
  })
  // the number is the only field of this form: what lacks room for the instances is a problem of it
  return { ...preview, problems: preview.problems.map((problem) => (problem.path?.startsWith('spec.') ? { ...problem, path: 'instances' } : problem)) }
}
