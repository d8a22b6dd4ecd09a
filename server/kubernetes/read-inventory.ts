import { z } from 'zod'
import type { KubernetesInventory } from '@/server/contracts/kubernetes'
import { FIELD_MANAGER, LABELS } from '@/server/domain/kubernetes-port'
import type { ApiClient } from './api-client'
import { ApiFailure } from './api-failure'
import { findMissingPermissions } from './check-permissions'
import { toKubernetesError } from './kubernetes-error'
import { listIfAllowed, type ListRequest } from './list-objects'
import { metadataSchema } from './manifest-schema'
import { parseBytes, parseMillicores } from './parse-quantity'
import { BASE_ROLE, NODE_STATISTICS_ROLE } from './required-permissions'
import { KINDS, resourcePath, type ResourceKind } from './resource-paths'

const OURS = `${LABELS.managedBy}=${FIELD_MANAGER}`
const DEFAULT_CLASS = 'storageclass.kubernetes.io/is-default-class'
const quantity = z.union([z.string(), z.number()])

export const nodeSchema = z.object({
  metadata: metadataSchema,
  status: z.object({
    conditions: z.array(z.object({ type: z.string(), status: z.string() })).default([]),
    allocatable: z.record(z.string(), quantity).default({}),
  }),
})
const namespaceSchema = z.object({ metadata: metadataSchema })
const storageClassSchema = z.object({
  metadata: metadataSchema,
  provisioner: z.string(),
  allowVolumeExpansion: z.boolean().default(false),
  volumeBindingMode: z.string().default('Immediate'),
  reclaimPolicy: z.string().default('Delete'),
})
const snapshotClassSchema = z.object({ driver: z.string() })
const claimSchema = z.object({
  metadata: metadataSchema,
  spec: z.object({ storageClassName: z.string().nullish() }),
  status: z.object({ capacity: z.object({ storage: quantity.optional() }).optional() }).optional(),
})

/**
 * What a Kubernetes cluster offers and what Podkeeper may do there.
 * @param namespaces those that Podkeeper is restricted to; null for all
 * @throws AppError kubernetes.unreachable, kubernetes.unauthorized; what merely may not be listed is named in missingPermissions
 */
export async function readInventory(client: ApiClient, namespaces: readonly string[] | null): Promise<KubernetesInventory> {
  try {
    const [version, nodes, allNamespaces, classes, keptClaims, missingPermissions, metricsAvailable] = await Promise.all([
      readVersion(client),
      listIfAllowed(client, collection(KINDS.Node), nodeSchema),
      listNamespaces(client, namespaces),
      listStorageClasses(client),
      listKeptClaims(client, namespaces),
      findMissingPermissions(client, [...BASE_ROLE, ...NODE_STATISTICS_ROLE], namespaces),
      isServed(client, '/apis/metrics.k8s.io/v1beta1'),
    ])
    return { version, nodes: (nodes ?? []).map(describeNode), namespaces: allNamespaces, storageClasses: classes, keptClaims, missingPermissions, metricsAvailable }
  } catch (error) {
    throw toKubernetesError(error, { server: client.server, doing: 'read what the Kubernetes cluster offers' })
  }
}

/** @returns e.g. "v1.35.4". @throws ApiFailure, AwayFailure */
export async function readVersion(client: ApiClient, options: { timeoutMs?: number; signal?: AbortSignal } = {}): Promise<string> {
  return z.object({ gitVersion: z.string() }).parse(await client.request({ method: 'GET', path: '/version', ...options })).gitVersion
}

function collection(resource: ResourceKind, namespace: string | null = null, labelSelector?: string): ListRequest {
  return { path: resourcePath(resource, namespace), ...(labelSelector ? { labelSelector } : {}) }
}

export function describeNode(node: z.infer<typeof nodeSchema>): KubernetesInventory['nodes'][number] {
  return {
    name: node.metadata.name,
    zone: node.metadata.labels['topology.kubernetes.io/zone'] ?? null,
    ready: node.status.conditions.some((condition) => condition.type === 'Ready' && condition.status === 'True'),
    cpuMillicores: parseMillicores(node.status.allocatable['cpu']) ?? 0,
    memoryBytes: parseBytes(node.status.allocatable['memory']) ?? 0,
  }
}

async function listNamespaces(client: ApiClient, only: readonly string[] | null): Promise<KubernetesInventory['namespaces']> {
  const found = await listIfAllowed(client, { ...collection(KINDS.Namespace) }, namespaceSchema)
  if (!found) return (only ?? []).map((name) => ({ name, terminating: false }))
  const all = found.map(({ metadata }) => ({ name: metadata.name, terminating: Boolean(metadata.deletionTimestamp) }))
  return only ? all.filter((namespace) => only.includes(namespace.name)) : all
}

async function listStorageClasses(client: ApiClient): Promise<KubernetesInventory['storageClasses']> {
  const [classes, snapshotClasses] = await Promise.all([listIfAllowed(client, collection(KINDS.StorageClass), storageClassSchema), listIfAllowed(client, collection(KINDS.VolumeSnapshotClass), snapshotClassSchema)])
  const drivers = new Set((snapshotClasses ?? []).map((snapshotClass) => snapshotClass.driver))
  return (classes ?? []).map((found) => ({
    name: found.metadata.name,
    isDefault: found.metadata.annotations[DEFAULT_CLASS] === 'true',
    provisioner: found.provisioner,
    expandable: found.allowVolumeExpansion,
    waitsForConsumer: found.volumeBindingMode === 'WaitForFirstConsumer',
    reclaimPolicy: found.reclaimPolicy,
    snapshots: drivers.has(found.provisioner),
  }))
}

async function listKeptClaims(client: ApiClient, namespaces: readonly string[] | null): Promise<KubernetesInventory['keptClaims']> {
  const lists = await Promise.all((namespaces ?? [null]).map((namespace) => listKeptClaimsOf(client, namespace)))
  return lists.flat()
}

async function listKeptClaimsOf(client: ApiClient, namespace: string | null): Promise<KubernetesInventory['keptClaims']> {
  const [claims, statefulSets] = await Promise.all([
    listIfAllowed(client, collection(KINDS.PersistentVolumeClaim, namespace, OURS), claimSchema),
    // All of them, not ours alone: a claim that somebody's StatefulSet uses is not left over.
    listIfAllowed(client, { ...collection(KINDS.StatefulSet, namespace), accept: 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json' }, namespaceSchema),
  ])
  if (!claims || !statefulSets) return []
  const living = new Set(statefulSets.map(({ metadata }) => `${metadata.namespace ?? ''}/${metadata.name}`))
  return claims.flatMap(({ metadata, spec, status }) => {
    const cluster = metadata.labels[LABELS.instance]
    if (!cluster || metadata.deletionTimestamp || living.has(`${metadata.namespace ?? ''}/${cluster}`)) return []
    return [{ namespace: metadata.namespace ?? '', cluster, claim: metadata.name, capacityBytes: parseBytes(status?.capacity?.storage), storageClass: spec.storageClassName ?? null }]
  })
}

async function isServed(client: ApiClient, path: string): Promise<boolean> {
  try {
    await client.request({ method: 'GET', path })
    return true
  } catch (error) {
    if (error instanceof ApiFailure) return false // 404: no metrics server; 503: it is down; 403: may not be asked
    throw error
  }
}
