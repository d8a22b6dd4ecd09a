import { AppError } from '@/server/contracts/errors'
import type { ClusterReference, KubernetesManifest } from '@/server/domain/kubernetes-port'
import { FIELD_MANAGER, LABELS } from '@/server/domain/kubernetes-port'
import { clusterIdOf, type StoredObject } from './object-store'
import { labelsOf } from './read-manifest'
import type { World } from './world'

export const AWAY_PROBLEM = {
  code: 'kubernetes.unreachable',
  detail: 'The API server of the sandbox does not answer (connect ECONNREFUSED): the fault "API server away" is on.',
  action: 'End the fault on the sandbox page. MySQL goes on meanwhile; Podkeeper goes on when the API server is back.',
} as const

/** @throws AppError kubernetes.unreachable while the fault "API server away" is on */
export function requireApiServer(world: World): void {
  if (world.apiServer.away) throw new AppError(AWAY_PROBLEM.code, AWAY_PROBLEM.detail, { action: AWAY_PROBLEM.action })
}

/** @throws AppError kubernetes.object-not-ours when the object is not labelled as this cluster's */
export function requireOurs(object: StoredObject, owner: ClusterReference): void {
  if (clusterIdOf(object.manifest) !== owner.clusterId) throw notOurs(object)
}

/** The same for an apply: passwords and claims that a deleted cluster of this name left may be taken over. */
export function requireAppliable(world: World, object: StoredObject, owner: ClusterReference): void {
  if (!mayBeTakenOver(world, object, owner)) requireOurs(object, owner)
}

/** The same for a deletion: what a deleted cluster of this name left may go with its successor. */
export function requireDeletable(object: StoredObject, owner: ClusterReference): void {
  if (!isKept(object, owner)) requireOurs(object, owner)
}

function isKept({ manifest }: StoredObject, owner: ClusterReference): boolean {
  const labels = labelsOf(manifest)
  return (manifest.kind === 'Secret' || manifest.kind === 'PersistentVolumeClaim') && labels[LABELS.managedBy] === FIELD_MANAGER && labels[LABELS.instance] === owner.name
}

export function mayBeTakenOver(world: World, object: StoredObject, owner: ClusterReference): boolean {
  if (!isKept(object, owner)) return false
  const set = world.objects.get('StatefulSet', object.namespace, owner.name)
  return set === null || clusterIdOf(set.manifest) === owner.clusterId
}

function notOurs(object: StoredObject): AppError {
  const { kind, metadata } = object.manifest
  return new AppError('kubernetes.object-not-ours', `${kind} ${object.namespace}/${metadata.name} exists and belongs to ${ownerOf(object)}, not to this cluster.`, {
    action: `Choose another name or namespace, or remove the ${kind} if nobody needs it.`,
  })
}

/** Whom a foreign object belongs to, in a word. */
export function ownerOf(object: StoredObject): string {
  const labels = labelsOf(object.manifest)
  const clusterId = labels[LABELS.clusterId]
  if (clusterId !== undefined) return `Podkeeper cluster ${clusterId}`
  return labels[LABELS.managedBy] ?? object.fieldManager
}

export function rejected(manifest: KubernetesManifest, why: string): AppError {
  return new AppError('kubernetes.rejected', `${manifest.kind} "${manifest.metadata.name}" is invalid: ${why}`, { action: 'Change the definition and try again.' })
}
