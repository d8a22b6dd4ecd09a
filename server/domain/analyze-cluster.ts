import type { Analysis } from './decision'
import type { ClusterDefinition, OperatorMemory } from './memory'
import type { ClusterObservation } from './observation'
import { explainHolds, planFences } from './availability/automation'
import { planAcknowledgements } from './availability/plan-acknowledgements'
import { requestSwitchover } from './availability/request-switchover'
import { planTransfer } from './availability/plan-transfer'
import { assessReplicas } from './analysis/assess-replicas'
import { buildContext } from './analysis/build-context'
import { buildStatus } from './analysis/build-status'
import type { AnalysisContext } from './analysis/context'
import { explainInstances } from './analysis/explain-instances'
import { explainKubernetes, softenFindings } from './analysis/explain-kubernetes'
import { noteCounters } from './analysis/instance-status'
import { noteScaleBegin, planClaims } from './analysis/plan-claims'
import { planClones } from './analysis/plan-clones'
import { planDeletion, type DeletionStage } from './analysis/plan-deletion'
import { planGrowth } from './analysis/plan-growth'
import { planLabels } from './analysis/plan-labels'
import { planObjects } from './analysis/plan-objects'
import { planPrimary } from './analysis/plan-primary'
import { planReads } from './analysis/plan-reads'
import { planInjections } from './analysis/plan-repairs'
import { planReplication } from './analysis/plan-replication'
import { planRollout } from './analysis/plan-rollout'
import { pruneAttempts } from './analysis/space-attempts'
import { tellTimeline } from './analysis/tell-timeline'
import { trackOperations } from './analysis/track-operations'
import { watchSidecar } from './analysis/watch-sidecar'

const ROUND_MS = 1_000
const ROUND_WHILE_CHANGING_MS = 300
const ROUND_WHILE_ENDING_MS = 2_000
const IMPATIENT_MS = 60_000

/**
 * From what is wanted, what was seen and what is remembered to what is done, waited for and refused, each with its reason,
 * and to what people are shown. Pure: equal input gives equal output, and the input is not changed.
 * @param now ms since the epoch
 */
export function analyzeCluster(definition: ClusterDefinition, observation: ClusterObservation, memory: OperatorMemory, now: number): Analysis {
  const context = buildContext(definition, observation, memory, now)
  for (const instance of context.instances) noteCounters(context, instance)
  explainKubernetes(context)
  const deletion = definition.deletion === null ? null : planDeletion(context)
  if (deletion === null) planLife(context)
  softenFindings(context)
  noteDecisions(context)
  const operations = trackOperations(context, deletion)
  const status = buildStatus(context, deletion, operations)
  tellTimeline(context)
  finishMemory(context)
  return { status, decisions: context.decisions, memory: context.memory, events: context.events, operations, newOperations: context.newOperations, nextRoundMs: nextRoundMs(context, deletion) }
}

/** The phases of a living cluster, in the order in which later ones rely on earlier ones. */
function planLife(context: AnalysisContext): void {
  noteScaleBegin(context)
  explainHolds(context)
  if (context.observation.kubernetes.reachable) {
    planObjects(context)
    planGrowth(context)
  }
  switch (context.definition.spec.management) {
    case 'operator':
      planPrimary(context)
      assessReplicas(context)
      planFences(context)
      planTransfer(context)
      planAcknowledgements(context)
      planClones(context)
      planReplication(context)
      planInjections(context)
      break
    case 'statefulset':
      watchSidecar(context)
      assessReplicas(context)
      break
  }
  explainInstances(context)
  planReads(context)
  planLabels(context)
  if (context.definition.spec.management === 'operator') {
    planRollout(context)
    makeRoom(context)
  }
  planClaims(context)
}

/** A primary that scaling in would remove hands over first. */
function makeRoom(context: AnalysisContext): void {
  const wanted = context.definition.spec.instances
  if (context.replicas > wanted && wanted > 0) requestSwitchover(context, 'scale-in', (instance) => instance.ordinal < wanted)
}

function noteDecisions(context: AnalysisContext): void {
  const { decisions, memory, previous, now } = context
  memory.decisionsSince = Object.fromEntries(decisions.map(({ id }) => [id, previous.decisionsSince[id] ?? now]))
}

/** Forgets what is over: instances that are neither wanted nor there, attempts of long ago. */
function finishMemory(context: AnalysisContext): void {
  const { memory } = context
  pruneAttempts(context)
  const living = new Set(context.instances.map((instance) => instance.name))
  for (const name of Object.keys(memory.instances)) if (!living.has(name)) delete memory.instances[name]
}

function nextRoundMs(context: AnalysisContext, deletion: DeletionStage | null): number {
  const acts = context.decisions.some((decision) => decision.action !== null)
  if (!context.observation.kubernetes.reachable) return ROUND_MS
  if (deletion !== null) return acts ? ROUND_WHILE_CHANGING_MS : ROUND_WHILE_ENDING_MS
  // What has been waited for so long will hardly come within the next moment.
  const waits = context.decisions.some((decision) => decision.kind === 'wait' && (decision.progress !== null || context.now - (context.memory.decisionsSince[decision.id] ?? 0) < IMPATIENT_MS))
  return acts || waits ? ROUND_WHILE_CHANGING_MS : ROUND_MS
}
