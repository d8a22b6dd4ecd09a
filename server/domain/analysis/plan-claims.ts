import type { ObservedClaim } from '../observation'
import type { PendingOperation } from '../memory'
import { act, wait, type AnalysisContext } from './context'
import { mayAttempt } from './space-attempts'

/** Claims of ordinals that the cluster no longer has; scaling out takes them up again. */
export function keptClaims(context: AnalysisContext): ObservedClaim[] {
  return context.observation.kubernetes.claims.filter((claim) => claim.ordinal >= context.replicas && !hasPod(context, claim.ordinal))
}

const hasPod = (context: AnalysisContext, ordinal: number) => context.observation.kubernetes.pods.some((pod) => pod.ordinal === ordinal && pod.ours)

/** Remembers with how many instances each scale operation began; called before anything is applied for it. */
export function noteScaleBegin(context: AnalysisContext): void {
  const { memory, definition, observation } = context
  const running = definition.operations.filter((operation) => operation.kind === 'scale' || operation.kind === 'update')
  for (const operation of running) {
    const before = observation.kubernetes.statefulSet?.specReplicas ?? null
    if (memory.scaleFrom[operation.id] === undefined && before !== null) memory.scaleFrom[operation.id] = before
  }
  for (const id of Object.keys(memory.scaleFrom)) if (!running.some((operation) => operation.id === id)) delete memory.scaleFrom[id]
}

/** From how many instances an operation goes to how many; as it was asked for, else as it was found at its beginning. */
export function scaleRange(context: AnalysisContext, operation: PendingOperation): { from: number; to: number } {
  const { from, to } = operation.parameters
  const target = typeof to === 'number' ? to : context.definition.spec.instances
  return { from: typeof from === 'number' ? from : (context.memory.scaleFrom[operation.id] ?? target), to: target }
}

/** Ordinals that an operation takes away, lowest first; never one that the cluster has or is to have. */
export function removedOrdinals(context: AnalysisContext, operation: PendingOperation): number[] {
  const { from, to } = scaleRange(context, operation)
  const first = Math.max(to, context.replicas)
  return Array.from({ length: Math.max(0, from - first) }, (_, index) => first + index)
}

/**
 * Deletes the volumes of instances that a scale operation took away, when that was chosen, once their pods are gone. Volumes
 * that an earlier operation kept are not its to delete.
 */
export function planClaims(context: AnalysisContext): void {
  const { statefulSet, reachable, claims } = context.observation.kubernetes
  if (!reachable || !statefulSet || statefulSet.specReplicas > context.replicas) return
  for (const operation of context.definition.operations) {
    if (operation.kind !== 'scale' || operation.parameters['removedVolumes'] !== 'delete') continue
    const removed = removedOrdinals(context, operation)
    for (const claim of claims) if (removed.includes(claim.ordinal)) deleteClaim(context, claim, 'the instance was removed and its volume was to go with it')
  }
}

/** A claim goes only after its pod, which could still write to it. */
export function deleteClaim(context: AnalysisContext, claim: ObservedClaim, because: string): void {
  const id = `claim/${claim.name}`
  if (hasPod(context, claim.ordinal)) return wait(context, { id, code: 'WaitingForPod', message: `Volume ${claim.name} is deleted when its pod is gone` })
  if (claim.deleting || !mayAttempt(context, `${id}/${claim.uid}`, { firstMs: 2_000, maxMs: 30_000 })) {
    return wait(context, { id, code: 'WaitingForVolume', message: `Waiting until Kubernetes has removed volume ${claim.name}` })
  }
  act(context, { id, code: 'DeletingVolume', message: `Deleting volume ${claim.name}`, because, tell: 'attention' }, { type: 'delete-claim', claim: claim.name, claimUid: claim.uid })
}
