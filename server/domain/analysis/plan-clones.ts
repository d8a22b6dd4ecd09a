import { formatCount, formatDuration, formatLag } from '../format-words'
import { isEmpty } from './build-context'
import { act, find, refuse, wait, type AnalysisContext, type InstanceView } from './context'
import { refusePaused } from '../availability/automation'
import { pendingTransfer } from '../availability/survivors'
import { countPurgedGap, followsPrimary, threadsRun } from './read-replication'
import { isRecloneDue } from './plan-repairs'
import { trackClone } from './track-clone'

/** A donor reads all its data for a clone: one at a time each, and not the whole cluster at once. */
const CLONES_MAX = 2

/** Copies data to instances that have none, or none that replication could bring up to date. */
export function planClones(context: AnalysisContext): void {
  if (context.memory.bootstrappedAt === null || pendingTransfer(context) !== null) return
  for (const instance of context.instances) {
    if (instance.name === context.memory.primary || !instance.wanted || instance.pod?.deleting === true) continue
    const state = trackClone(context, instance, cloneReason(context, instance) !== null)
    // A copy that a person asked for may have just been completed.
    const reason = state === 'running' ? null : cloneReason(context, instance)
    if (reason !== null) planClone(context, instance, reason)
  }
}

/** @returns why it needs a copy, in words; null when it does not, or when its data may not be replaced without a person */
function cloneReason(context: AnalysisContext, instance: InstanceView): string | null {
  const { facts, memory, verdict } = instance
  // Kept as it is, whatever it lacks.
  if (verdict.fenced !== null) return null
  if (facts && isRecloneDue(context, instance)) return 'a person asked for a new copy of it'
  if (!facts || verdict.foreignData !== null) return null
  if (isEmpty(facts)) return 'it is empty'
  if (facts.replication !== null && facts.replication.ioThread !== 'off' && followsPrimary(context, instance)) return null
  const gap = countPurgedGap(context, instance)
  if (gap === 0 || verdict.errantCount > 0) return null
  const reason = `the primary no longer has ${formatCount(gap, 'transaction')} that it lacks`
  // It never replicated on this volume, an old one that was kept: all it has is at the primary too, so nothing is lost.
  if (memory.joinedAt === null && !memory.servesReads) return reason
  verdict.replicationProblem = reason
  refuse(context, { id: `reclone/${instance.name}`, code: 'CloneNeeded', instance: instance.name, message: `${instance.name} is not cloned anew by itself: ${reason}`, because: 'A copy replaces all its data' })
  find(context, {
    code: 'CloneNeeded', level: 'attention', instance: instance.name, message: `${instance.name} cannot catch up: ${reason}`,
    action: `Let it be cloned anew: kubectl -n ${context.definition.namespace} delete pvc ${context.names.claim(instance.ordinal)} --wait=false && kubectl -n ${context.definition.namespace} delete pod ${instance.name}. Keep the binary log longer (binlog_expire_logs_seconds)`,
  })
  return null
}

function planClone(context: AnalysisContext, instance: InstanceView, reason: string): void {
  const { name, memory } = instance
  const id = `clone/${name}`
  if (!isRecloneDue(context, instance) && refusePaused(context, { id, instance: name, message: `${name} is not cloned while automation is stopped: ${reason}` })) return
  instance.verdict.underway ??= 'waiting to be cloned'
  if (memory.cloneProblem !== null) explainFailure(context, instance, memory.cloneProblem)
  if (!context.observation.kubernetes.reachable) return wait(context, { id, code: 'WaitingForKubernetes', instance: name, message: `${name} is cloned when Kubernetes answers again`, because: reason })
  if (memory.cloneRetryAt !== null && context.now < memory.cloneRetryAt) {
    return wait(context, { id, code: 'RetryingClone', instance: name, message: `${name} is cloned again in ${formatDuration(memory.cloneRetryAt - context.now)}`, because: memory.cloneProblem })
  }
  if (!context.trustedPrimary) return wait(context, { id, code: 'WaitingForPrimary', instance: name, message: `${name} is cloned when the primary answers with its data`, because: reason })
  const donor = chooseDonor(context, instance)
  if ('waitFor' in donor) return wait(context, { id, code: 'WaitingForDonor', instance: name, message: `${name} waits for its clone: ${donor.waitFor}`, because: reason })
  memory.cloneStartedAt = context.now
  memory.joinedAt = null
  memory.cloneDonor = donor.instance.name
  instance.verdict.underway = `cloning from ${donor.instance.name}`
  act(context, { id, code: 'Cloning', instance: name, message: `Cloning ${name} from ${donor.instance.name}`, because: `${reason}. ${donor.because}`, tell: 'info' }, { type: 'clone-instance', instance: name, donor: donor.instance.name })
}

