import { HEALTH_RANK, type ClusterStatus, type Finding, type HealthLevel, type InstanceStatus } from '@/server/contracts/cluster-status'
import type { OperationUpdate } from '../decision'
import { quoteMessage } from '../format-words'
import { describeAvailability } from '../availability/describe-availability'
import { serviceHost } from '../kubernetes-port'
import type { AnalysisContext } from './context'
import { buildConditions } from './build-conditions'
import { describeInstance, isoTime } from './instance-status'
import { whyUnsound } from './judge-soundness'
import { keptClaims } from './plan-claims'
import type { DeletionStage } from './plan-deletion'

const MYSQL_PORT = 3306

/** What pages, lists and the API show of the cluster. */
export function buildStatus(context: AnalysisContext, deletion: DeletionStage | null, operations: readonly OperationUpdate[]): ClusterStatus {
  const { definition, observation, memory, names, now } = context
  const findings = [...context.findings].sort((a, b) => HEALTH_RANK[a.level] - HEALTH_RANK[b.level])
  const instances = context.instances.map((instance) => describeInstance(context, instance))
  const wanted = context.instances.filter((instance) => instance.wanted)
  const phase = phaseOf(context, deletion)
  const { level, headline } = summarize(phase, findings, instances, doingOf(context, operations))
  return {
    observedGeneration: definition.generation,
    observedAt: isoTime(observation.observedAt),
    phase, level, headline, findings,
    decisions: context.decisions.map(({ id, kind, code, instance, message, because, progress }) => ({ id, kind, code, instance, message, because, progress, since: isoTime(memory.decisionsSince[id] ?? now) })),
    primary: memory.bootstrappedAt === null ? null : memory.primary,
    instancesReady: wanted.filter((instance) => whyUnsound(context, instance) === null).length,
    instancesWanted: definition.spec.instances,
    worstLagSeconds: worst(instances.filter((instance) => instance.level !== 'off').map((instance) => instance.replication?.lagSeconds ?? null)),
    usedBytes: total(instances.map((instance) => instance.volume?.usedBytes ?? null)),
    instances,
    services: describeServices(context),
    conditions: buildConditions(context),
    availability: describeAvailability(context),
    keptClaims: keptClaims(context).map((claim) => ({ claim: claim.name, instance: names.instance(claim.ordinal), capacityBytes: claim.capacityBytes })),
  }
}

const known = (values: readonly (number | null)[]) => values.filter((value) => value !== null)

function worst(values: readonly (number | null)[]): number | null {
  const numbers = known(values)
  return numbers.length === 0 ? null : Math.max(...numbers)
}

function total(values: readonly (number | null)[]): number | null {
  const numbers = known(values)
  return numbers.length === 0 ? null : numbers.reduce((sum, value) => sum + value, 0)
}

function phaseOf(context: AnalysisContext, deletion: DeletionStage | null): ClusterStatus['phase'] {
  if (deletion !== null) return deletion === 'finished' ? 'deleted' : 'deleting'
  const { definition, memory, observation } = context
  if (!observation.kubernetes.reachable && observation.kubernetes.lastContactAt === null) return 'unknown'
  return memory.bootstrappedAt === null || definition.operations.some((operation) => operation.kind === 'create') ? 'creating' : 'running'
}

/** What goes on, in words: the decision that shows progress, else the first, else the step that runs. */
function doingOf(context: AnalysisContext, operations: readonly OperationUpdate[]): string | null {
  const decisions = context.decisions.filter((decision) => decision.kind !== 'refuse' && decision.code !== 'Labelling')
  const decision = decisions.find(({ progress }) => progress !== null) ?? decisions[0]
  if (decision) return plain(decision.message)
  const step = operations.flatMap(({ steps }) => steps).find(({ state }) => state === 'running')
  return step ? `${plain(step.title)}${step.detail === null ? '' : `: ${plain(step.detail)}`}` : null
}

function summarize(phase: ClusterStatus['phase'], findings: readonly Finding[], instances: readonly InstanceStatus[], doing: string | null): { level: HealthLevel; headline: string } {
  const first = findings[0]
  const trouble = first && HEALTH_RANK[first.level] < HEALTH_RANK.working ? first : null
  switch (phase) {
    case 'deleted':
      return { level: 'off', headline: 'Deleted' }
    case 'deleting':
      return { level: trouble?.level ?? 'working', headline: `Deleting: ${plain(first ? shorten(first.message) : (doing ?? 'almost done'))}` }
    case 'creating':
      return trouble ? { level: trouble.level, headline: `Creating: ${shorten(trouble.message)}${others(findings)}` } : { level: 'working', headline: `Creating: ${doing ?? 'almost done'}` }
    case 'running':
    case 'unknown':
      break
  }
  if (first) return { level: first.level, headline: `${PREFIX[first.level]}: ${shorten(first.message)}${others(findings)}` }
  const busy = instances.find((instance) => instance.level !== 'healthy' && instance.level !== 'off')
  if (busy) return { level: busy.level, headline: `${PREFIX[busy.level]}: ${busy.name}: ${plain(busy.headline)}` }
  return { level: 'healthy', headline: 'Healthy' }
}

const PREFIX: Record<HealthLevel, string> = { broken: 'Broken', attention: 'Degraded', working: 'Working', unknown: 'Unknown', healthy: 'Healthy', off: 'Off' }

/** Without what MySQL said, which the finding has; a headline is read at a glance. */
function shorten(message: string): string {
  return quoteMessage(message.split(' (error ')[0] ?? message, 160)
}

/** A sentence after a colon begins in lower case, unless it begins with a name or an abbreviation. */
function plain(words: string): string {
  return /^[A-Z][a-z]+ /.test(words) && !/^(Kubernetes|MySQL|StatefulSet|Podkeeper|Secret|ConfigMap|Service)/.test(words) ? words.charAt(0).toLowerCase() + words.slice(1) : words
}

function others(findings: readonly Finding[]): string {
  const more = findings.filter((finding) => HEALTH_RANK[finding.level] < HEALTH_RANK.working).length - 1
  return more <= 0 ? '' : ` (and ${more} more)`
}

function describeServices(context: AnalysisContext): ClusterStatus['services'] {
  const { names, definition, observation } = context
  const kinds = [[names.primaryService, 'primary'], [names.readService, 'read'], [names.headlessService, 'headless']] as const
  const exists = (name: string) => observation.kubernetes.objects.some((object) => object.kind === 'Service' && object.name === name && object.state !== 'missing' && object.state !== 'foreign')
  return kinds.filter(([name]) => exists(name)).map(([name, kind]) => ({
    name, kind, host: serviceHost(name, definition.namespace), port: MYSQL_PORT, instances: [...(observation.kubernetes.endpoints[name] ?? [])].sort(),
  }))
}
