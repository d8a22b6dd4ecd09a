import type { Actor } from '@/server/contracts/access'
import type { CreateCluster, Preview } from '@/server/contracts/cluster'
import { AppError } from '@/server/contracts/errors'
import { db } from '@/server/database/client'
import { formatBytes } from '@/server/domain/format-words'
import { buildObjects } from './build-objects'
import { findCreationProblems, findPlacementWarnings, keptClaimsOf } from './check-inventory'
import { compareManifests } from './compare-manifests'
import { checkName } from './create-cluster'
import { describeUnchecked, type Consequence } from './describe-consequences'
import { describeSummary } from './describe-summary'
import { checkByKubernetes } from './check-by-kubernetes'
import { requirePermission } from './require-permission'
import { loadTargetKubernetes, refreshInventory, type TargetKubernetes } from './target-kubernetes'

/** No cluster has this id, so that every object of the same names counts as somebody else's. */
const PREVIEW_ID = '00000000-0000-0000-0000-000000000000'

/** What a creation would do, without doing it. @throws AppError auth.forbidden, request.invalid (no Kubernetes cluster) */
export async function previewCreate(actor: Actor, input: CreateCluster): Promise<Preview> {
  requirePermission(actor, 'clusters.write')
  let target = await loadTargetKubernetes(input.kubernetesClusterId)
  if (problemsOf(input, target).length > 0 || input.useKeptVolumes) target = await refreshInventory(target)
  const owner = { clusterId: PREVIEW_ID, namespace: input.namespace, name: input.name }
  const objects = buildObjects(owner, input.spec)
  const [name, checked] = await Promise.all([nameProblem(input, target), checkByKubernetes(target.id, owner, objects, { spec: input.spec, added: input.spec.instances, newVolumes: !input.useKeptVolumes, grown: [] })])
  const found = problemsOf(input, target).map(({ path, message, action }) => ({ path, message: `${message} ${action}` }))
  const known = new Set(found.map((problem) => problem.path))
  return {
    manifests: compareManifests([], objects),
    summary: describeSummary(input.spec, target.inventory),
    consequences: [...describeCreation(input, target), ...describeUnchecked(checked)],
    checkedByKubernetes: checked.checkedByKubernetes,
    problems: [...name, ...found, ...checked.problems.filter((problem) => problem.path === null || !known.has(problem.path))],
  }
}

function problemsOf(input: CreateCluster, target: TargetKubernetes) {
  return target.inventory === null ? [] : findCreationProblems(input, target.inventory, target.name)
}

async function nameProblem(input: CreateCluster, target: TargetKubernetes): Promise<Preview['problems']> {
  try {
    await checkName(input, target, db())
    return []
  } catch (error) {
    if (error instanceof AppError && error.code === 'cluster.name-taken') return [{ path: 'name', message: `${error.message} ${error.options.action ?? ''}` }]
    throw error
  }
}

function describeCreation(input: CreateCluster, target: TargetKubernetes): Consequence[] {
  const { spec, name, namespace } = input
  const lines: Consequence[] = [{ severity: 'info', message: `Makes ${spec.instances} ${spec.instances === 1 ? 'volume' : 'volumes'} of ${formatBytes(spec.storage.sizeBytes)} and the objects shown, in namespace ${namespace} on ${target.name}.` }]
  if (input.useKeptVolumes && target.inventory) {
    const claims = keptClaimsOf(input, target.inventory)
    if (claims.length > 0) lines.push({ severity: 'attention', message: `Starts on ${claims.length} kept ${claims.length === 1 ? 'volume' : 'volumes'} of the deleted cluster ${name}, with its data and its passwords.` })
  }
  if (target.inventory === null) lines.push({ severity: 'attention', message: `${target.name} has not been seen yet: whether nodes and storage fit cannot be told.` })
  else lines.push(...findPlacementWarnings(spec, target.inventory).map(({ message }): Consequence => ({ severity: 'attention', message })))
  return lines
}
