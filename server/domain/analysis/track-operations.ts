import type { OperationUpdate } from '../decision'
import type { PendingOperation } from '../memory'
import type { AnalysisContext, InstanceView } from './context'
import { whyUnsound } from './judge-soundness'
import { growthSteps } from './growth-steps'
import { transferOutcome, transferSteps } from '../availability/transfer-steps'
import { mergeSteps, type SeenStep } from './merge-steps'
import { repairSteps } from './plan-repairs'
import { removedOrdinals, scaleRange } from './plan-claims'
import type { DeletionStage } from './plan-deletion'
import { endpointsStep, imagesStep, initializedStep, joinStep, objectsStep, primaryStep, scheduledStep, volumesStep } from './see-steps'

/** Progress of what was asked for, told anew each round from what is seen; times are kept from the stored steps. */
export function trackOperations(context: AnalysisContext, deletion: DeletionStage | null): OperationUpdate[] {
  return context.definition.operations.map((operation) => {
    const superseded = supersededBecause(context, operation)
    if (superseded !== null) return { id: operation.id, state: 'cancelled', steps: operation.steps.map((step) => (step.state === 'done' ? step : { ...step, state: 'skipped' as const })), problem: superseded }
    const outcome = operation.kind === 'failover' || operation.kind === 'switchover' ? transferOutcome(context, operation) : null
    if (outcome !== null) return { id: operation.id, ...outcome, steps: operation.steps.map((step) => (step.state === 'done' ? step : { ...step, state: 'skipped' as const })) }
    const steps = mergeSteps(operation.steps, seeSteps(context, operation, deletion), context.now)
    const done = steps.every((step) => step.state === 'done' || step.state === 'skipped')
    return { id: operation.id, state: done ? 'succeeded' : 'running', steps, problem: done ? null : problemOf(context, steps) }
  })
}

/** A later wish that makes this one impossible ends it. */
function supersededBecause(context: AnalysisContext, operation: PendingOperation): string | null {
  const { definition } = context
  if (operation.kind === 'delete') return null
  if (definition.deletion !== null) return 'The cluster is being deleted'
  if (operation.kind !== 'scale') return null
  const later = definition.operations.some((other) => other !== operation && (other.kind === 'scale' || other.kind === 'update') && other.generation > operation.generation)
  const { from, to } = scaleRange(context, operation)
  const contradicts = to > from ? definition.spec.instances < to : definition.spec.instances > to
  return later && contradicts ? `A later change asks for ${definition.spec.instances} instances` : null
}

/** The first trouble that its running step meets: it goes on, because it may pass. */
function problemOf(context: AnalysisContext, steps: OperationUpdate['steps']): string | null {
  const trouble = context.findings.find((finding) => finding.level === 'broken' || finding.level === 'attention')
  return trouble && steps.some((step) => step.state === 'running') ? trouble.message : null
}

function seeSteps(context: AnalysisContext, operation: PendingOperation, deletion: DeletionStage | null): SeenStep[] {
  switch (operation.kind) {
    case 'create':
      return seeCreation(context)
    case 'scale':
      return seeScaling(context, operation)
    case 'update':
      return seeUpdate(context, operation)
    case 'delete':
      return seeDeletion(context, deletion)
    case 'failover':
    case 'switchover':
      return transferSteps(context, operation)
    case 'repair':
      return repairSteps(context, operation)
  }
}

const wantedOf = (context: AnalysisContext) => context.instances.filter((instance) => instance.wanted)

function seeCreation(context: AnalysisContext): SeenStep[] {
  const wanted = wantedOf(context)
  const first = context.memory.primary ?? context.names.instance(0)
  return [
    objectsStep(context), scheduledStep(context, wanted), volumesStep(wanted), imagesStep(context, wanted), initializedStep(context), primaryStep(context),
    ...wanted.filter((instance) => instance.name !== first).map((instance) => joinStep(context, instance)),
    endpointsStep(context),
  ]
}

function seeScaling(context: AnalysisContext, operation: PendingOperation): SeenStep[] {
  const { from, to } = scaleRange(context, operation)
  const added = wantedOf(context).filter((instance) => instance.ordinal >= from && instance.ordinal < to)
  const removed = removedOrdinals(context, operation)
  const steps = [appliedStep(context)]
  if (added.length > 0) steps.push(scheduledStep(context, added), volumesStep(added), ...added.map((instance) => joinStep(context, instance)))
  for (const ordinal of [...removed].reverse()) steps.push(stopStep(context, ordinal))
  if (operation.parameters['removedVolumes'] === 'delete') for (const ordinal of removed) steps.push(claimStep(context, ordinal))
  return [...steps, ...growthSteps(context, operation), endpointsStep(context)]
}

