import { randomUUID } from 'node:crypto'
import type { Actor } from '@/server/contracts/access'
import type { ClusterDetail, CreateCluster } from '@/server/contracts/cluster'
import { AppError } from '@/server/contracts/errors'
import { encryptSecrets } from '@/server/config/cluster-secrets'
import { db, jsonOf, runInTransaction, type Transaction } from '@/server/database/client'
import { isUniqueViolation } from '@/server/database/database-error'
import { servicePorts } from '../ports'
import { findCreationProblems } from './check-inventory'
import { generateSecrets } from './generate-secrets'
import { loadDetail } from './get-cluster'
import { recordChange } from './record-change'
import { requirePermission } from './require-permission'
import { toSortName } from './sort-name'
import { loadTargetKubernetes, refreshInventory, type TargetKubernetes } from './target-kubernetes'

/**
 * Defines a cluster; the operator brings it into being.
 * @throws AppError auth.forbidden, request.invalid, cluster.name-taken, kubernetes.namespace-missing,
 * kubernetes.storage-class-missing, kubernetes.object-not-ours (kept volumes)
 */
export async function createCluster(actor: Actor, input: CreateCluster): Promise<ClusterDetail> {
  requirePermission(actor, 'clusters.write')
  const target = await loadTargetKubernetes(input.kubernetesClusterId)
  await checkName(input, target, db())
  await checkTarget(input, target)
  const id = randomUUID()
  try {
    await runInTransaction(async (tx) => {
      await checkName(input, target, tx)
      await insert(tx, id, actor, input, target)
    })
  } catch (error) {
    if (isUniqueViolation(error)) throw nameTaken(input, target, null)
    throw error
  }
  return loadDetail(id)
}

/** Kubernetes is asked only when what is known of it speaks against the creation, or may be too old to tell. */
async function checkTarget(input: CreateCluster, target: TargetKubernetes): Promise<void> {
  const problems = (known: TargetKubernetes) => (known.inventory === null ? [] : findCreationProblems(input, known.inventory, known.name))
  const mayBeOld = input.useKeptVolumes || (await findTombstone(db(), input, target)) !== null
  if (!mayBeOld && target.inventory !== null && problems(target).length === 0) return
  const found = problems(await refreshInventory(target))
  const first = found[0]
  if (!first) return
  throw new AppError(first.code, found.map((problem) => problem.message).join(' '), { action: first.action, fields: found.map(({ path, message }) => ({ path, message })) })
}

/** @throws AppError cluster.name-taken */
export async function checkName(input: Pick<CreateCluster, 'name' | 'namespace'>, target: TargetKubernetes, tx: Transaction): Promise<void> {
  const taken = await tx.cluster.findFirst({
    where: { kubernetesClusterId: target.id, namespace: input.namespace, name: input.name, deletedAt: null },
    select: { id: true, deletionRequestedAt: true, createdBy: true },
  })
  if (taken) throw nameTaken(input, target, taken)
}

function nameTaken(input: Pick<CreateCluster, 'name' | 'namespace'>, target: TargetKubernetes, taken: { id: string; deletionRequestedAt: Date | null; createdBy: string } | null): AppError {
  const deleting = taken?.deletionRequestedAt ? ' It is being deleted.' : ''
  const message = `There is already a cluster ${input.name} in namespace ${input.namespace} on ${target.name}${taken === null ? '' : `, made by ${taken.createdBy}`}.${deleting}`
  return new AppError('cluster.name-taken', message, {
    action: deleting === '' ? 'Choose another name or another namespace.' : 'Wait until it is gone, or choose another name.',
    fields: [{ path: 'name', message }],
    ...(taken === null ? {} : { current: { clusterId: taken.id } }),
  })
}

async function insert(tx: Transaction, id: string, actor: Actor, input: CreateCluster, target: TargetKubernetes): Promise<void> {
  const { name, namespace, spec, useKeptVolumes } = input
  const at = new Date(servicePorts().clock.now())
  const encryptedSecrets = useKeptVolumes ? await secretsOfKept(tx, input, target) : encryptSecrets(generateSecrets())
  await tx.cluster.create({
    data: { id, kubernetesClusterId: target.id, namespace, name, sortName: toSortName(name), spec: jsonOf(spec), generation: 1, useKeptVolumes, createdAt: at, createdBy: actor.name, encryptedSecrets },
  })
  const volumes = useKeptVolumes ? ' on kept volumes' : ''
  await recordChange(tx, {
    actor,
    cluster: { id, name, namespace },
    action: 'cluster.create',
    before: null,
    after: { kubernetesCluster: target.name, namespace, name, useKeptVolumes, generation: 1, spec },
    event: { reason: 'ClusterDefined', severity: 'info', message: `${actor.name} defined the cluster${volumes}: ${spec.instances} ${spec.instances === 1 ? 'instance' : 'instances'} of MySQL ${spec.version}, ${spec.topology}` },
    operation: { kind: 'create', title: `Create ${name}${volumes}`, parameters: { useKeptVolumes }, generation: 1 },
  }, at)
}

/** The data on kept volumes knows the passwords that the deleted cluster had. */
async function secretsOfKept(tx: Transaction, input: CreateCluster, target: TargetKubernetes): Promise<string> {
  const tombstone = await findTombstone(tx, input, target)
  if (tombstone?.encryptedSecrets) return tombstone.encryptedSecrets
  const message = `Podkeeper does not have the passwords of an earlier cluster ${input.name} in namespace ${input.namespace}, without which its data cannot be used.`
  throw new AppError('request.invalid', message, { action: 'Create it with new volumes, under another name, and copy the data.', fields: [{ path: 'useKeptVolumes', message }] })
}

/** The newest deleted cluster of this name that left its volumes. */
function findTombstone(tx: Transaction, input: Pick<CreateCluster, 'name' | 'namespace'>, target: TargetKubernetes) {
  return tx.cluster.findFirst({
    where: { kubernetesClusterId: target.id, namespace: input.namespace, name: input.name, keepVolumes: true, deletedAt: { not: null }, encryptedSecrets: { not: null } },
    orderBy: { deletedAt: 'desc' },
    select: { id: true, encryptedSecrets: true, spec: true },
  })
}
