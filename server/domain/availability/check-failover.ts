import type { Precheck } from '@/server/contracts/availability'
import { formatCount, formatDuration, joinWords } from '../format-words'
import { countGtids, subtractGtidSets, type GtidSet } from '../gtid'
import type { AnalysisContext, InstanceView } from '../analysis/context'
import { readGtidSet } from '../analysis/read-replication'
import type { Loss } from './assess-loss'
import { pauseOf } from './automation'
import { findShortfall, type Shortfall } from './rules'
import { answeringReplicas, heldBy } from './survivors'

export interface FailoverOptions {
  /** somebody asked for this one: policy and quiet time do not apply */
  byPerson: boolean
  lossAccepted: boolean
}

/** Everything that must hold before a failover begins, each with what was found. Hard ones that failed forbid it. */
export function checkFailover(context: AnalysisContext, loss: Loss, options: FailoverOptions): Precheck[] {
  return [checkPolicy(context, options), checkPause(context, options), checkKubernetes(context), checkPlans(context), checkQuiet(context, options), checkLoss(context, loss), ...checkData(context, loss, options), checkCandidate(context)]
}

const check = (id: string, title: string, failed: string | null, passed: string): Precheck => ({ id, title, hard: true, state: failed === null ? 'passed' : 'failed', evidence: failed ?? passed })

function checkPolicy(context: AnalysisContext, { byPerson }: FailoverOptions): Precheck {
  const { mode } = context.definition.spec.failover
  const failed = byPerson || mode === 'automatic' ? null : mode === 'off' ? 'Failover is switched off in the settings of this cluster' : 'Failover is set to manual: a person has to start it'
  return check('policy', 'The policy allows it', failed, byPerson ? 'A person asked for it' : 'Failover is automatic')
}

function checkPause(context: AnalysisContext, { byPerson }: FailoverOptions): Precheck {
  const pause = pauseOf(context)
  return check('pause', 'Automation is not stopped', pause !== null && !byPerson ? `${pause.by} stopped automation: ${pause.reason}` : null, 'It runs')
}

function checkKubernetes(context: AnalysisContext): Precheck {
  return check('kubernetes', 'Kubernetes answers', context.observation.kubernetes.reachable ? null : 'Without Kubernetes clients cannot be led to another instance', 'The write service can be moved')
}

function checkPlans(context: AnalysisContext): Precheck {
  const { definition, memory } = context
  return check('plans', 'Nothing is planned that explains it', definition.deletion !== null ? 'The cluster is being deleted' : memory.bootstrappedAt === null ? 'The cluster is still being created' : null, 'No planned work runs')
}

function checkQuiet(context: AnalysisContext, { byPerson }: FailoverOptions): Precheck {
  const { lastTransferAt } = context.memory
  const quietMs = context.definition.spec.failover.quietSeconds * 1_000
  const left = lastTransferAt === null ? 0 : lastTransferAt + quietMs - context.now
  return check('quiet', 'The primary has not just changed', !byPerson && left > 0 ? `The primary changed ${formatDuration(context.now - (lastTransferAt ?? context.now))} ago; the next automatic failover is possible in ${formatDuration(left)}` : null, lastTransferAt === null ? 'It never changed' : 'Long enough ago')
}

function checkLoss(context: AnalysisContext, loss: Loss): Precheck {
  const name = context.memory.primary ?? 'the primary'
  if (loss.state === 'lost') return check('loss', 'The primary is lost, seen from several sides', null, loss.evidence.join('; '))
  return check('loss', 'The primary is lost, seen from several sides', loss.state === 'present' ? `${name} answers` : loss.because, '')
}

/** Replicas that hold acknowledged transactions and may be counted: those with foreign writes, or that a person isolated, may not. */
export function countableReplicas(context: AnalysisContext): InstanceView[] {
  return answeringReplicas(context).filter((instance) => instance.verdict.errantCount === 0 && instance.verdict.fenced === null)
}