/** The StatefulSet has taken the change in, so that its pods can be judged by it. */
function appliedStep(context: AnalysisContext): SeenStep {
  const step = objectsStep(context)
  const { statefulSet } = context.observation.kubernetes
  const taken = statefulSet !== null && statefulSet.observedGeneration >= statefulSet.generation && statefulSet.specReplicas === context.definition.spec.instances
  const refusal = context.decisions.find((decision) => decision.id === 'scale-in')
  return { ...step, done: step.done && taken, detail: refusal?.message ?? step.detail }
}

function stopStep(context: AnalysisContext, ordinal: number): SeenStep {
  const name = context.names.instance(ordinal)
  const pod = context.observation.kubernetes.pods.find((candidate) => candidate.name === name)
  return { id: `stop-${name}`, title: `${name} stopped`, done: isTaken(context) && pod === undefined, detail: pod?.deleting === true ? 'shutting down' : null }
}

/** Before the StatefulSet was made smaller, a missing pod means nothing. */
const isTaken = (context: AnalysisContext) => context.observation.kubernetes.reachable && (context.observation.kubernetes.statefulSet?.specReplicas ?? Infinity) <= context.replicas

function claimStep(context: AnalysisContext, ordinal: number): SeenStep {
  const claim = context.observation.kubernetes.claims.find((candidate) => candidate.ordinal === ordinal)
  const name = context.names.claim(ordinal)
  return { id: `claim-${name}`, title: `Volume ${name} deleted`, done: isTaken(context) && claim === undefined, detail: claim?.deleting === true ? 'Kubernetes is removing it' : null }
}

function seeUpdate(context: AnalysisContext, operation: PendingOperation): SeenStep[] {
  const { from, to } = scaleRange(context, operation)
  const replicas = wantedOf(context).filter((instance) => instance.name !== context.memory.primary).reverse()
  const primary = wantedOf(context).find((instance) => instance.name === context.memory.primary)
  const stopped = to < from ? removedOrdinals(context, operation).reverse().map((ordinal) => stopStep(context, ordinal)) : []
  const restarted = onlyGrows(operation) ? [] : [...replicas, ...(primary ? [primary] : [])]
  return [appliedStep(context), ...stopped, ...growthSteps(context, operation), ...restarted.map((instance) => revisionStep(context, instance))]
}

/** Larger volumes restart nothing. */
function onlyGrows({ parameters: { changed } }: PendingOperation): boolean {
  return Array.isArray(changed) && changed.length === 1 && changed[0] === 'storage.sizeBytes'
}

function revisionStep(context: AnalysisContext, instance: InstanceView): SeenStep {
  const { statefulSet } = context.observation.kubernetes
  const applied = appliedStep(context).done
  const isNew = statefulSet !== null && instance.pod !== null && instance.pod.revision === statefulSet.updateRevision
  const why = whyUnsound(context, instance)
  return { id: `revision-${instance.name}`, title: `${instance.name} runs as defined`, done: applied && isNew && why === null, detail: isNew ? why : 'on the earlier template until its turn comes' }
}

const STAGES: readonly DeletionStage[] = ['services', 'instances', 'volumes', 'objects', 'finished']

function seeDeletion(context: AnalysisContext, deletion: DeletionStage | null): SeenStep[] {
  const at = deletion === null || deletion === 'unreachable' ? -1 : STAGES.indexOf(deletion)
  const keeps = context.definition.deletion?.keepVolumes !== false
  const detail = context.decisions.find((decision) => decision.kind === 'wait')?.message ?? context.decisions[0]?.message ?? null
  const titles: Record<string, string> = { services: 'Clients no longer led to it', instances: 'Instances shut down', volumes: keeps ? 'Volumes kept' : 'Volumes deleted', objects: keeps ? 'Other objects removed, the Secret kept' : 'Other objects removed' }
  return STAGES.slice(0, -1).map((stage, index) => ({ id: stage, title: titles[stage] ?? stage, done: index < at, detail: index === at || at === -1 ? detail : null }))
}
