import { z } from 'zod'
import { FIELD_MANAGER, FINALIZER, LABELS, type ClusterReference, type KubernetesManifest } from '@/server/domain/kubernetes-port'
import type { ObjectReference } from '@/server/domain/observation'
import type { ApiClient } from './api-client'
import { ApiFailure } from './api-failure'
import { isReplaced, toKubernetesError } from './kubernetes-error'
import { objectMetadataSchema, parseManifest, type ObjectMetadata } from './manifest-schema'
import { notOurs, tellOwnership } from './object-ownership'
import { KINDS, resourceKind, resourcePath } from './resource-paths'

const MERGE_PATCH = 'application/merge-patch+json'

/** @returns null when there is no such object. @throws AppError kubernetes.* */
export async function getObject(client: ApiClient, reference: ObjectReference & { namespace: string }): Promise<KubernetesManifest | null> {
  try {
    return parseManifest(await client.request({ method: 'GET', path: pathOf(reference) }))
  } catch (error) {
    if (isMissing(error)) return null
    throw toKubernetesError(error, { server: client.server, doing: `read ${describe(reference)}`, namespace: reference.namespace })
  }
}

/**
 * Deletes an object that is this cluster's, and exactly the one that was looked at: its uid is a precondition.
 * A missing object, or another uid than the one asked for, is success: what was to go is gone.
 * @throws AppError kubernetes.object-not-ours, kubernetes.*
 */
export async function deleteObject(client: ApiClient, reference: ObjectReference & { namespace: string }, owner: ClusterReference, options: { propagation: 'background' | 'orphan'; uid?: string; graceSeconds?: number }): Promise<void> {
  try {
    const found = objectMetadataSchema.parse(await client.request({ method: 'GET', path: pathOf(reference) })).metadata
    if (options.uid !== undefined && found.uid !== options.uid) return
    // What a deleted cluster of this name left (a kept claim) may go with its successor.
    const ownership = tellOwnership(reference.kind, found, owner)
    if (ownership.state === 'foreign') throw notOurs(reference.kind, reference.name, reference.namespace, ownership.owner)
    await client.request({
      method: 'DELETE',
      path: pathOf(reference),
      body: { kind: 'DeleteOptions', apiVersion: 'v1', propagationPolicy: options.propagation === 'orphan' ? 'Orphan' : 'Background', preconditions: { uid: found.uid }, ...(options.graceSeconds === undefined ? {} : { gracePeriodSeconds: options.graceSeconds }) },
    })
  } catch (error) {
    if (isMissing(error) || isReplaced(error)) return
    throw toKubernetesError(error, { server: client.server, doing: `delete ${describe(reference)}`, namespace: reference.namespace })
  }
}

/**
 * Sets and removes labels of one pod, and only of the pod with that uid.
 * @throws AppError kubernetes.not-found when the pod is gone or was replaced
 */
export async function labelPod(client: ApiClient, namespace: string, pod: string, podUid: string, labels: Record<string, string | null>): Promise<void> {
  try {
    await patchMetadata(client, resourcePath(KINDS.Pod, namespace, pod), { uid: podUid, labels })
  } catch (error) {
    throw toKubernetesError(error, { server: client.server, doing: `label pod "${pod}" in namespace "${namespace}"`, namespace })
  }
}

const RELEASE_ATTEMPTS = 5
const podListSchema = z.object({ items: z.array(objectMetadataSchema) })

/**
 * Lets a StatefulSet that somebody deleted go without its pods: takes the owner references to it off its pods, then its
 * finalizer. Safe to repeat; a StatefulSet that is gone or does not carry the finalizer is success.
 * @throws AppError kubernetes.object-not-ours, kubernetes.*
 */
export async function releaseStatefulSet(client: ApiClient, owner: ClusterReference, options: { orphanPods: boolean }): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await releaseOnce(client, owner, options)
      return
    } catch (error) {
      if (isMissing(error) || isReplaced(error)) return
      // Its controller writes the status all the time; the list of finalizers is only changed as it was read.
      if (isConflict(error) && attempt < RELEASE_ATTEMPTS) continue
      throw toKubernetesError(error, { server: client.server, doing: `release StatefulSet "${owner.name}" in namespace "${owner.namespace}"`, namespace: owner.namespace })
    }
  }
}

async function releaseOnce(client: ApiClient, owner: ClusterReference, options: { orphanPods: boolean }): Promise<void> {
  const path = resourcePath(KINDS.StatefulSet, owner.namespace, owner.name)
  const found = objectMetadataSchema.parse(await client.request({ method: 'GET', path })).metadata
  const ownership = tellOwnership('StatefulSet', found, owner)
  if (ownership.state !== 'ours') throw notOurs('StatefulSet', owner.name, owner.namespace, ownership.state === 'foreign' ? ownership.owner : null)
  // Kubernetes cannot orphan the pods of a set that is not being deleted: its controller would adopt them again.
  if (options.orphanPods && found.deletionTimestamp) await orphanPods(client, owner, found.uid)
  const finalizers = found.finalizers ?? []
  if (!finalizers.includes(FINALIZER)) return
  await patchMetadata(client, path, { uid: found.uid, resourceVersion: found.resourceVersion, finalizers: finalizers.filter((finalizer) => finalizer !== FINALIZER) })
}

async function orphanPods(client: ApiClient, owner: ClusterReference, statefulSetUid: string): Promise<void> {
  const list = await client.request({ method: 'GET', path: resourcePath(KINDS.Pod, owner.namespace), query: { labelSelector: `${LABELS.instance}=${owner.name}` } })
  for (const { metadata } of podListSchema.parse(list).items) {
    const references = metadata.ownerReferences ?? []
    const kept = references.filter((reference) => reference.uid !== statefulSetUid)
    if (kept.length === references.length) continue
    await orphanPod(client, owner.namespace, metadata, kept)
  }
}

async function orphanPod(client: ApiClient, namespace: string, pod: ObjectMetadata, ownerReferences: unknown[]): Promise<void> {
  try {
    await patchMetadata(client, resourcePath(KINDS.Pod, namespace, pod.name), { uid: pod.uid, ownerReferences })
  } catch (error) {
    if (!isMissing(error) && !isReplaced(error)) throw error // a pod that is gone needs no release
  }
}

async function patchMetadata(client: ApiClient, path: string, metadata: Record<string, unknown>): Promise<void> {
  await client.request({ method: 'PATCH', path, query: { fieldManager: FIELD_MANAGER }, contentType: MERGE_PATCH, body: { metadata } })
}

function pathOf(reference: ObjectReference & { namespace: string }): string {
  return resourcePath(resourceKind(reference), reference.namespace, reference.name)
}

function describe(reference: ObjectReference & { namespace: string }): string {
  return `${reference.kind} "${reference.name}" in namespace "${reference.namespace}"`
}

function isMissing(error: unknown): boolean {
  return error instanceof ApiFailure && error.status === 404
}

function isConflict(error: unknown): boolean {
  return error instanceof ApiFailure && error.status === 409
}
