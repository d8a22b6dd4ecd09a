import { isDeepStrictEqual } from 'node:util'
import { ANNOTATIONS, type ClusterReference, type KubernetesManifest } from '@/server/domain/kubernetes-port'
import type { ObservedObject, ObservedProblem } from '@/server/domain/observation'
import { mayBeTakenOver, ownerOf } from './api-errors'
import { asStored } from './apply-object'
import { clusterIdOf } from './object-store'
import { includesFields } from './read-manifest'
import type { World } from './world'

/** What Kubernetes refused, by object, until it is applied. */
export type Refusals = Map<string, ObservedProblem>

export function refusalKey(owner: ClusterReference, manifest: KubernetesManifest): string {
  return `${owner.clusterId}/${manifest.kind}/${manifest.metadata.namespace ?? owner.namespace}/${manifest.metadata.name}`
}

/** How an object of the definition stands. */
export function observeObject(world: World, owner: ClusterReference, wanted: KubernetesManifest, refusals: Refusals): ObservedObject {
  const { apiVersion, kind, metadata } = wanted
  const base = { apiVersion, kind, name: metadata.name, lastProblem: refusals.get(refusalKey(owner, wanted)) ?? null }
  const object = world.objects.get(kind, metadata.namespace ?? owner.namespace, metadata.name)
  if (!object) return { ...base, state: 'missing', owner: null }
  if (clusterIdOf(object.manifest) !== owner.clusterId) {
    if (mayBeTakenOver(world, object, owner)) return { ...base, state: 'outdated', owner: null }
    return { ...base, state: 'foreign', owner: ownerOf(object) }
  }
  if (object.deletingSince !== null) return { ...base, state: 'deleting', owner: null }
  const stored = asStored(wanted)
  if (isOutdated(object.lastApplied, stored)) return { ...base, state: 'outdated', owner: null }
  return { ...base, state: includesFields(object.manifest, stored) ? 'current' : 'drifted', owner: null }
}

/** By the hash that the builder leaves, as the adapter does; an object without one is compared whole. */
function isOutdated(applied: KubernetesManifest | null, wanted: KubernetesManifest): boolean {
  const hash = wanted.metadata.annotations?.[ANNOTATIONS.specHash]
  return hash === undefined ? !isDeepStrictEqual(applied, wanted) : applied?.metadata.annotations?.[ANNOTATIONS.specHash] !== hash
}