function explainFailure(context: AnalysisContext, instance: InstanceView, problem: string): void {
  const { cloneFailures, cloneRetryAt } = instance.memory
  const next = cloneRetryAt !== null && cloneRetryAt > context.now ? `, again in ${formatDuration(cloneRetryAt - context.now)}` : ''
  find(context, {
    code: 'CloneFailed', level: 'attention', instance: instance.name, message: `The clone of ${instance.name} failed ${formatCount(cloneFailures, 'time')}${next}: ${problem}`,
    action: cloneFailures >= 3 ? `Look at the log of ${instance.name} and of its donor; the volume must hold all data of the cluster` : null,
  })
}

/** The healthiest replica, so that the primary keeps its I/O for writes; else the primary. */
function chooseDonor(context: AnalysisContext, recipient: InstanceView): { instance: InstanceView; because: string } | { waitFor: string } {
  const running = context.instances.filter((instance) => instance !== recipient && instance.memory.cloneStartedAt !== null)
  const busy = new Set(running.map((instance) => instance.memory.cloneDonor))
  if (running.length >= CLONES_MAX) return { waitFor: `${running.length} others are being cloned` }
  const alike = donors(context).filter((donor) => sameSeries(donor.facts?.version, recipient.facts?.version))
  const replicas = alike.filter((donor) => donor.name !== context.memory.primary)
  const fitting = replicas.length > 0 ? replicas : alike
  if (fitting.length === 0) return { waitFor: `no donor runs its MySQL version ${recipient.facts?.version ?? ''}` }
  const instance = fitting.find((donor) => !busy.has(donor.name))
  if (!instance) return { waitFor: `${fitting[0]?.name ?? 'its donor'} is already being copied` }
  if (instance.name === context.memory.primary) return { instance, because: 'No replica is fit to be copied, so the primary is' }
  const lag = instance.facts?.replication?.lagSeconds ?? 0
  return { instance, because: `${instance.name} is the healthiest replica (${formatLag(lag)})` }
}

function donors(context: AnalysisContext): InstanceView[] {
  const replicas = context.instances.filter((instance) =>
    instance.name !== context.memory.primary && instance.wanted && instance.pod?.ready === true && !instance.pod.deleting && followsPrimary(context, instance) && threadsRun(instance.facts?.replication ?? null) &&
    instance.facts?.replication?.lagSeconds !== null && instance.verdict.errantCount === 0 && instance.verdict.foreignData === null && instance.verdict.fenced === null && instance.memory.cloneStartedAt === null && instance.memory.cloneDonor === null &&
    (instance.facts?.replication?.lagSeconds ?? 0) <= context.definition.spec.lag.leaveReadsSeconds)
  replicas.sort((a, b) => (a.facts?.replication?.lagSeconds ?? 0) - (b.facts?.replication?.lagSeconds ?? 0) || a.ordinal - b.ordinal)
  return context.trustedPrimary ? [...replicas, context.trustedPrimary] : replicas
}

/** The clone plugin copies between servers of one series only. */
function sameSeries(a: string | undefined, b: string | undefined): boolean {
  const series = (version: string | undefined) => version?.split('.').slice(0, 2).join('.')
  return series(a) === series(b)
}
