import type { ObservedObject, ObservedProblem } from '../observation'
import { formatDuration } from '../format-words'
import { act, find, refuse, wait, type AnalysisContext } from './context'
import { isReplacing, mayApplyStatefulSet } from './plan-stateful-set'
import { forgetAttempts, mayAttempt, pauseLeftMs } from './space-attempts'

/** What pods need comes first; the StatefulSet, which makes pods, last. */
const ORDER = ['Secret', 'ConfigMap', 'ServiceAccount', 'Service', 'NetworkPolicy', 'PodDisruptionBudget', 'StatefulSet']
/** Without these a pod does not start, so the StatefulSet waits for them. */
const NEEDED_BY_PODS = new Set(['Secret', 'ConfigMap', 'ServiceAccount'])
const PAUSE = { firstMs: 1_000, maxMs: 10_000 }
const PAUSE_AFTER_REFUSAL = { firstMs: 2_000, maxMs: 60_000 }

export function sortObjects<T extends { kind: string; name: string }>(objects: readonly T[]): T[] {
  const rank = (kind: string) => (ORDER.includes(kind) ? ORDER.indexOf(kind) : ORDER.indexOf('StatefulSet') - 0.5)
  return [...objects].sort((a, b) => rank(a.kind) - rank(b.kind) || (a.name < b.name ? -1 : 1))
}

/** Creates what is missing, corrects what was changed, never touches what is another's. Needs a reachable API server. */
export function planObjects(context: AnalysisContext): void {
  if (!namespaceIsUsable(context)) return
  const { objects } = context.observation.kubernetes
  explainReplicas(context)
  let podsMayStart = true
  for (const object of sortObjects(objects)) {
    if (object.kind === 'StatefulSet' && !mayApplyStatefulSet(context, object, podsMayStart)) continue
    const settled = planObject(context, object)
    if (!settled && NEEDED_BY_PODS.has(object.kind)) podsMayStart = false
  }
  if (objects.length > 0 && objects.every((object) => object.state === 'current')) context.memory.objectsCompleteAt ??= context.now
}

function namespaceIsUsable(context: AnalysisContext): boolean {
  const { namespace } = context.definition
  switch (context.observation.kubernetes.namespace) {
    case 'present':
    case 'unknown':
      return true
    case 'missing': {
      const message = `The namespace ${namespace} does not exist, so that nothing can be created in it`
      refuse(context, { id: 'namespace', code: 'NamespaceMissing', message, because: 'Namespaces are not Podkeeper\'s to create. It goes on by itself as soon as the namespace is there' })
      find(context, { code: 'NamespaceMissing', level: 'broken', message, action: `Create it: kubectl create namespace ${namespace}. Or delete this cluster` })
      return false
    }
    case 'terminating': {
      const message = `The namespace ${namespace} is being deleted, and Kubernetes creates nothing in it any more`
      refuse(context, { id: 'namespace', code: 'NamespaceTerminating', message })
      find(context, { code: 'NamespaceTerminating', level: 'broken', message, action: 'Every instance in it goes with it. Create the namespace again afterwards, or delete this cluster' })
      // Our finalizer must not hold up what somebody decided about the whole namespace; its pods go with it.
      if (context.observation.kubernetes.statefulSet?.deleting === true) {
        act(context, { id: 'release-stateful-set', code: 'ReleasingStatefulSet', message: `Letting StatefulSet ${context.definition.name} go with its namespace`, tell: 'attention' }, { type: 'release-stateful-set', orphanPods: false })
      }
      return false
    }
  }
}

function explainReplicas(context: AnalysisContext): void {
  const { replicas, definition, memory } = context
  if (replicas === definition.spec.instances) return
  wait(context, {
    id: 'scale-in', code: 'PrimaryWouldGo', instance: memory.primary,
    message: `Not yet scaled in to ${definition.spec.instances}: ${memory.primary ?? 'the primary'} is the primary, and Kubernetes removes the highest ordinals first`,
    because: 'Another instance takes over first',
  })
}

