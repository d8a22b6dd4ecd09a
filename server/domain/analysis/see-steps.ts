import { formatCount, joinWords } from '../format-words'
import { isEmpty } from './build-context'
import { isWritable, primaryOf, type AnalysisContext, type InstanceView } from './context'
import { podTrouble } from './explain-pod'
import { whyUnsound } from './judge-soundness'
import type { SeenStep } from './merge-steps'
import { sortObjects } from './plan-objects'
import { primaryServesReads } from './plan-reads'

/** Steps that several kinds of operations have in common, each told from what is seen now. */

export function objectsStep(context: AnalysisContext): SeenStep {
  const objects = sortObjects(context.observation.kubernetes.objects)
  const applied = objects.filter((object) => object.state === 'current')
  const refused = context.findings.find((finding) => OBJECT_TROUBLE.has(finding.code))
  const next = objects.find((object) => object.state !== 'current')
  const done = objects.length > 0 && next === undefined
  const detail = refused?.message ?? (done ? formatCount(objects.length, 'object') : `${applied.length} of ${objects.length}${next ? `, next ${next.kind} ${next.name}` : ''}`)
  return { id: 'objects', title: 'Objects applied', done, detail, progress: objects.length === 0 ? null : applied.length / objects.length }
}

const OBJECT_TROUBLE = new Set(['QuotaExceeded', 'PermissionMissing', 'NamespaceMissing', 'NamespaceTerminating', 'StorageClassMissing', 'ForeignObject', 'ObjectRefused', 'VolumesOfAnotherCluster'])

/** A step that is done when it is done for each of `instances`. */
function stepOfAll(id: string, title: string, instances: readonly InstanceView[], see: (instance: InstanceView) => { done: boolean; why: string | null; endedAt?: number | null }): SeenStep {
  const seen = instances.map((instance) => ({ instance, ...see(instance) }))
  const finished = seen.filter(({ done }) => done)
  const waiting = seen.find(({ done, why }) => !done && why !== null)
  const done = finished.length === instances.length
  const ends = finished.map(({ endedAt }) => endedAt ?? null).filter((at) => at !== null)
  const begins = instances.map((instance) => instance.pod?.createdAt ?? null).filter((at) => at !== null)
  return {
    id, title, done, progress: instances.length === 0 ? null : finished.length / instances.length,
    detail: done ? null : waiting ? `${finished.length} of ${instances.length}. ${waiting.instance.name}: ${waiting.why ?? ''}` : `${finished.length} of ${instances.length}`,
    beganAt: begins.length > 0 ? Math.min(...begins) : null, endedAt: done && ends.length === instances.length ? Math.max(...ends) : null,
  }
}

export function scheduledStep(context: AnalysisContext, instances: readonly InstanceView[]): SeenStep {
  return stepOfAll('scheduled', 'Instances placed on nodes', instances, (instance) => ({
    done: instance.pod !== null && instance.pod.node !== null,
    why: podTrouble(context, instance)?.words ?? (instance.pod === null ? 'its pod is not made yet' : 'waiting for a node'),
    endedAt: null,
  }))
}

export function volumesStep(instances: readonly InstanceView[]): SeenStep {
  return stepOfAll('volumes', 'Volumes bound', instances, ({ claim }) => ({
    done: claim?.phase === 'Bound',
    why: claim === null ? 'its claim is not made yet' : claim.phase === 'Lost' ? 'its volume is lost' : `claim ${claim.name} waits for a volume${claim.storageClass === null ? '' : ` of class ${claim.storageClass}`}`,
  }))
}

/** An image is there as soon as a container of it has run. */
export function imagesStep(context: AnalysisContext, instances: readonly InstanceView[]): SeenStep {
  return stepOfAll('images', 'Image pulled', instances, ({ pod, ...view }) => {
    const began = pod?.containers.find((container) => container.state !== 'waiting' || container.restarts > 0)
    const trouble = podTrouble(context, { pod, ...view })
    return { done: began !== undefined, why: trouble?.words ?? (pod === null ? null : 'pulling the image'), endedAt: began?.startedAt ?? null }
  })
}

export function initializedStep(context: AnalysisContext): SeenStep {
  const first = primaryOf(context) ?? context.instances[0] ?? null
  const kept = context.definition.useKeptVolumes
  const done = first?.facts !== null && first?.facts !== undefined
  return { id: 'initialized', title: kept ? 'First instance started on its kept volume' : 'First instance initialised', done, detail: done ? first.name : first ? `${first.name}: ${whyUnsound(context, first) ?? 'starting'}` : null, beganAt: first?.pod?.startedAt ?? null }
}

export function primaryStep(context: AnalysisContext): SeenStep {
  const primary = primaryOf(context)
  const done = context.memory.bootstrappedAt !== null && isWritable(primary)
  const problem = context.decisions.find((decision) => decision.id === 'begin' || decision.id === 'primary' || decision.id === `open/${primary?.name ?? ''}`)
  return { id: 'primary', title: 'Primary takes writes', done, detail: done ? (primary?.name ?? null) : (problem?.message ?? null) }
}

/** From an empty instance to one that serves: cloned, pointed at the primary, both threads running. */
export function joinStep(context: AnalysisContext, instance: InstanceView): SeenStep {
  const { name, facts, memory } = instance
  const why = whyUnsound(context, instance)
  const hasData = facts !== null && !isEmpty(facts)
  return {
    id: `join-${name}`, title: `${name} has its data and replicates`, done: why === null && hasData, detail: why,
    progress: facts?.clone?.state === 'in-progress' ? facts.clone.progress : (instance.pod?.initProgress?.fraction ?? null),
    ...(memory.cloneStartedAt === null ? {} : { beganAt: memory.cloneStartedAt }),
  }
}

export function endpointsStep(context: AnalysisContext): SeenStep {
  const { endpoints } = context.observation.kubernetes
  const { names } = context
  const missing = [names.primaryService, names.readService].filter((service) => (endpoints[service] ?? []).length === 0)
  const needsReads = primaryServesReads(context) || context.replicas > 1
  const empty = needsReads ? missing : missing.filter((service) => service !== names.readService)
  return { id: 'endpoints', title: 'Services lead to the instances', done: empty.length === 0, detail: empty.length === 0 ? null : `${joinWords(empty)} ${empty.length === 1 ? 'leads' : 'lead'} nowhere yet`, progress: null }
}
