import { AppError } from '@/server/contracts/errors'
import { FIELD_MANAGER, LABELS, type ClusterReference, type KubernetesManifest } from '@/server/domain/kubernetes-port'
import { z } from 'zod'
import type { ApiClient } from './api-client'
import { ApiFailure } from './api-failure'
import { toKubernetesError } from './kubernetes-error'
import { objectMetadataSchema, parseManifest, type ObjectMetadata } from './manifest-schema'
import { notOurs, tellOwnership } from './object-ownership'
import { KINDS, resourceKind, resourcePath } from './resource-paths'

const METADATA_ONLY = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json'

/**
 * Server-side apply that never takes over what is not this cluster's.
 * @returns the object as Kubernetes stored it (or would store it, with dryRun), without managed fields of others removed
 * @throws AppError kubernetes.*
 */
export async function applyObject(client: ApiClient, manifest: KubernetesManifest, owner: ClusterReference, options: { dryRun?: boolean } = {}): Promise<KubernetesManifest> {
  const resource = resourceKind(manifest)
  const namespace = manifest.metadata.namespace ?? owner.namespace
  const { name } = manifest.metadata
  const context = { server: client.server, doing: `${options.dryRun ? 'check' : 'apply'} ${manifest.kind} "${name}" in namespace "${namespace}"`, namespace }
  try {
    const existing = await readMetadata(client, manifest, namespace)
    if (existing) await requireOwnership(client, manifest, namespace, existing, owner)
    else await requireStorageClasses(client, manifest)
    const answer = await client.request({
      method: 'PATCH',
      path: resourcePath(resource, namespace, name),
      query: { fieldManager: FIELD_MANAGER, force: existing !== null, ...(options.dryRun ? { dryRun: 'All' } : {}) },
      contentType: 'application/apply-patch+yaml',
      body: toApply(manifest, namespace, existing),
    })
    return parseManifest(answer)
  } catch (error) {
    throw toKubernetesError(error, context)
  }
}

/** Written by the server; an apply must not hold them. */
const SERVER_METADATA = new Set(['managedFields', 'resourceVersion', 'uid', 'creationTimestamp', 'generation'])

/**
 * The uid ties the request to the object whose owner was checked. A new object is applied without force: should another
 * one have appeared meanwhile, Kubernetes answers with a conflict instead of handing it over.
 */
function toApply(manifest: KubernetesManifest, namespace: string, existing: ObjectMetadata | null): unknown {
  const metadata = Object.entries(manifest.metadata).filter(([field]) => !SERVER_METADATA.has(field))
  const content = Object.entries(manifest).filter(([field]) => field !== 'status')
  return { ...Object.fromEntries(content), metadata: { ...Object.fromEntries(metadata), namespace, ...(existing ? { uid: existing.uid } : {}) } }
}

async function readMetadata(client: ApiClient, reference: { apiVersion: string; kind: string; metadata: { name: string } }, namespace: string): Promise<ObjectMetadata | null> {
  try {
    const found = await client.request({ method: 'GET', path: resourcePath(resourceKind(reference), namespace, reference.metadata.name), accept: METADATA_ONLY })
    return objectMetadataSchema.parse(found).metadata
  } catch (error) {
    if (error instanceof ApiFailure && error.status === 404) return null
    throw error
  }
}

async function requireOwnership(client: ApiClient, manifest: KubernetesManifest, namespace: string, existing: ObjectMetadata, owner: ClusterReference): Promise<void> {
  const ownership = tellOwnership(manifest.kind, existing, owner)
  switch (ownership.state) {
    case 'ours':
      return
    case 'foreign':
      throw notOurs(manifest.kind, manifest.metadata.name, namespace, ownership.owner)
    case 'kept': {
      // Another installation's cluster of this name may be alive: its StatefulSet says so.
      const statefulSet = await readMetadata(client, { ...KINDS.StatefulSet, metadata: { name: owner.name } }, namespace)
      const livingId = statefulSet?.labels[LABELS.clusterId]
      if (statefulSet && livingId !== owner.clusterId) throw notOurs(manifest.kind, manifest.metadata.name, namespace, `the living cluster ${livingId ?? `of StatefulSet "${owner.name}"`}`)
    }
  }
}

const claimTemplatesSchema = z.object({ spec: z.object({ volumeClaimTemplates: z.array(z.object({ spec: z.object({ storageClassName: z.string().optional() }) })).default([]) }) })

/** Kubernetes takes a StatefulSet with any storage class and then lets its pods wait for ever; said here instead. */
async function requireStorageClasses(client: ApiClient, manifest: KubernetesManifest): Promise<void> {
  if (manifest.kind !== 'StatefulSet') return
  const templates = claimTemplatesSchema.safeParse(manifest)
  if (!templates.success) return
  const names = new Set(templates.data.spec.volumeClaimTemplates.flatMap((template) => template.spec.storageClassName || []))
  for (const name of names) await requireStorageClass(client, name)
}

async function requireStorageClass(client: ApiClient, name: string): Promise<void> {
  try {
    await client.request({ method: 'GET', path: resourcePath(KINDS.StorageClass, null, name), accept: METADATA_ONLY })
  } catch (error) {
    if (!(error instanceof ApiFailure)) throw error
    if (error.status !== 404) return // may not be asked: let Kubernetes decide
    throw new AppError('kubernetes.storage-class-missing', `The storage class "${name}" does not exist in this Kubernetes cluster, so no volume could be made.`, {
      action: 'Choose one that `kubectl get storageclass` lists.',
      fields: [{ path: 'spec.storage.className', message: 'This storage class does not exist' }],
      evidence: error.message,
      cause: error,
    })
  }
}
