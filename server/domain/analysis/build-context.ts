import { chooseReplicas } from '../choose-replicas'
import { EMPTY_GTID_SET, parseGtidSet, type GtidSet } from '../gtid'
import { objectNames } from '../kubernetes-port'
import { emptyInstanceMemory, emptyMemory, type ClusterDefinition, type InstanceMemory, type OperatorMemory } from '../memory'
import type { ClusterObservation, MysqlFacts, MysqlObservation } from '../observation'
import type { AnalysisContext, InstanceView } from './context'

/** Lays definition, observation and memory side by side, instance by instance. */
export function buildContext(definition: ClusterDefinition, observation: ClusterObservation, previous: OperatorMemory, now: number): AnalysisContext {
  const names = objectNames(definition.name)
  const memory = copyMemory(previous)
  const { replicas } = chooseReplicas(definition, memory)
  return {
    definition, observation, previous, memory, now, names, replicas,
    instances: listOrdinals(observation, replicas).map((ordinal) => viewInstance(observation, memory, names.instance(ordinal), ordinal, replicas, whyFenced(definition, names.instance(ordinal), now))),
    decisions: [], findings: [], events: [], trustedPrimary: null, newOperations: [], impossible: new Map(), told: new Map(),
  }
}

/** Deep enough that phases may write to it; fields that an older version did not store get their defaults. */
function copyMemory(previous: OperatorMemory): OperatorMemory {
  const instances = Object.entries(previous.instances).map(([name, memory]) => [name, { ...emptyInstanceMemory(), ...memory }] as const)
  const complete = { ...emptyMemory(), ...previous }
  return {
    ...complete,
    instances: Object.fromEntries(instances),
    decisionsSince: { ...complete.decisionsSince },
    conditions: [...complete.conditions],
    seenEvents: { ...complete.seenEvents },
    lastDecisions: [...complete.lastDecisions],
    attempts: { ...complete.attempts },
    scaleFrom: { ...complete.scaleFrom },
    acknowledgements: [...complete.acknowledgements],
    transfer: complete.transfer === null ? null : { ...complete.transfer },
  }
}

function listOrdinals(observation: ClusterObservation, replicas: number): number[] {
  const ordinals = new Set(Array.from({ length: replicas }, (_, ordinal) => ordinal))
  for (const pod of observation.kubernetes.pods) if (pod.ours) ordinals.add(pod.ordinal)
  return [...ordinals].sort((a, b) => a - b)
}

function viewInstance(observation: ClusterObservation, memory: OperatorMemory, name: string, ordinal: number, replicas: number, fenced: string | null): InstanceView {
  const { kubernetes } = observation
  const pod = kubernetes.pods.find((candidate) => candidate.ours && candidate.name === name) ?? null
  const seen = observation.mysql[name]
  const { mysql, executed } = readMysql(seen ?? (pod === null ? { state: 'absent' } : { state: 'unreachable', reason: 'not-started', message: 'Not asked yet' }))
  const remembered = memory.instances[name] ?? emptyInstanceMemory()
  memory.instances[name] = remembered
  return {
    name, ordinal, pod, mysql, executed,
    open: seen?.state === 'answering' && takesWrites(seen, remembered),
    wanted: ordinal < replicas,
    claim: kubernetes.claims.find((claim) => claim.ordinal === ordinal) ?? null,
    facts: mysql.state === 'answering' ? mysql : null,
    memory: remembered,
    verdict: { errantCount: 0, foreignData: null, replicationProblem: null, underway: null, fenced },
  }
}

function whyFenced(definition: ClusterDefinition, name: string, now: number): string | null {
  const fence = definition.fenced.find((one) => one.instance === name && (one.until === null || one.until > now))
  return fence ? `${fence.by} fenced it: ${fence.reason}` : null
}

/** A server that is about to be overwritten by a clone has super_read_only off, which the clone needs; read_only keeps applications out. */
function takesWrites(facts: MysqlFacts, memory: InstanceMemory): boolean {
  return !facts.superReadOnly && !(memory.cloneStartedAt !== null && facts.readOnly)
}

/** An answer whose GTID set cannot be understood is no answer: nothing may be concluded from it. */
function readMysql(mysql: MysqlObservation): { mysql: MysqlObservation; executed: GtidSet } {
  if (mysql.state !== 'answering') return { mysql, executed: EMPTY_GTID_SET }
  try {
    return { mysql, executed: parseGtidSet(mysql.gtidExecuted) }
  } catch (error) {
    return { mysql: { state: 'unreachable', reason: 'error', message: `Its gtid_executed cannot be read: ${error instanceof Error ? error.message : 'unknown'}` }, executed: EMPTY_GTID_SET }
  }
}

/** A server that never held anything: nothing is lost when its data is replaced. */
export function isEmpty(facts: MysqlFacts): boolean {
  return facts.gtidExecuted.trim() === '' && facts.clusterId === null && facts.userSchemaCount === 0
}
