import { chooseSpec } from '../choose-spec'
import { formatBytes } from '../format-words'
import type { ObservedObject } from '../observation'
import { act, find, refuse, wait, type AnalysisContext } from './context'
import { mayAttempt } from './space-attempts'

const PAUSE = { firstMs: 2_000, maxMs: 60_000 }

/**
 * Whether the StatefulSet may be applied in this round; else decides what comes first: letting go one that is being deleted,
 * making one anew whose volume template has to change, waiting for what pods need, or refusing to start on volumes of others.
 */
export function mayApplyStatefulSet(context: AnalysisContext, object: ObservedObject, podsMayStart: boolean): boolean {
  const { statefulSet } = context.observation.kubernetes
  if (object.state === 'deleting' || statefulSet?.deleting === true) {
    release(context, object)
    return false
  }
  if (needsReplacement(context, object)) {
    replace(context, object)
    return false
  }
  if (statefulSet !== null) context.memory.replacingStatefulSet = null
  if (object.state === 'missing' && !podsMayStart) {
    wait(context, { id: `apply/StatefulSet/${object.name}`, code: 'WaitingForObjects', message: `StatefulSet ${object.name} waits for the objects that its pods need` })
    return false
  }
  return object.state !== 'missing' || volumesAreOurs(context, object)
}

/** Its deletion was asked for by Podkeeper itself, and it is not there anew yet. */
export function isReplacing({ memory, observation }: AnalysisContext): boolean {
  const uid = observation.kubernetes.statefulSet?.uid
  return memory.replacingStatefulSet !== null && (uid === undefined || uid === memory.replacingStatefulSet)
}

function release(context: AnalysisContext, object: ObservedObject): void {
  const action = { type: 'release-stateful-set', orphanPods: true } as const
  if (isReplacing(context)) {
    return act(context, { id: 'release-stateful-set', code: 'ReplacingStatefulSet', message: `Letting the old StatefulSet ${object.name} go; its pods run on`, because: 'It is made anew with another size of volumes' }, action)
  }
  act(context, {
    id: 'release-stateful-set', code: 'RestoringStatefulSet', message: `Creating StatefulSet ${object.name} again: somebody deleted it. Its pods run on and are adopted`,
    because: 'Pods are taken out of its ownership before it goes', tell: 'attention',
  }, action)
}

/** Kubernetes does not let the volume template of a StatefulSet change. */
function needsReplacement(context: AnalysisContext, object: ObservedObject): boolean {
  const sizeBytes = context.observation.kubernetes.statefulSet?.volumeSizeBytes ?? null
  if (sizeBytes === null || (object.state !== 'outdated' && object.state !== 'drifted')) return false
  // What the objects of this round were made from.
  return sizeBytes !== chooseSpec(context.definition, context.previous).storage.sizeBytes
}

function replace(context: AnalysisContext, object: ObservedObject): void {
  const { statefulSet } = context.observation.kubernetes
  const id = `apply/StatefulSet/${object.name}`
  const { sizeBytes } = chooseSpec(context.definition, context.previous).storage
  context.memory.replacingStatefulSet = statefulSet?.uid ?? null
  if (!mayAttempt(context, `replace/${statefulSet?.uid ?? ''}`, PAUSE)) return wait(context, { id, code: 'ReplacingStatefulSet', message: `Waiting until StatefulSet ${object.name} can be made anew` })
  act(context, {
    id, code: 'ReplacingStatefulSet', message: `Making StatefulSet ${object.name} anew, so that new instances get volumes of ${formatBytes(sizeBytes)}; its pods run on and are adopted`,
    because: 'Kubernetes does not let the volume template of a StatefulSet change', tell: 'info',
  }, { type: 'delete-object', object: { apiVersion: object.apiVersion, kind: object.kind, name: object.name }, propagation: 'orphan' })
}

/** A StatefulSet takes any claim that bears the right name: one with another cluster's data must not be started on unasked. */
function volumesAreOurs(context: AnalysisContext, object: ObservedObject): boolean {
  const { definition, memory, observation } = context
  if (definition.useKeptVolumes || memory.bootstrappedAt !== null) return true
  const others = observation.kubernetes.claims.filter((claim) => claim.ordinal < definition.spec.instances && claim.clusterId !== definition.id)
  if (others.length === 0) return true
  const message = `Volumes of an earlier cluster named ${definition.name} are still in ${definition.namespace}: ${others.map((claim) => claim.name).join(', ')}`
  refuse(context, { id: `apply/StatefulSet/${object.name}`, code: 'VolumesOfAnotherCluster', message: 'No instance is started on the data of another cluster', because: message })
  find(context, {
    code: 'VolumesOfAnotherCluster', level: 'broken', message,
    action: `To go on with their data, delete this cluster and create it with "use the kept volumes". To begin empty, delete them: kubectl -n ${definition.namespace} delete pvc ${others.map((claim) => claim.name).join(' ')}`,
  })
  return false
}
