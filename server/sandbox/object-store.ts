import type { KubernetesManifest } from '@/server/domain/kubernetes-port'
import { LABELS } from '@/server/domain/kubernetes-port'
import { labelsOf, readField, readList, readText } from './read-manifest'
import type { Random } from './random'

export interface StoredObject {
  /** never changed in place: replaced, so that readers may keep it */
  manifest: KubernetesManifest
  namespace: string
  uid: string
  generation: number
  resourceVersion: number
  createdAt: number
  deletingSince: number | null
  /** what Podkeeper applied last: fields that it no longer names are taken away */
  lastApplied: KubernetesManifest | null
  /** first field manager, for objects that Podkeeper did not make */
  fieldManager: string
}

/** The objects of the cluster, by kind, namespace and name. Tells of each change. */
export interface ObjectStore {
  get(kind: string, namespace: string, name: string): StoredObject | null
  list(kind: string, namespace?: string): StoredObject[]
  ofCluster(clusterId: string): StoredObject[]
  create(manifest: KubernetesManifest, fieldManager: string): StoredObject
  replace(object: StoredObject, manifest: KubernetesManifest): void
  /** sets deletionTimestamp; the object goes when it has no finalizer left */
  markDeleting(object: StoredObject): void
  remove(object: StoredObject): void
  restore(object: StoredObject): void
  all(): StoredObject[]
}

export interface ObjectStoreOptions {
  now(): number
  random: Random
  changed(object: StoredObject): void
}

export function createObjectStore({ now, random, changed }: ObjectStoreOptions): ObjectStore {
  const kinds = new Map<string, Map<string, StoredObject>>()
  const clusters = new Map<string, Set<StoredObject>>()
  let resourceVersion = 1000

  const kindMap = (kind: string): Map<string, StoredObject> => {
    const found = kinds.get(kind) ?? new Map<string, StoredObject>()
    kinds.set(kind, found)
    return found
  }
  const keyOf = (namespace: string, name: string): string => `${namespace}/${name}`

  function index(object: StoredObject, before: string | null): void {
    const after = clusterIdOf(object.manifest)
    if (before === after && before !== null) return
    if (before !== null) clusters.get(before)?.delete(object)
    if (after === null) return
    const members = clusters.get(after) ?? new Set<StoredObject>()
    members.add(object)
    clusters.set(after, members)
  }

  function write(object: StoredObject, manifest: KubernetesManifest): void {
    const before = clusterIdOf(object.manifest)
    object.resourceVersion = ++resourceVersion
    object.manifest = withServerFields(manifest, object)
    index(object, before)
    changed(object)
  }

  return {
    get: (kind, namespace, name) => kinds.get(kind)?.get(keyOf(namespace, name)) ?? null,
    list(kind, namespace) {
      const found = [...(kinds.get(kind)?.values() ?? [])]
      return namespace === undefined ? found : found.filter((object) => object.namespace === namespace)
    },
    ofCluster: (clusterId) => [...(clusters.get(clusterId) ?? [])],
    create(manifest, fieldManager) {
      const namespace = manifest.metadata.namespace ?? 'default'
      const object: StoredObject = {
        manifest, namespace, fieldManager,
        uid: random.uuid(`object-${++resourceVersion}`),
        generation: 1, resourceVersion, createdAt: now(), deletingSince: null, lastApplied: null,
      }
      kindMap(manifest.kind).set(keyOf(namespace, manifest.metadata.name), object)
      object.manifest = withServerFields(manifest, object)
      index(object, null)
      changed(object)
      return object
    },
    replace(object, manifest) {
      if (!sameJson(readField(manifest, 'spec'), readField(object.manifest, 'spec'))) object.generation++
      write(object, manifest)
    },
    markDeleting(object) {
      if (object.deletingSince !== null) return
      object.deletingSince = now()
      write(object, object.manifest)
    },
    remove(object) {
      const members = kindMap(object.manifest.kind)
      const key = keyOf(object.namespace, object.manifest.metadata.name)
      if (members.get(key) !== object) return
      members.delete(key)
      const clusterId = clusterIdOf(object.manifest)
      if (clusterId !== null) clusters.get(clusterId)?.delete(object)
      changed(object)
    },
    restore(object) {
      kindMap(object.manifest.kind).set(keyOf(object.namespace, object.manifest.metadata.name), object)
      index(object, null)
      resourceVersion = Math.max(resourceVersion, object.resourceVersion)
    },
    all: () => [...kinds.values()].flatMap((members) => [...members.values()]),
  }
}

function withServerFields(manifest: KubernetesManifest, object: StoredObject): KubernetesManifest {
  return {
    ...manifest,
    metadata: {
      ...manifest.metadata,
      namespace: object.namespace,
      uid: object.uid,
      generation: object.generation,
      resourceVersion: String(object.resourceVersion),
      creationTimestamp: new Date(object.createdAt).toISOString(),
      ...(object.deletingSince === null ? {} : { deletionTimestamp: new Date(object.deletingSince).toISOString() }),
    },
  }
}

export function clusterIdOf(manifest: KubernetesManifest): string | null {
  return labelsOf(manifest)[LABELS.clusterId] ?? null
}

export function finalizersOf(object: StoredObject): string[] {
  return readList(object.manifest, 'metadata', 'finalizers').filter((finalizer): finalizer is string => typeof finalizer === 'string')
}

/** uid of the controller that owns the object, null when it has none */
export function controllerUidOf(object: StoredObject): string | null {
  const owner = readList(object.manifest, 'metadata', 'ownerReferences').find((reference) => readField(reference, 'controller') === true)
  return readText(owner, 'uid')
}

export function withMetadata(manifest: KubernetesManifest, change: Record<string, unknown>): KubernetesManifest {
  return { ...manifest, metadata: { ...manifest.metadata, ...change } }
}

export function sameJson(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}
