import { formatCount } from '../format-words'
import { act, find, wait, type AnalysisContext, type InstanceView } from './context'
import { whyNotCaughtUp } from './judge-soundness'
import { isIsolated, refusePaused } from '../availability/automation'
import { requestSwitchover } from '../availability/request-switchover'
import { mayAttempt } from './space-attempts'

/**
 * Restarts instances whose pod was made from an earlier template: one at a time, replicas before the primary, from the
 * highest ordinal, each only while all others are well. A pod that never got to run MySQL is replaced at once: it serves nothing,
 * and its new template may be its cure.
 */
export function planRollout(context: AnalysisContext): void {
  const { statefulSet, reachable } = context.observation.kubernetes
  if (context.memory.transfer !== null || !reachable || !statefulSet || statefulSet.deleting || statefulSet.observedGeneration < statefulSet.generation || templateIsOutdated(context)) return
  const outdated = context.instances.filter((instance) => instance.wanted && instance.pod !== null && instance.pod.revision !== null && instance.pod.revision !== statefulSet.updateRevision && !isIsolated(context, instance))
  if (outdated.length === 0) return
  find(context, { code: 'RestartPending', level: 'working', message: `${formatCount(outdated.length, 'instance')} of ${context.replicas} still ${outdated.length === 1 ? 'runs' : 'run'} on the earlier template: ${outdated.map((instance) => instance.name).join(', ')}` })
  if (refusePaused(context, { id: 'rollout', instance: outdated[0]?.name ?? '', message: 'No instance is restarted while automation is stopped' })) return
  const stuck = outdated.filter(neverRan)
  if (stuck.length > 0) for (const instance of stuck) restart(context, instance, 'it does not run on the earlier template', null)
  else restartNext(context, outdated)
}

const restartKey = (name: string) => `restart/${name}/`
const RESTART_EXPECTED_WITHIN_MS = 60_000

/** Whether Podkeeper restarts the instance for its new template just now: a planned interruption is no outage. */
export function isBeingRestarted(context: AnalysisContext, name: string): boolean {
  return Object.entries(context.memory.attempts).some(([key, { lastAt }]) => key.startsWith(restartKey(name)) && context.now - lastAt < RESTART_EXPECTED_WITHIN_MS)
}

/** The StatefulSet itself is about to be changed: restarting now would be for nothing. */
function templateIsOutdated(context: AnalysisContext): boolean {
  return context.observation.kubernetes.objects.some((object) => object.kind === 'StatefulSet' && object.state !== 'current')
}

/** Its containers wait for an image, a node or a correct configuration; a server that recovers is never taken for this. */
function neverRan(instance: InstanceView): boolean {
  const { pod, facts } = instance
  if (!pod || pod.deleting || facts !== null || pod.ready) return false
  const main = pod.containers.find((container) => container.kind === 'main' && container.name === 'mysql')
  return main?.state !== 'running' && !pod.containers.some((container) => container.kind === 'init' && container.state === 'running')
}

function restartNext(context: AnalysisContext, outdated: readonly InstanceView[]): void {
  const next = chooseNext(context, outdated)
  const { primary } = context.memory
  const isPrimary = next.name === primary
  const unwell = context.instances.filter((instance) => instance.wanted && instance !== next).map((instance) => ({ instance, why: whyNotCaughtUp(context, instance) })).find(({ why }) => why !== null)
  if (next.pod?.deleting === true) return waitForEnd(context, next.name)
  if (unwell) {
    const { name } = unwell.instance
    return wait(context, { id: 'rollout', code: 'WaitingForHealth', instance: name, message: `The restart of ${next.name} waits for ${name}: ${unwell.why ?? ''}`, because: 'Instances are restarted one at a time, while all others are well' })
  }
  if (isPrimary && context.replicas > 1 && requestSwitchover(context, 'restart')) {
    return wait(context, { id: 'rollout', code: 'WaitingForSwitchover', instance: next.name, message: `${next.name} is restarted when another instance has taken over`, because: 'Writes are then interrupted for a moment only' })
  }
  if (isPrimary) restart(context, next, 'All replicas run on it', `writes are interrupted until it is back, usually 10–30 s`)
  else restart(context, next, 'replicas are restarted before the primary, the highest ordinal first', null)
}

/** Highest ordinal first, the primary last. `outdated` is not empty and sorted by ordinal. */
function chooseNext(context: AnalysisContext, outdated: readonly InstanceView[]): InstanceView {
  const replicas = outdated.filter((instance) => instance.name !== context.memory.primary)
  const next = replicas.at(-1) ?? outdated.at(-1)
  if (!next) throw new Error('Nothing is outdated')
  return next
}

function waitForEnd(context: AnalysisContext, name: string): void {
  wait(context, { id: 'rollout', code: 'Restarting', instance: name, message: `Waiting until ${name} has ended, to start on its new template` })
}

function restart(context: AnalysisContext, instance: InstanceView, because: string, interruption: string | null): void {
  const { name, pod } = instance
  if (!pod) return
  const message = interruption === null ? `Restarting ${name} on its new template` : `Restarting ${name}, the primary, on its new template: ${interruption}`
  if (!mayAttempt(context, `${restartKey(name)}${pod.uid}`, { firstMs: 5_000, maxMs: 60_000 })) {
    return waitForEnd(context, name)
  }
  act(context, { id: `restart/${name}`, code: 'Restarting', instance: name, message, because, tell: interruption === null ? 'info' : 'attention' }, { type: 'delete-pod', pod: name, podUid: pod.uid })
}
