import type { ClusterReference, KubernetesManifest, KubernetesWatch } from '@/server/domain/kubernetes-port'
import type { KubernetesObservation } from '@/server/domain/observation'
import { AWAY_PROBLEM } from './api-errors'
import { labelsOf } from './read-manifest'
import { refusalKey, type Refusals } from './object-state'
import { observeCluster } from './observe-cluster'
import type { SetRevisions } from './set-revisions'
import { LABELS } from '@/server/domain/kubernetes-port'
import type { World } from './world'

/** The operator's live view: no caches are needed, because the world is at hand; only what was seen before the API server went is kept. */
export function createSandboxWatch(world: World, revisions: SetRevisions): KubernetesWatch {
  const refusals: Refusals = new Map()
  const lastSeen = new Map<string, KubernetesObservation>()
  const listeners = new Set<(clusterId: string | null) => void>()
  const dirty = new Set<string | null>()

  /** tells once for what changed at the same moment */
  function mark(clusterId: string | null): void {
    if (listeners.size === 0) return
    if (dirty.size === 0) {
      world.schedule(1, () => {
        const told = [...dirty]
        dirty.clear()
        for (const listener of listeners) for (const each of told) listener(each)
      })
    }
    dirty.add(clusterId)
  }

  world.signals.on('object-changed', ({ clusterId }) => {
    if (clusterId !== null && !world.apiServer.away) mark(clusterId)
  })
  for (const kind of ['pod-changed', 'pod-removed'] as const) {
    world.signals.on(kind, (pod) => {
      if (pod.clusterId !== null && !world.apiServer.away) mark(pod.clusterId)
    })
  }
  world.signals.on('claim-changed', ({ namespace, name }) => {
    const claim = world.objects.get('PersistentVolumeClaim', namespace, name)
    const clusterId = claim ? labelsOf(claim.manifest)[LABELS.clusterId] : undefined
    if (clusterId !== undefined) mark(clusterId)
  })
  world.signals.on('node-changed', () => mark(null))
  world.signals.on('api-server-changed', () => mark(null))

  return {
    start: () => Promise.resolve(),
    stop() {
      listeners.clear()
      return Promise.resolve()
    },
    observe(owner: ClusterReference, wanted: readonly KubernetesManifest[]) {
      if (world.apiServer.away) return whileAway(world, lastSeen.get(owner.clusterId) ?? null)
      const observation = observeCluster(world, revisions, owner, wanted, refusals)
      lastSeen.set(owner.clusterId, observation)
      return observation
    },
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    noteApplied(owner, wanted) {
      refusals.delete(refusalKey(owner, wanted))
    },
    noteRefused(owner, wanted, problem) {
      refusals.set(refusalKey(owner, wanted), problem)
      mark(owner.clusterId)
    },
  }
}

function whileAway(world: World, last: KubernetesObservation | null): KubernetesObservation {
  const nothing: KubernetesObservation = { reachable: false, problem: null, lastContactAt: null, namespace: 'unknown', objects: [], statefulSet: null, pods: [], claims: [], endpoints: {}, events: [] }
  return { ...(last ?? nothing), reachable: false, problem: { ...AWAY_PROBLEM }, lastContactAt: world.apiServer.lastContactMs }
}
