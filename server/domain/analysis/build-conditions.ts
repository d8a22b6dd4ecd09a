import type { Condition } from '@/server/contracts/cluster-status'
import { isWritable, type AnalysisContext } from './context'
import { formatCount } from '../format-words'
import { isoTime } from './instance-status'
import { whyNotReplicating, whyUnsound } from './judge-soundness'

type Judged = Pick<Condition, 'type' | 'status' | 'reason' | 'message'>

/** Conditions as Kubernetes users know them; the time of a transition is kept while the status stays. */
export function buildConditions(context: AnalysisContext): Condition[] {
  const judged: Judged[] = [judgeReady(context), judgeAvailable(context), judgeReplicating(context), judgeObjects(context), judgeProgressing(context)]
  context.memory.conditions = judged.map((condition) => {
    const before = context.previous.conditions.find((other) => other.type === condition.type)
    const lastTransitionAt = before?.status === condition.status ? before.lastTransitionAt : isoTime(context.now)
    return { ...condition, observedGeneration: context.definition.generation, lastTransitionAt }
  })
  return context.memory.conditions
}

const truth = (value: boolean) => (value ? ('True' as const) : ('False' as const))
const isUnknown = (context: AnalysisContext) => !context.observation.kubernetes.reachable && context.instances.every((instance) => instance.facts === null)

function judgeReady(context: AnalysisContext): Judged {
  const wanted = context.instances.filter((instance) => instance.wanted)
  const ready = wanted.filter((instance) => whyUnsound(context, instance) === null).length
  if (isUnknown(context)) return { type: 'Ready', status: 'Unknown', reason: 'KubernetesUnreachable', message: 'Kubernetes does not answer' }
  const all = ready === wanted.length
  return { type: 'Ready', status: truth(all), reason: all ? 'AllInstancesReady' : 'InstancesNotReady', message: `${ready} of ${formatCount(wanted.length, 'instance')} ready` }
}

function judgeAvailable(context: AnalysisContext): Judged {
  if (isUnknown(context)) return { type: 'Available', status: 'Unknown', reason: 'KubernetesUnreachable', message: 'Kubernetes does not answer' }
  const primary = context.trustedPrimary
  const writable = isWritable(primary)
  return { type: 'Available', status: truth(writable), reason: writable ? 'PrimaryWritable' : 'NoWritablePrimary', message: writable ? `${primary?.name ?? ''} takes writes` : 'No instance takes writes' }
}

function judgeReplicating(context: AnalysisContext): Judged {
  const replicas = context.instances.filter((instance) => instance.wanted && instance.name !== context.memory.primary)
  if (replicas.length === 0) return { type: 'Replicating', status: 'True', reason: 'NoReplicas', message: 'There is nothing to replicate to' }
  if (isUnknown(context)) return { type: 'Replicating', status: 'Unknown', reason: 'KubernetesUnreachable', message: 'Kubernetes does not answer' }
  const running = replicas.filter((instance) => instance.facts !== null && whyNotReplicating(context, instance) === null).length
  const all = running === replicas.length
  return { type: 'Replicating', status: truth(all), reason: all ? 'AllReplicasRunning' : 'ReplicasNotRunning', message: `${running} of ${formatCount(replicas.length, 'replica')} replicating` }
}

function judgeObjects(context: AnalysisContext): Judged {
  const { objects, reachable } = context.observation.kubernetes
  if (!reachable) return { type: 'ObjectsApplied', status: 'Unknown', reason: 'KubernetesUnreachable', message: 'Kubernetes does not answer' }
  const current = objects.filter((object) => object.state === 'current').length
  const all = objects.length > 0 && current === objects.length
  return { type: 'ObjectsApplied', status: truth(all), reason: all ? 'AllObjectsCurrent' : 'ObjectsPending', message: `${current} of ${formatCount(objects.length, 'object')} as defined` }
}

function judgeProgressing(context: AnalysisContext): Judged {
  const doing = context.decisions.find((decision) => decision.kind !== 'refuse' && decision.code !== 'Labelling')
  return { type: 'Progressing', status: truth(doing !== undefined), reason: doing?.code ?? 'Settled', message: doing?.message ?? 'Nothing to do' }
}