export function shortfallOf(context: AnalysisContext, replicas: readonly InstanceView[]): Shortfall | null {
  return findShortfall(context.memory.acknowledgements, replicas.map(({ name, memory }) => ({ name, joinedAt: memory.joinedAt })))
}

function checkData(context: AnalysisContext, loss: Loss, { lossAccepted }: FailoverOptions): Precheck[] {
  const shortfall = shortfallOf(context, countableReplicas(context))
  const title = 'Every write that a client saw committed is on the instances that remain'
  if (shortfall === null) return [check('quorum', title, null, `${formatCount(countableReplicas(context).length, 'replica')} answer, enough that one of them has everything`)]
  const words = shortfallWords(context, shortfall)
  if (!lossAccepted) return [check('quorum', title, words, '')]
  const accepted: Precheck = { id: 'quorum', title, hard: false, state: 'warning', evidence: `${words}. The loss is accepted` }
  // Where acknowledgements do not fence the old primary, only its end does.
  const stopped = loss.state === 'lost' && loss.stopped
  return [accepted, check('stopped', 'The old primary takes no more writes', stopped ? null : `${context.memory.primary ?? 'It'} may still run and take writes of clients that reach it; with both open, their data could not be brought together again`, 'It does not run')]
}

function shortfallWords(context: AnalysisContext, { have, need, unknowable }: Shortfall): string {
  if (!unknowable) return `${formatCount(have, 'replica')} ${have === 1 ? 'answers' : 'answer'} and can be counted on, ${need} are needed: the ones that are away may hold acknowledged writes that these lack`
  return context.definition.spec.topology === 'semisync'
    ? 'Commits did not wait for replicas lately, so that the newest writes may be on the lost primary alone'
    : 'With asynchronous replication the newest writes may be on the lost primary alone'
}

function checkCandidate(context: AnalysisContext): Precheck {
  const candidates = countableReplicas(context).filter(isCandidate)
  return check('candidate', 'A replica can take over', candidates.length > 0 ? null : whyNoCandidate(context), joinWords(candidates.map(({ name }) => name)))
}

/** It is wanted, not fenced by a person, and its applier can go on. */
export function isCandidate(instance: InstanceView): boolean {
  return instance.wanted && instance.pod?.deleting === false && instance.verdict.fenced === null && instance.verdict.errantCount === 0 && (instance.facts?.replication?.sqlError ?? null) === null
}

function whyNoCandidate(context: AnalysisContext): string {
  const replicas = context.instances.filter((instance) => instance.name !== context.memory.primary)
  if (replicas.length === 0) return 'There is no replica'
  const answering = answeringReplicas(context)
  if (answering.length === 0) return 'No replica answers'
  return `${joinWords(answering.map(({ name }) => name))} ${answering.length === 1 ? 'cannot' : 'can none'} take over: foreign writes, a replication error or a fence`
}

export interface PossibleLoss {
  /** transactions that the lost primary was seen to have and that no replica received: at least these */
  transactions: number
  /** since the primary was seen last, ms */
  unseenMs: number
}

/** What a failover would lose at least, and for how long the primary may have written unseen. */
export function possibleLoss(context: AnalysisContext, best: GtidSet): PossibleLoss {
  const known = readGtidSet(context.memory.primaryGtidExecuted)
  return { transactions: countGtids(subtractGtidSets(known, best)), unseenMs: context.memory.primarySilence === null ? 0 : context.now - context.memory.primarySilence.since }
}

export function bestHeld(context: AnalysisContext): GtidSet {
  const sets = countableReplicas(context).map(heldBy)
  return sets.reduce((best, set) => (countGtids(set) > countGtids(best) ? set : best), sets[0] ?? new Map())
}

/** What a failover would lose, in words. */
export function describeLoss(context: AnalysisContext): string {
  const { transactions, unseenMs } = possibleLoss(context, bestHeld(context))
  return `At least ${formatCount(transactions, 'transaction')} would be lost${unseenMs > 0 ? `, and what was written in the ${formatDuration(unseenMs)} since ${context.memory.primary ?? 'it'} was last seen` : ''}`
}
