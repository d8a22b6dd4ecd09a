import type { Finding } from '@/server/contracts/cluster-status'
import type { Action, Decision, NewOperation, NewTimelineEvent } from '../decision'
import type { objectNames } from '../kubernetes-port'
import type { ClusterDefinition, InstanceMemory, OperatorMemory } from '../memory'
import type { ClusterObservation, MysqlFacts, MysqlObservation, ObservedClaim, ObservedPod } from '../observation'
import type { GtidSet } from '../gtid'

/**
 * What the phases of one analysis share. Phases run in a fixed order, read what earlier ones concluded, and add decisions
 * and findings; none of them has any other effect. `memory` is a copy that they may write to.
 */
export interface AnalysisContext {
  readonly definition: ClusterDefinition
  readonly observation: ClusterObservation
  readonly previous: OperatorMemory
  readonly memory: OperatorMemory
  /** ms since the epoch */
  readonly now: number
  readonly names: ReturnType<typeof objectNames>
  /** by ordinal; those of the definition and any other that has a pod */
  readonly instances: readonly InstanceView[]
  /** what the StatefulSet shall have, see chooseReplicas */
  readonly replicas: number
  readonly decisions: Decision[]
  readonly findings: Finding[]
  readonly events: NewTimelineEvent[]
  /** the primary when it answers and is proven to hold its data: only then is anything copied or pointed to */
  trustedPrimary: InstanceView | null
  /** what the operator begins by itself */
  readonly newOperations: NewOperation[]
  /** operations that cannot be done, with the reason, by id */
  readonly impossible: Map<string, string>
  /** decisions whose beginning belongs on the timeline, by id */
  readonly told: Map<string, NewTimelineEvent['severity']>
}

/** One instance: what Kubernetes and MySQL say, and what is remembered. */
export interface InstanceView {
  readonly name: string
  readonly ordinal: number
  /** ordinal below the number of replicas */
  readonly wanted: boolean
  /** only ours */
  readonly pod: ObservedPod | null
  readonly claim: ObservedClaim | null
  readonly mysql: MysqlObservation
  /** null while MySQL does not answer */
  readonly facts: MysqlFacts | null
  /** it answers and takes writes of somebody, whatever else of its answer can be used */
  readonly open: boolean
  /** what it has executed; empty while MySQL does not answer */
  readonly executed: GtidSet
  /** the working copy */
  readonly memory: InstanceMemory
  /** what later phases concluded: see Verdict */
  verdict: Verdict
}

/** What keeps an instance from its duty, found by the phases; words for people, flags for phases after it. */
export interface Verdict {
  /** transactions that the primary lacks */
  errantCount: number
  /** holds data that this cluster may not use, in words */
  foreignData: string | null
  /** replication cannot go on without a person, in words */
  replicationProblem: string | null
  /** isolated by a person, in words */
  fenced: string | null
  /** what it is being helped with now, in words */
  underway: string | null
}

interface Words {
  id: string
  code: string
  instance?: string | null
  message: string
  because?: string | null
  progress?: number | null
  /** put its beginning on the timeline with this severity; a refusal's is put there unless this is null */
  tell?: NewTimelineEvent['severity'] | null
}

/** To be done in this round. */
export function act(context: AnalysisContext, words: Words, action: Action): void {
  decide(context, 'act', words, action)
}

/** Nothing to do until something has happened. */
export function wait(context: AnalysisContext, words: Words): void {
  decide(context, 'wait', words, null)
}

/** Will not be done, with the reason and what would change it. */
export function refuse(context: AnalysisContext, words: Words): void {
  decide(context, 'refuse', { tell: 'attention', ...words }, null)
}

function decide(context: AnalysisContext, kind: Decision['kind'], words: Words, action: Action | null): void {
  const { id, code, instance = null, message, because = null, progress = null } = words
  if (context.decisions.some((decision) => decision.id === id)) return
  context.decisions.push({ id, kind, code, instance, message, because, progress, action })
  if (words.tell) context.told.set(id, words.tell)
}

/** Something that a person should know; `action` null when Podkeeper deals with it. */
export function find(context: AnalysisContext, finding: Omit<Finding, 'instance' | 'action'> & Partial<Pick<Finding, 'instance' | 'action'>>): void {
  const { code, level, instance = null, message, action = null } = finding
  if (context.findings.some((other) => other.code === code && other.instance === instance && other.message === message)) return
  context.findings.push({ code, level, instance, message, action })
}

export function instanceOf(context: AnalysisContext, name: string | null): InstanceView | null {
  return name === null ? null : (context.instances.find((instance) => instance.name === name) ?? null)
}

/** The instance that writes go to, when it is known. */
export function primaryOf(context: AnalysisContext): InstanceView | null {
  return instanceOf(context, context.memory.primary)
}

/** Whether the primary answers, is proven to be it (see prove-primary), and takes writes. */
export function isWritable(instance: InstanceView | null): boolean {
  return instance?.facts !== null && instance?.facts !== undefined && !instance.facts.readOnly && !instance.facts.superReadOnly
}
