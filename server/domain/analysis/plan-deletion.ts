import { formatCount, formatDuration } from '../format-words'
import type { ObservedObject } from '../observation'
import { act, find, wait, type AnalysisContext } from './context'
import { isOurClaim } from './own-claims'
import { deleteClaim } from './plan-claims'
import { mayAttempt } from './space-attempts'

const PAUSE = { firstMs: 2_000, maxMs: 30_000 }
/** A pod gets up to its grace period to write everything to disk; what takes longer is worth a word. */
const STOP_EXPECTED_WITHIN_MS = 180_000

export type DeletionStage = 'unreachable' | 'services' | 'instances' | 'volumes' | 'objects' | 'finished'

/**
 * Takes a cluster apart: what leads clients to it, then the instances, then their volumes when they are to go, then the rest;
 * the Secret stays with kept volumes, whose data it opens. Foreign objects are left alone.
 * @returns how far it is
 */
export function planDeletion(context: AnalysisContext): DeletionStage {
  const { kubernetes } = context.observation
  if (!kubernetes.reachable) {
    wait(context, { id: 'deletion', code: 'WaitingForKubernetes', message: 'The deletion goes on when Kubernetes answers again', because: 'What is still there cannot be seen' })
    return 'unreachable'
  }
  if (kubernetes.namespace === 'missing') return finish(context, 'its namespace no longer exists')
  if (!removeObjects(context, ['Service'], (object) => object.name !== context.names.headlessService)) return 'services'
  if (!removeInstances(context)) return 'instances'
  if (!removeVolumes(context)) return 'volumes'
  const keepsSecret = context.definition.deletion?.keepVolumes === true
  if (!removeObjects(context, ['Service', 'PodDisruptionBudget', 'NetworkPolicy', 'ConfigMap', 'ServiceAccount'])) return 'objects'
  if (!keepsSecret && !removeObjects(context, ['Secret'])) return 'objects'
  return finish(context, keepsSecret ? `its volumes and Secret ${context.names.secret} are kept` : 'nothing of it is left')
}

function finish(context: AnalysisContext, because: string): DeletionStage {
  act(context, { id: 'finish-deletion', code: 'FinishingDeletion', message: `${context.definition.name} is deleted: ${because}`, tell: 'info' }, { type: 'finish-deletion' })
  return 'finished'
}

const isGone = (object: ObservedObject) => object.state === 'missing' || object.state === 'foreign'

/** @returns true when none of them is left */
function removeObjects(context: AnalysisContext, kinds: readonly string[], chooses: (object: ObservedObject) => boolean = () => true): boolean {
  const left = context.observation.kubernetes.objects.filter((object) => kinds.includes(object.kind) && chooses(object) && !isGone(object))
  for (const object of left) removeObject(context, object, 'background')
  return left.length === 0
}

function removeObject(context: AnalysisContext, object: ObservedObject, propagation: 'background' | 'orphan'): void {
  const id = `delete/${object.kind}/${object.name}`
  if (object.state === 'deleting' || !mayAttempt(context, id, PAUSE)) {
    return wait(context, { id, code: 'WaitingForRemoval', message: `Waiting until Kubernetes has removed ${object.kind} ${object.name}` })
  }
  act(context, { id, code: 'DeletingObject', message: `Deleting ${object.kind} ${object.name}`, because: 'The deletion of the cluster was asked for' }, {
    type: 'delete-object', object: { apiVersion: object.apiVersion, kind: object.kind, name: object.name }, propagation,
  })
}

/** @returns true when the StatefulSet and every pod of ours is gone */
function removeInstances(context: AnalysisContext): boolean {
  const { objects, pods, statefulSet } = context.observation.kubernetes
  const set = objects.find((object) => object.kind === 'StatefulSet' && !isGone(object))
  const ours = pods.filter((pod) => pod.ours)
  if (set?.state === 'deleting' || statefulSet?.deleting === true) releaseStatefulSet(context)
  else if (set) removeObject(context, set, 'background')
  else removeOrphans(context)
  if (ours.length > 0) {
    wait(context, { id: 'instances', code: 'WaitingForInstances', message: `Waiting for ${formatCount(ours.length, 'instance')} to shut down: ${ours.map((pod) => pod.name).join(', ')}`, because: 'MySQL writes its buffers to disk first' })
    explainStuck(context)
  }
  return set === undefined && statefulSet === null && ours.length === 0
}

/** Its finalizer keeps pods from being deleted with it by accident; this time it is meant. */
function releaseStatefulSet(context: AnalysisContext): void {
  const id = 'release-stateful-set'
  if (!mayAttempt(context, `deletion/${id}`, PAUSE)) return
  act(context, { id, code: 'ReleasingStatefulSet', message: `Letting StatefulSet ${context.names.statefulSet} go with its pods`, because: 'The deletion of the cluster was asked for' }, { type: 'release-stateful-set', orphanPods: false })
}

/** Pods that nothing owns, after somebody deleted the StatefulSet by hand: Kubernetes does not remove them by itself. */
function removeOrphans(context: AnalysisContext): void {
  for (const pod of context.observation.kubernetes.pods) {
    if (!pod.ours || pod.deleting || !mayAttempt(context, `delete/Pod/${pod.uid}`, PAUSE)) continue
    act(context, { id: `delete/Pod/${pod.name}`, code: 'DeletingPod', instance: pod.name, message: `Stopping ${pod.name}`, because: 'Its StatefulSet is gone' }, { type: 'delete-pod', pod: pod.name, podUid: pod.uid })
  }
}

function explainStuck(context: AnalysisContext): void {
  const { definition, now, observation } = context
  const since = context.memory.decisionsSince['instances'] ?? now
  if (now - since < STOP_EXPECTED_WITHIN_MS) return
  for (const pod of observation.kubernetes.pods) {
    if (!pod.ours) continue
    const lost = pod.nodeReady === false
    find(context, {
      code: 'PodStuck', level: 'attention', instance: pod.name, message: `${pod.name} has not ended for ${formatDuration(now - since)}${lost ? `: its node ${pod.node ?? ''} does not answer` : ''}`,
      action: lost ? `When the node is gone for good: kubectl delete node ${pod.node ?? '<node>'}. Only then: kubectl -n ${definition.namespace} delete pod ${pod.name} --force` : `Look at it: kubectl -n ${definition.namespace} describe pod ${pod.name}`,
    })
  }
}

/** @returns true when no volume is left that is to go */
function removeVolumes(context: AnalysisContext): boolean {
  if (context.definition.deletion?.keepVolumes !== false) return true
  const ours = context.observation.kubernetes.claims.filter((claim) => isOurClaim(context, claim))
  for (const claim of ours) deleteClaim(context, claim, 'the cluster is deleted with its volumes')
  return ours.length === 0
}
