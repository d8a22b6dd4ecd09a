import { FINALIZER, type ClusterReference } from '@/server/domain/kubernetes-port'
import { finishClaimDeletion } from './claim-controller'
import { groupOf } from './mysql-group'
import { controllerUidOf, finalizersOf, withMetadata, type StoredObject } from './object-store'
import { deletePod } from './pod-deletion'
import { requireOurs } from './api-errors'
import type { World } from './world'

/** DELETE of any object, by Podkeeper or by hand. Pods and claims take their time, finalizers hold the rest. */
export function deleteObject(world: World, object: StoredObject, propagation: 'background' | 'orphan', graceSeconds?: number): void {
  switch (object.manifest.kind) {
    case 'Pod': {
      const pod = world.pods.get(object.uid)
      if (pod) deletePod(world, pod, graceSeconds)
      return
    }
    case 'PersistentVolumeClaim':
      world.objects.markDeleting(object)
      finishClaimDeletion(world, object)
      return
    case 'StatefulSet':
      if (propagation === 'orphan') orphanPods(world, object)
      removeUnlessHeld(world, object)
      return
    default:
      removeUnlessHeld(world, object)
  }
}

function removeUnlessHeld(world: World, object: StoredObject): void {
  if (finalizersOf(object).length > 0) world.objects.markDeleting(object)
  else world.objects.remove(object)
}

/** Takes the owner references off the pods of a StatefulSet, so that they outlive it. */
function orphanPods(world: World, set: StoredObject): void {
  for (const pod of groupOf(world, set.namespace, set.manifest.metadata.name).members.values()) {
    if (controllerUidOf(pod.object) === set.uid) world.objects.replace(pod.object, withMetadata(pod.object.manifest, { ownerReferences: [] }))
  }
}

/** See KubernetesPort.releaseStatefulSet. @throws AppError kubernetes.object-not-ours */
export function releaseSet(world: World, owner: ClusterReference, options: { orphanPods: boolean }): void {
  const set = world.objects.get('StatefulSet', owner.namespace, owner.name)
  if (!set) return
  requireOurs(set, owner)
  if (options.orphanPods) orphanPods(world, set)
  const finalizers = finalizersOf(set).filter((finalizer) => finalizer !== FINALIZER)
  world.objects.replace(set, withMetadata(set.manifest, { finalizers }))
  if (set.deletingSince !== null && finalizers.length === 0) world.objects.remove(set)
}

/** The garbage collector: pods whose StatefulSet is gone go too, unless they were orphaned. */
export function runGarbageCollector(world: World): void {
  world.signals.on('object-changed', ({ kind, namespace, name }) => {
    if (kind !== 'StatefulSet') return
    world.schedule(50, () => {
      world.throughApiServer(() => {
        const set = world.objects.get('StatefulSet', namespace, name)
        for (const pod of [...groupOf(world, namespace, name).members.values()]) {
          const owner = controllerUidOf(pod.object)
          if (owner !== null && owner !== set?.uid) deletePod(world, pod)
        }
      })
    })
  })
}