/** @returns whether pods may rely on the object after this round */
function planObject(context: AnalysisContext, object: ObservedObject): boolean {
  switch (object.state) {
    case 'current':
      forgetAttempts(context, keyOf(object))
      return true
    case 'foreign':
      refuseForeign(context, object)
      return false
    case 'deleting':
      wait(context, { id: `apply/${keyOf(object)}`, code: 'WaitingForDeletion', message: `Waiting until ${object.kind} ${object.name} is gone, to create it again`, because: 'Somebody deleted it' })
      return false
    case 'missing':
    case 'outdated':
    case 'drifted':
      return applyObject(context, object, object.state)
  }
}

const keyOf = (object: { kind: string; name: string }) => `${object.kind}/${object.name}`

function refuseForeign(context: AnalysisContext, object: ObservedObject): void {
  const owner = object.owner === null ? 'somebody else' : object.owner
  const message = `A ${object.kind} named ${object.name} already exists in ${context.definition.namespace} and belongs to ${owner}`
  refuse(context, { id: `foreign/${keyOf(object)}`, code: 'ForeignObject', message: `${object.kind} ${object.name} is not taken over`, because: message })
  find(context, {
    code: 'ForeignObject', level: 'broken', message: `${message}. Podkeeper never takes over what is not its own`,
    action: `Delete or rename it if it is not needed: kubectl -n ${context.definition.namespace} get ${object.kind.toLowerCase()} ${object.name} -o yaml. Or delete this cluster and create it with another name`,
  })
}

function applyObject(context: AnalysisContext, object: ObservedObject, state: 'missing' | 'outdated' | 'drifted'): boolean {
  const problem = object.lastProblem
  if (problem) explainProblem(context, object, problem)
  const key = keyOf(object)
  if (!mayAttempt(context, key, problem ? PAUSE_AFTER_REFUSAL : PAUSE)) {
    const again = formatDuration(pauseLeftMs(context, key))
    const message = problem ? `${object.kind} ${object.name}: Kubernetes refused it; tried again in ${again}` : `Waiting to see ${object.kind} ${object.name} as it was applied`
    wait(context, { id: `apply/${key}`, code: problem ? 'RetryingRefusedObject' : 'WaitingForObject', message, because: problem?.detail ?? null })
    return problem === null
  }
  const replaces = object.kind === 'StatefulSet' && isReplacing(context)
  const wasComplete = context.memory.objectsCompleteAt !== null && !replaces
  const words = replaces ? { code: 'ReplacingStatefulSet', message: `Creating StatefulSet ${object.name} with its new size of volumes; it adopts the pods that run` } : wordsOf(object, state, wasComplete)
  act(context, { id: `apply/${key}`, code: words.code, message: words.message, because: problem?.detail ?? null, ...(wasComplete && state !== 'outdated' ? { tell: 'attention' as const } : {}) }, {
    type: 'apply-object', object: { apiVersion: object.apiVersion, kind: object.kind, name: object.name },
  })
  return problem === null
}

function wordsOf(object: ObservedObject, state: 'missing' | 'outdated' | 'drifted', wasComplete: boolean): { code: string; message: string } {
  const name = `${object.kind} ${object.name}`
  switch (state) {
    case 'missing':
      return wasComplete ? { code: 'RestoringObject', message: `Creating ${name} again: it is gone, though nobody asked Podkeeper to remove it` } : { code: 'CreatingObject', message: `Creating ${name}` }
    case 'outdated':
      return { code: 'UpdatingObject', message: `Updating ${name} to the definition` }
    case 'drifted':
      return { code: 'CorrectingObject', message: `Setting ${name} back: somebody changed it in Kubernetes` }
  }
}

function explainProblem(context: AnalysisContext, object: ObservedObject, problem: ObservedProblem): void {
  const exists = object.state !== 'missing'
  find(context, {
    code: codeOf(problem.code), level: exists ? 'attention' : 'broken',
    message: `Kubernetes refused ${object.kind} ${object.name}: ${problem.detail}`,
    action: problem.action ?? 'Correct the cause; Podkeeper goes on trying',
  })
}

function codeOf(code: string): string {
  switch (code) {
    case 'kubernetes.quota-exceeded': return 'QuotaExceeded'
    case 'kubernetes.forbidden': return 'PermissionMissing'
    case 'kubernetes.namespace-missing': return 'NamespaceMissing'
    case 'kubernetes.storage-class-missing': return 'StorageClassMissing'
    case 'kubernetes.object-not-ours': return 'ForeignObject'
    default: return 'ObjectRefused'
  }
}
