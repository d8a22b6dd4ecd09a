import type { Precheck } from '@/server/contracts/availability'
import { formatCount, formatDuration, formatLag } from '../format-words'
import { containsGtidSet, countGtids } from '../gtid'
import { isWritable, primaryOf, type AnalysisContext, type InstanceView } from '../analysis/context'
import { whyUnsound } from '../analysis/judge-soundness'
import { readGtidSet } from '../analysis/read-replication'
import { pauseOf } from './automation'

const CATCH_UP_MAX_SECONDS = 10
/** An update or a scaling waits for the switchover that it needs itself. */
export const CONFLICTING_OPERATIONS: ReadonlySet<string> = new Set(['create', 'delete', 'failover', 'switchover', 'repair'])

/**
 * The prechecks of a planned change of the primary, each with what was seen.
 * @param operationId the switchover that is about to begin; null to tell how things stand
 * @see docs/behaviour.md, which lists them in the order of mysql-operations, section 7
 */
export function checkSwitchover(context: AnalysisContext, target: string, operationId: string | null): Precheck[] {
  const primary = primaryOf(context)
  const instance = context.instances.find((candidate) => candidate.name === target) ?? null
  if (!instance || target === context.memory.primary) return [hard('target', 'The target is a replica of this cluster', `${target} is ${instance ? 'the primary already' : 'no instance of it'}`, '')]
  return [
    checkOperations(context, operationId), checkPrimary(context, primary), checkTarget(context, instance), checkThreads(context, instance), checkLag(context, instance), checkErrants(instance),
    checkPurged(context, instance), checkVersions(context, instance), checkAcknowledgements(context, instance), checkClones(context), checkVolume(instance), checkQuiet(context),
  ]
}

const hard = (id: string, title: string, failed: string | null, passed: string): Precheck => ({ id, title, hard: true, state: failed === null ? 'passed' : 'failed', evidence: failed ?? passed })
const soft = (id: string, title: string, warning: string | null, passed: string): Precheck => ({ id, title, hard: false, state: warning === null ? 'passed' : 'warning', evidence: warning ?? passed })

function checkOperations(context: AnalysisContext, operationId: string | null): Precheck {
  const { definition, memory, observation } = context
  const other = definition.operations.find((operation) => operation.id !== operationId && CONFLICTING_OPERATIONS.has(operation.kind))
  const pause = pauseOf(context)
  const failed = memory.transfer !== null && memory.transfer.operationId !== operationId ? `A ${memory.transfer.kind} runs` : definition.deletion !== null ? 'The cluster is being deleted' : other ? `${other.title} runs` : pause !== null && operationId === null ? null : !observation.kubernetes.reachable ? 'Kubernetes does not answer, so clients cannot be led to another instance' : null
  return hard('operation', 'Nothing else is being done', failed, 'Nothing runs')
}

function checkPrimary(context: AnalysisContext, primary: InstanceView | null): Precheck {
  const name = context.memory.primary ?? 'The primary'
  return hard('primary', 'The primary answers and takes writes', primary !== null && context.trustedPrimary === primary && isWritable(primary) ? null : `${name} does not; that is for a failover`, `${name} does`)
}

function checkTarget(context: AnalysisContext, instance: InstanceView): Precheck {
  const { name, verdict, pod } = instance
  const failed = verdict.fenced ?? (!instance.wanted ? 'It is about to be removed' : pod?.ready !== true || pod.deleting ? 'Its pod is not ready' : whyUnsound(context, instance))
  return hard('target', 'The target is well', failed === null ? null : `${name}: ${failed}`, `${name} is ready`)
}

function checkThreads(_context: AnalysisContext, { facts, name }: InstanceView): Precheck {
  const replication = facts?.replication ?? null
  const runs = replication !== null && replication.ioThread === 'on' && replication.sqlThread === 'on'
  return hard('threads', 'Its replication threads run', runs ? null : `${name}: ${replication === null ? 'it does not replicate' : `I/O ${replication.ioThread}, SQL ${replication.sqlThread}`}`, 'I/O and SQL thread run without an error')
}

function checkLag(context: AnalysisContext, { facts }: InstanceView): Precheck {
  const lagSeconds = facts?.replication?.lagSeconds ?? null
  const delayed = (facts?.replication?.sqlDelaySeconds ?? 0) > 0
  const failed = delayed ? 'It is delayed on purpose' : lagSeconds === null ? 'Its lag is unknown' : lagSeconds > CATCH_UP_MAX_SECONDS ? `It lags ${formatLag(lagSeconds)}; writes would be stopped at least that long` : null
  return hard('lag', 'It catches up within seconds', failed, `It has ${formatLag(lagSeconds ?? 0)}`.replace('has no lag', 'is up to date'))
}

