import { z } from 'zod'
import { FIELD_MANAGER, LABELS } from '@/server/domain/kubernetes-port'
import { metadataSchema } from '../manifest-schema'
import { describeNode, nodeSchema } from '../read-inventory'
import type { KindName } from '../resource-paths'
import { cacheClaim, cacheEndpoints, cacheObject, cacheStatefulSet, identify, type CachedClaim, type CachedEndpoints, type CachedObject, type CachedStatefulSet } from './cached-objects'
import { cachePod, type CachedPod } from './cached-pod'
import { EventLog } from './event-log'
import { ObjectStore, type StoredObject } from './object-store'
import type { ReflectorSink } from './reflector'

export interface CachedNode extends StoredObject {
  ready: boolean
  zone: string | null
}
export interface CachedNamespace extends StoredObject {
  terminating: boolean
}

/** Kinds of which only the metadata is fetched: Secrets' contents never come here. */
const METADATA_KINDS = ['Service', 'ConfigMap', 'Secret', 'ServiceAccount', 'PodDisruptionBudget', 'NetworkPolicy'] as const
type MetadataKind = (typeof METADATA_KINDS)[number]

/** What one reflector keeps up to date. */
export interface Collection {
  kind: KindName
  labelSelector: string | null
  fieldSelector: string | null
  metadataOnly: boolean
  optional: boolean
  sink(namespace: string | null): ReflectorSink
}

const OURS = `${LABELS.managedBy}=${FIELD_MANAGER}`
/** Objects that never are a MySQL cluster's and make most of the events of a busy Kubernetes. */
const NOISY_KINDS = ['Node', 'Job', 'CronJob', 'ReplicaSet', 'Deployment', 'DaemonSet', 'HorizontalPodAutoscaler', 'Ingress']
const removedSchema = z.object({ metadata: metadataSchema })

/** The copies of everything that is watched, stripped to what observations need. */
export class ClusterCaches {
  readonly pods = new ObjectStore<CachedPod>()
  readonly statefulSets = new ObjectStore<CachedStatefulSet>()
  readonly claims = new ObjectStore<CachedClaim>()
  readonly endpoints = new ObjectStore<CachedEndpoints>()
  readonly nodes = new ObjectStore<CachedNode>()
  readonly namespaces = new ObjectStore<CachedNamespace>()
  readonly events = new EventLog()
  private readonly others = new Map<MetadataKind, ObjectStore<CachedObject>>(METADATA_KINDS.map((kind) => [kind, new ObjectStore<CachedObject>()]))

  constructor(
    /** called with a cluster's id or null for all */
    private readonly changed: (clusterId: string | null) => void,
    private readonly clusterIdOf: (namespace: string, instance: string) => string | null,
    private readonly unreadable: (kind: KindName, error: unknown) => void,
  ) {}

  /** The cached object of a kind that Podkeeper applies; undefined when it is not there. */
  find(kind: string, namespace: string, name: string): CachedObject | undefined {
    if (kind === 'StatefulSet') return this.statefulSets.get(namespace, name)
    if (kind === 'PersistentVolumeClaim') return this.claims.get(namespace, name)
    return this.storeOf(kind)?.get(namespace, name)
  }

  /** Objects by which a cluster's age is told: those that go when it is deleted. */
  lastingObjects(namespace: string, instance: string): CachedObject[] {
    const kinds = METADATA_KINDS.filter((kind) => kind !== 'Secret')
    return [...this.statefulSets.ofInstance(namespace, instance), ...kinds.flatMap((kind) => this.storeOf(kind)?.ofInstance(namespace, instance) ?? [])]
  }

  isWatched(kind: string): boolean {
    return kind === 'StatefulSet' || kind === 'PersistentVolumeClaim' || this.storeOf(kind) !== undefined
  }

  /** Puts in what an apply answered, so that the caches are not behind our own writes. */
  put(kind: string, value: unknown): void {
    if (kind === 'StatefulSet') this.statefulSets.upsert(cacheStatefulSet(value))
    else if (kind === 'PersistentVolumeClaim') this.claims.upsert(cacheClaim(value))
    else this.storeOf(kind)?.upsert(cacheObject(value))
  }

