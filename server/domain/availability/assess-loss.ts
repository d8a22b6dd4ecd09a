import { formatCount, formatDuration, joinWords } from '../format-words'
import { primaryOf, type AnalysisContext, type InstanceView } from '../analysis/context'
import { whySilent } from '../analysis/explain-pod'
import { isBeingRestarted } from '../analysis/plan-rollout'
import { provePrimary } from '../analysis/prove-primary'
import { answeringReplicas, hasLostPrimary } from './survivors'

/** Fewer looks may be one lost packet. */
const ROUNDS_MIN = 3
/** Where its pod is gone or going, and the replicas have lost it too, there is nothing left to wait for. */
const CONFIRM_GONE_MS = 500
/** After a longer gap the operator itself was away: what it saw before says nothing of now. */
const ROUND_GAP_MAX_MS = 5_000

export type Loss =
  | { state: 'present' }
  /** it does not answer Podkeeper; that alone may be Podkeeper's own network */
  | { state: 'suspected'; because: string }
  | {
      state: 'lost'
      /** what proves it, each seen from another side */
      evidence: string[]
      /** its server cannot take writes now: it does not run, or it answers and is closed */
      stopped: boolean
    }

/** Counts rounds of silence; called once in each round. */
export function noteSilence(context: AnalysisContext): void {
  const { memory, now } = context
  const primary = primaryOf(context)
  if (memory.primary === null || primary?.facts) {
    memory.primarySilence = null
    return
  }
  const before = memory.primarySilence
  const goesOn = before !== null && now - before.lastAt <= ROUND_GAP_MAX_MS
  memory.primarySilence = goesOn ? { since: before.since, rounds: before.rounds + 1, lastAt: now } : { since: now, rounds: 1, lastAt: now }
}

/** Whether the primary is lost, seen from Podkeeper, from its replicas and from Kubernetes: one side alone is never enough. */
export function assessLoss(context: AnalysisContext): Loss {
  const primary = primaryOf(context)
  if (context.memory.primary === null || context.memory.bootstrappedAt === null) return { state: 'present' }
  if (primary?.facts) return assessAnswer(context, primary)
  const silence = context.memory.primarySilence
  const silentMs = silence === null ? 0 : context.now - silence.since
  const seen = [seenByReplicas(context), seenByKubernetes(context, primary)].filter((side) => side !== null)
  const mine = `Podkeeper has had no answer from it for ${formatDuration(silentMs)}`
  if (primary && isBeingRestarted(context, primary.name)) return { state: 'suspected', because: 'it is being restarted on its new template' }
  const confirmMs = isPodGone(context, primary) && seen.length === 2 ? CONFIRM_GONE_MS : context.definition.spec.failover.confirmSeconds * 1_000
  if (silence === null || silence.rounds < ROUNDS_MIN || silentMs < confirmMs) return { state: 'suspected', because: `${mine}; that may pass` }
  if (seen.length === 0) return { state: 'suspected', because: `${mine}, but ${whyDoubted(context)}` }
  return { state: 'lost', evidence: [mine, ...seen], stopped: isStopped(context, primary) }
}

/** It answers: it is lost only when what answers is not the server that took the writes. */
function assessAnswer(context: AnalysisContext, primary: InstanceView): Loss {
  const proof = provePrimary(context, primary)
  if (proof.proven || proof.code === 'PrimaryHoldsOtherData') return { state: 'present' }
  return { state: 'lost', evidence: [proof.because], stopped: !primary.open }
}

function seenByReplicas(context: AnalysisContext): string | null {
  const told = answeringReplicas(context).map((instance) => ({ instance, lost: hasLostPrimary(context, instance) })).filter(({ lost }) => lost !== null)
  const lost = told.filter((one) => one.lost === true)
  if (lost.length === 0 || lost.length * 2 <= told.length) return null
  return `${joinWords(lost.map(({ instance }) => instance.name))} ${lost.length === 1 ? 'has' : 'have'} lost the connection to it`
}

function seenByKubernetes(context: AnalysisContext, primary: InstanceView | null): string | null {
  if (!context.observation.kubernetes.reachable) return null
  const pod = primary?.pod ?? null
  if (!pod) return 'Kubernetes has no pod for it'
  if (pod.nodeReady === false) return `its node ${pod.node ?? ''} does not answer Kubernetes`
  if (pod.deleting) return 'its pod is being deleted'
  return runsMysql(primary) ? null : `Kubernetes says: ${whySilent(context, primary as InstanceView)}`
}

/** A container that crashed is started again within seconds, with nothing to be repaired; a pod that goes takes longer. */
function isPodGone(context: AnalysisContext, primary: InstanceView | null): boolean {
  return context.observation.kubernetes.reachable && (!primary?.pod || primary.pod.deleting)
}

function runsMysql(instance: InstanceView | null): boolean {
  return instance?.pod?.containers.some((container) => container.kind === 'main' && container.name === 'mysql' && container.state === 'running') ?? false
}

/** Nothing of it can take a write: no pod, no process, or nobody listening. A node that is silent proves nothing. */
function isStopped(context: AnalysisContext, primary: InstanceView | null): boolean {
  if (!context.observation.kubernetes.reachable) return false
  if (!primary?.pod) return true
  if (primary.pod.nodeReady !== true) return false
  return !runsMysql(primary) || (primary.mysql.state === 'unreachable' && primary.mysql.reason === 'refused')
}

function whyDoubted(context: AnalysisContext): string {
  const replicas = answeringReplicas(context)
  if (replicas.length === 0) return 'no replica answers either, so the fault may be Podkeeper\'s own network'
  const connected = replicas.filter((instance) => hasLostPrimary(context, instance) === false)
  return connected.length > 0 ? `${formatCount(connected.length, 'replica')} still ${connected.length === 1 ? 'hears' : 'hear'} from it (${connected.map((instance) => instance.name).join(', ')})` : 'neither its replicas nor Kubernetes say that it is gone'
}