function checkErrants({ verdict, memory }: InstanceView): Precheck {
  return hard('errant', 'It has no transaction that the primary lacks', verdict.errantCount === 0 ? null : `It has ${formatCount(verdict.errantCount, 'transaction')} of its own: ${memory.errantGtids.slice(0, 120)}`, 'It has none')
}

/** An instance that lacks what the new source has thrown away would have to be cloned. */
function checkPurged(context: AnalysisContext, instance: InstanceView): Precheck {
  const purged = readGtidSet(instance.facts?.gtidPurged ?? '')
  const lacking = context.instances.filter((other) => other !== instance && other.wanted && other.facts !== null && other.executed.size > 0 && !containsGtidSet(other.executed, purged))
  return hard('purged', 'It still has the binary logs that the others need', lacking.length === 0 ? null : `${lacking.map(({ name }) => name).join(', ')} could not follow it and would have to be cloned`, 'Every other instance can follow it')
}

/** An older server cannot follow a newer one: https://dev.mysql.com/doc/refman/8.4/en/replication-compatibility.html */
function checkVersions(context: AnalysisContext, instance: InstanceView): Precheck {
  const version = instance.facts?.version ?? ''
  const older = context.instances.filter((other) => other !== instance && other.facts !== null && compareVersions(other.facts.version, version) < 0)
  return hard('version', 'No other instance runs an older MySQL', older.length === 0 ? null : `${older.map((other) => `${other.name} (${other.facts?.version ?? ''})`).join(', ')} cannot follow ${version}`, version)
}

function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => (/^[\d.]+/.exec(version)?.[0] ?? '').split('.').map(Number))
  for (let index = 0; index < 3; index++) {
    const difference = (left?.[index] ?? 0) - (right?.[index] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

function checkAcknowledgements(context: AnalysisContext, instance: InstanceView): Precheck {
  const required = context.memory.acknowledgements.at(-1)?.required ?? 0
  const title = 'Enough instances can acknowledge its commits'
  if (required === 0) return hard('acknowledgements', title, null, 'Commits do not wait for replicas')
  const able = context.instances.filter((other) => other !== instance && other.wanted && other.facts !== null && other.verdict.errantCount === 0 && other.verdict.fenced === null).length
  return hard('acknowledgements', title, able >= required ? null : `${able} of ${required}: its first commit would wait`, `${formatCount(able, 'instance')} for ${required}`)
}

function checkClones(context: AnalysisContext): Precheck {
  const cloning = context.instances.filter((instance) => instance.memory.cloneStartedAt !== null)
  return hard('clones', 'No instance is being cloned', cloning.length === 0 ? null : `${cloning.map(({ name }) => name).join(', ')}: wait until it is over`, 'None is')
}

function checkVolume({ claim, name }: InstanceView): Precheck {
  const free = claim?.availableBytes ?? null
  const size = claim?.capacityBytes ?? null
  return soft('volume', 'Its volume has room', free !== null && size !== null && free < size * 0.1 ? `${name} has only ${Math.round((free / size) * 100)} % free` : null, free === null || size === null ? 'Not known' : `${Math.round((free / size) * 100)} % free`)
}

function checkQuiet(context: AnalysisContext): Precheck {
  const { lastTransferAt } = context.memory
  const agoMs = lastTransferAt === null ? null : context.now - lastTransferAt
  return soft('quiet', 'The primary has not just changed', agoMs !== null && agoMs < context.definition.spec.failover.quietSeconds * 1_000 ? `It changed ${formatDuration(agoMs)} ago` : null, agoMs === null ? 'It never changed' : `It changed ${formatDuration(agoMs)} ago`)
}

/** @returns the replica that a planned change would go to by itself; null when none may */
export function chooseSwitchoverTarget(context: AnalysisContext, fits: (instance: InstanceView) => boolean = () => true): InstanceView | null {
  const ready = context.instances.filter((instance) => instance.name !== context.memory.primary && fits(instance) && checkSwitchover(context, instance.name, null).every((one) => one.state !== 'failed'))
  const behind = (instance: InstanceView) => countGtids(instance.executed)
  return ready.sort((a, b) => behind(b) - behind(a) || a.ordinal - b.ordinal)[0] ?? null
}