  collections(): Collection[] {
    const labelled = <T extends StoredObject>(kind: KindName, store: ObjectStore<T>, read: (value: unknown) => T, metadataOnly = false): Collection => ({ kind, labelSelector: OURS, fieldSelector: null, metadataOnly, optional: false, sink: (namespace) => this.sink(kind, store, read, namespace) })
    const ofCluster = <T extends StoredObject>(kind: KindName, store: ObjectStore<T>, read: (value: unknown) => T, metadataOnly: boolean): Collection => ({ kind, labelSelector: null, fieldSelector: null, metadataOnly, optional: true, sink: () => this.sink(kind, store, read, null) })
    return [
      // First, so that events find their clusters.
      labelled('StatefulSet', this.statefulSets, (value) => this.admitEvents(cacheStatefulSet(value))),
      labelled('Pod', this.pods, cachePod),
      labelled('PersistentVolumeClaim', this.claims, cacheClaim),
      labelled('EndpointSlice', this.endpoints, cacheEndpoints),
      ...[...this.others].map(([kind, store]) => labelled(kind, store, cacheObject, true)),
      ofCluster('Node', this.nodes, cacheNode, false),
      ofCluster('Namespace', this.namespaces, cacheNamespace, true),
      { kind: 'Event', labelSelector: null, fieldSelector: NOISY_KINDS.map((kind) => `involvedObject.kind!=${kind}`).join(','), metadataOnly: false, optional: true, sink: () => this.eventSink() },
    ]
  }

  private storeOf(kind: string): ObjectStore<CachedObject> | undefined {
    const known = METADATA_KINDS.find((candidate) => candidate === kind)
    return known ? this.others.get(known) : undefined
  }

  private sink<T extends StoredObject>(kind: KindName, store: ObjectStore<T>, read: (value: unknown) => T, namespace: string | null): ReflectorSink {
    const report = (object: T) => this.changed(kind === 'Node' || kind === 'Namespace' ? null : this.clusterOf(object))
    return {
      upsert: (value) =>
        this.guard(kind, () => {
          const object = read(value)
          const before = store.get(object.namespace, object.name)
          if (store.upsert(object) && !isSame(before, object)) report(object)
        }),
      remove: (value) =>
        this.guard(kind, () => {
          const { metadata } = removedSchema.parse(value)
          const removed = store.remove(metadata.namespace ?? '', metadata.name, metadata.uid)
          if (removed) report(removed)
        }),
      listing: () => store.beginList(namespace === null ? undefined : (object) => object.namespace === namespace),
      listed: (resourceVersion) => store.endList(resourceVersion).forEach(report),
    }
  }

  private eventSink(): ReflectorSink {
    return {
      upsert: (value) =>
        this.guard('Event', () => {
          const owner = this.events.add(value)
          if (owner) this.changed(this.clusterIdOf(owner.namespace, owner.name))
        }),
      // Events expire after an hour; what was seen stays until newer ones push it out.
      remove: () => undefined,
      listing: () => undefined,
      listed: () => undefined,
    }
  }

  private admitEvents(statefulSet: CachedStatefulSet): CachedStatefulSet {
    this.events.admit(statefulSet.namespace, statefulSet.name)
    return statefulSet
  }

  private clusterOf(object: StoredObject): string | null {
    // A kept claim still carries the id of the cluster that it was made for; the living one of that name is meant.
    return (object.instance === null ? null : this.clusterIdOf(object.namespace, object.instance)) ?? object.clusterId
  }

  /** One object that cannot be read must not stop the watch of all others. */
  private guard(kind: KindName, work: () => void): void {
    try {
      work()
    } catch (error) {
      this.unreadable(kind, error)
    }
  }
}

function cacheNode(value: unknown): CachedNode {
  const node = nodeSchema.parse(value)
  const { ready, zone } = describeNode(node)
  return { ...identify(node.metadata), ready, zone }
}

function cacheNamespace(value: unknown): CachedNamespace {
  const { metadata } = removedSchema.parse(value)
  return { ...identify(metadata), terminating: Boolean(metadata.deletionTimestamp) }
}

/** Heartbeats and statuses that nobody reads change the resource version only. */
function isSame<T extends StoredObject>(before: T | undefined, after: T): boolean {
  return before !== undefined && JSON.stringify({ ...before, resourceVersion: '' }) === JSON.stringify({ ...after, resourceVersion: '' })
}
