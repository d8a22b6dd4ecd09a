import { selectorMatches } from './label-selector'
import { groupOf } from './mysql-group'
import { deletePod } from './pod-deletion'
import { controllerUidOf, withMetadata, type StoredObject } from './object-store'
import type { PodRuntime } from './pod-runtime'
import { labelsOf, readField, readNumber, readText } from './read-manifest'
import { setNameOfClaim } from './set-names'
import type { SetRevisions } from './set-revisions'
import { createSetPod, ordinalIn, ownerReference, recordSetEvent } from './stateful-set-pods'
import type { World } from './world'

const LATENCY_MS = 30
const QUOTA_RETRY_MS = 5000

/** The StatefulSet controller: adoption, creation and deletion in order, and rolling updates. */
export function runStatefulSetController(world: World, revisions: SetRevisions, podCreated: (pod: PodRuntime) => void): void {
  const queued = new Set<string>()

  function enqueue(namespace: string, name: string, ms = LATENCY_MS): void {
    const key = `${namespace}/${name}`
    if (queued.has(key)) return
    queued.add(key)
    world.schedule(ms, () => {
      world.throughApiServer(() => {
        queued.delete(key)
        const set = world.objects.get('StatefulSet', namespace, name)
        if (set && set.deletingSince === null) reconcile(set)
      })
    })
  }

  const enqueueOwner = (pod: PodRuntime): void => enqueue(pod.namespace, pod.setName)
  world.signals.on('object-changed', ({ kind, namespace, name }) => {
    if (kind === 'StatefulSet') enqueue(namespace, name)
  })
  world.signals.on('pod-changed', enqueueOwner)
  world.signals.on('pod-removed', enqueueOwner)
  world.signals.on('claim-changed', ({ name, namespace }) => enqueue(namespace, setNameOfClaim(name)))

  function reconcile(set: StoredObject): void {
    const pods = ownedPods(world, set)
    const revision = revisions.observe(set)
    if (createMissing(set, pods, revision) && removeSurplus(set, pods)) updateOldest(set, pods, revision)
    revisions.finish(set, [...pods.values()])
  }

  /** @returns false when the next steps wait for a pod */
  function createMissing(set: StoredObject, pods: Map<number, PodRuntime>, update: string): boolean {
    const ordered = isOrdered(set)
    const start = firstOrdinal(set)
    for (let ordinal = start; ordinal < start + replicasOf(set); ordinal++) {
      const pod = pods.get(ordinal)
      if (pod && pod.phase !== 'Failed' && pod.phase !== 'Succeeded') {
        if (ordered && (!pod.ready || pod.object.deletingSince !== null)) return false
        continue
      }
      if (pod) deletePod(world, pod)
      else if (!createPod(set, ordinal, update)) return false
      if (ordered) return false
    }
    return true
  }

  function createPod(set: StoredObject, ordinal: number, update: string): boolean {
    const name = `${set.manifest.metadata.name}-${ordinal}`
    // one that another controller owns keeps the name
    if (world.objects.get('Pod', set.namespace, name)) return false
    const { revision, template } = revisions.forNewPod(set, ordinal, update)
    const result = createSetPod(world, set, ordinal, revision, template)
    if ('pod' in result) {
      podCreated(result.pod)
      return true
    }
    if ('refused' in result) {
      recordSetEvent(world, set, 'Warning', 'FailedCreate', result.refused)
      world.schedule(QUOTA_RETRY_MS, () => enqueue(set.namespace, set.manifest.metadata.name))
    }
    return false
  }

  /** The highest ordinals go first; in order, one after the other. */
  function removeSurplus(set: StoredObject, pods: Map<number, PodRuntime>): boolean {
    const end = firstOrdinal(set) + replicasOf(set)
    const surplus = [...pods].filter(([ordinal]) => ordinal >= end || ordinal < firstOrdinal(set)).sort(([a], [b]) => b - a)
    for (const [, pod] of surplus) {
      if (pod.object.deletingSince === null) {
        recordSetEvent(world, set, 'Normal', 'SuccessfulDelete', `delete Pod ${pod.name} in StatefulSet ${set.manifest.metadata.name} successful`)
        deletePod(world, pod)
      }
      if (isOrdered(set)) return false
    }
    return true
  }

  function updateOldest(set: StoredObject, pods: Map<number, PodRuntime>, update: string): void {
    if (readText(set.manifest, 'spec', 'updateStrategy', 'type') === 'OnDelete') return
    const partition = readNumber(set.manifest, 'spec', 'updateStrategy', 'rollingUpdate', 'partition') ?? 0
    const end = firstOrdinal(set) + replicasOf(set)
    for (const [ordinal, pod] of [...pods].sort(([a], [b]) => b - a)) {
      if (ordinal < partition || ordinal >= end) continue
      if (pod.object.deletingSince !== null) return
      if (labelsOf(pod.object.manifest)['controller-revision-hash'] !== update) {
        recordSetEvent(world, set, 'Normal', 'SuccessfulDelete', `delete Pod ${pod.name} in StatefulSet ${set.manifest.metadata.name} successful`)
        deletePod(world, pod)
        return
      }
      if (!pod.ready) return
    }
  }
}

/** Pods that belong to the set by ordinal; those without an owner are adopted. */
function ownedPods(world: World, set: StoredObject): Map<number, PodRuntime> {
  const owned = new Map<number, PodRuntime>()
  for (const pod of groupOf(world, set.namespace, set.manifest.metadata.name).members.values()) {
    const ordinal = ordinalIn(pod, set)
    if (ordinal === null) continue
    const owner = controllerUidOf(pod.object)
    const matches = selectorMatches(readField(set.manifest, 'spec', 'selector'), labelsOf(pod.object.manifest))
    if (owner === null && matches && pod.object.deletingSince === null) {
      world.objects.replace(pod.object, withMetadata(pod.object.manifest, { ownerReferences: [ownerReference(set)] }))
    } else if (owner === set.uid && !matches) {
      world.objects.replace(pod.object, withMetadata(pod.object.manifest, { ownerReferences: [] }))
      continue
    } else if (owner !== set.uid) continue
    owned.set(ordinal, pod)
  }
  return owned
}

function replicasOf(set: StoredObject): number {
  return readNumber(set.manifest, 'spec', 'replicas') ?? 1
}

function firstOrdinal(set: StoredObject): number {
  return readNumber(set.manifest, 'spec', 'ordinals', 'start') ?? 0
}

function isOrdered(set: StoredObject): boolean {
  return readText(set.manifest, 'spec', 'podManagementPolicy') !== 'Parallel'
}
