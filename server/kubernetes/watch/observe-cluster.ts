import type { ClusterReference, KubernetesManifest } from '@/server/domain/kubernetes-port'
import type { KubernetesObservation, ObservedClaim, ObservedPod, ObservedProblem } from '@/server/domain/observation'
import type { ApplyNotes } from './apply-notes'
import type { CachedClaim } from './cached-objects'
import type { CachedPod } from './cached-pod'
import type { ClusterCaches } from './cluster-caches'
import { judgeObject } from './judge-object'
import type { ProgressCache } from './poll-clone-progress'
import type { UsageCache } from './poll-usage'

/** Everything that an observation is put together from; nothing here is asked of Kubernetes at that moment. */
export interface ObservationSources {
  caches: ClusterCaches
  notes: ApplyNotes
  usage: UsageCache
  progress: ProgressCache
  connection: { reachable: boolean; problem: ObservedProblem | null; lastContactAt: number | null }
  /** false: namespaces may not be listed */
  namespacesKnown: boolean
  nodesKnown: boolean
}

/** Clocks of the API server and of whoever writes events differ a little. */
const EVENT_SLACK_MS = 60_000

export function observeCluster(sources: ObservationSources, owner: ClusterReference, wanted: readonly KubernetesManifest[]): KubernetesObservation {
  const { caches, notes, connection } = sources
  const { namespace, name } = owner
  const statefulSet = caches.statefulSets.get(namespace, name)
  const livingClusterId = statefulSet?.clusterId ?? null
  return {
    ...connection,
    namespace: tellNamespace(sources, namespace),
    objects: wanted.map((manifest) =>
      judgeObject({
        wanted: manifest,
        owner,
        cached: caches.find(manifest.kind, manifest.metadata.namespace ?? namespace, manifest.metadata.name),
        note: notes.get(owner, manifest),
        watched: caches.isWatched(manifest.kind),
        livingClusterId,
      }),
    ),
    statefulSet: statefulSet?.clusterId === owner.clusterId ? { ...statefulSet.statefulSet } : null,
    pods: caches.pods.ofInstance(namespace, name).map((cached) => observePod(sources, cached, owner)).sort(byOrdinal),
    claims: caches.claims.ofInstance(namespace, name).map((cached) => observeClaim(sources, cached, owner)).sort(byOrdinal),
    endpoints: observeEndpoints(caches, owner),
    events: caches.events.newest(namespace, name, eventsSince(caches, owner)),
  }
}

function tellNamespace(sources: ObservationSources, namespace: string): KubernetesObservation['namespace'] {
  if (!sources.namespacesKnown) return 'unknown'
  const found = sources.caches.namespaces.get('', namespace)
  if (!found) return sources.connection.reachable ? 'missing' : 'unknown'
  return found.terminating ? 'terminating' : 'present'
}

function observePod({ caches, usage, progress, nodesKnown }: ObservationSources, cached: CachedPod, owner: ClusterReference): ObservedPod {
  const { pod } = cached
  const node = pod.node === null ? undefined : caches.nodes.get('', pod.node)
  const used = usage.pods.get(`${cached.namespace}/${cached.name}`)
  return {
    ...pod,
    ours: cached.clusterId === owner.clusterId,
    // A node that is not there any more is not ready either.
    nodeReady: pod.node === null || !nodesKnown ? null : (node?.ready ?? false),
    zone: node?.zone ?? null,
    initProgress: progress.get(cached.uid) ?? null,
    resources: { ...pod.resources, cpuUsedMillicores: used?.cpuMillicores ?? null, memoryUsedBytes: used?.memoryBytes ?? null },
  }
}

function observeClaim({ usage, notes }: ObservationSources, { claim, namespace, name }: CachedClaim, owner: ClusterReference): ObservedClaim {
  const used = usage.volume(namespace, name)
  const note = notes.get(owner, { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name, namespace } })
  return { ...claim, usedBytes: used?.usedBytes ?? null, availableBytes: used?.availableBytes ?? null, lastProblem: note?.problem ?? null }
}

function observeEndpoints(caches: ClusterCaches, owner: ClusterReference): Record<string, string[]> {
  const endpoints: Record<string, string[]> = {}
  for (const { service, pods } of caches.endpoints.ofInstance(owner.namespace, owner.name)) endpoints[service] = [...new Set([...(endpoints[service] ?? []), ...pods])].sort()
  return endpoints
}

/** Events stay in Kubernetes for an hour, so those of a deleted cluster of the same name may still be there. */
function eventsSince(caches: ClusterCaches, owner: ClusterReference): number {
  const ages = caches.lastingObjects(owner.namespace, owner.name).flatMap((object) => (object.clusterId === owner.clusterId ? object.createdAt : []))
  return ages.length === 0 ? Infinity : Math.min(...ages) - EVENT_SLACK_MS
}

function byOrdinal(a: { ordinal: number }, b: { ordinal: number }): number {
  return a.ordinal - b.ordinal
}
