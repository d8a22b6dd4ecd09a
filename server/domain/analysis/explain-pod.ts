import { formatBytes, formatPercent, quoteMessage } from '../format-words'
import type { ObservedContainer, ObservedPod } from '../observation'
import type { AnalysisContext, InstanceView } from './context'

/** What keeps a pod from running, in words; `code` for findings. */
export interface PodTrouble {
  code: string
  /** goes after "shop-db-1: " */
  words: string
  action: string | null
}

const IMAGE_REASONS = new Set(['ImagePullBackOff', 'ErrImagePull', 'InvalidImageName', 'ErrImageNeverPull', 'RegistryUnavailable', 'ImageInspectError'])
const CONFIG_REASONS = new Set(['CreateContainerConfigError', 'CreateContainerError', 'RunContainerError'])

/** @returns null while the pod runs, starts as it should, or ends as it was asked to */
export function podTrouble(context: AnalysisContext, instance: InstanceView): PodTrouble | null {
  const { pod } = instance
  if (!pod) return podRefusal(context, instance)
  if (pod.deleting) return null
  if (pod.nodeReady === false) {
    return { code: 'NodeNotReady', words: `its node ${pod.node ?? ''} does not answer`, action: 'Look at the node. When it is gone for good, delete it (kubectl delete node …), and the instance moves as soon as its volume can' }
  }
  const volume = volumeTrouble(context, instance, pod)
  if (volume) return volume
  if (pod.unschedulableBecause !== null) {
    return { code: 'Unschedulable', words: `waiting for a node: ${quoteMessage(pod.unschedulableBecause)}`, action: 'Add a node, free resources, or ask for less CPU, memory or spread in Settings' }
  }
  const claim = instance.claim
  if (pod.phase === 'Pending' && claim?.phase === 'Lost') return { code: 'VolumeLost', words: `its volume (claim ${claim.name}) no longer exists`, action: 'Restore the volume, or delete the claim and the pod: a replica is then cloned anew' }
  for (const container of pod.containers) {
    const trouble = containerTrouble(context, container, pod)
    if (trouble) return trouble
  }
  return pod.phase === 'Failed' ? { code: 'PodFailed', words: 'its pod failed', action: null } : null
}

/** A claim that gets no volume: the scheduler says so where the class binds at once, else only the claim's own events do. */
function volumeTrouble(context: AnalysisContext, { claim }: InstanceView, pod: ObservedPod): PodTrouble | null {
  if (pod.phase !== 'Pending' || claim?.phase !== 'Pending') return null
  const told = context.observation.kubernetes.events.filter(({ object }) => object.kind === 'PersistentVolumeClaim' && object.name === claim.name).at(-1)
  const failed = told?.reason === 'ProvisioningFailed'
  if (!failed && !/PersistentVolume/.test(pod.unschedulableBecause ?? '')) return null
  const className = claim.storageClass === null ? 'its storage class' : `storage class ${claim.storageClass}`
  return {
    code: 'VolumePending',
    words: `waiting for its volume: ${className} has not made one for claim ${claim.name} yet${told ? ` (${quoteMessage(told.message)})` : ''}`,
    action: `Check that the driver of ${className} runs and may make volumes of that size. To use another class, delete this cluster and create it with that one`,
  }
}

/** Kubernetes' controllers try again after at most about 17 minutes: an older refusal says nothing about now. */
const REFUSAL_COUNTS_MS = 20 * 60_000

/** Why Kubernetes makes no pod of this name: its StatefulSet controller says so in events only. */
function podRefusal(context: AnalysisContext, { name, wanted }: InstanceView): PodTrouble | null {
  if (!wanted) return null
  const refusals = context.observation.kubernetes.events.filter((event) =>
    event.reason === 'FailedCreate' && event.object.kind === 'StatefulSet' && event.object.name === context.definition.name
    && event.message.includes(`Pod ${name} `) && context.now - event.lastAt < REFUSAL_COUNTS_MS)
  const newest = refusals.sort((a, b) => a.lastAt - b.lastAt).at(-1)
  if (!newest) return null
  const why = newest.message.split(' error: ').at(-1) ?? newest.message
  return /quota/i.test(why)
    ? { code: 'QuotaExceeded', words: `Kubernetes may not make it: ${quoteMessage(why)}`, action: `Raise the quota of namespace ${context.definition.namespace}, or ask for less in Settings. Kubernetes tries again by itself` }
    : { code: 'PodRefused', words: `Kubernetes cannot make its pod: ${quoteMessage(why)}`, action: 'Remove what the message names. Kubernetes tries again by itself' }
}

function containerTrouble(context: AnalysisContext, container: ObservedContainer, pod: ObservedPod): PodTrouble | null {
  const { reason } = container
  if (container.state !== 'waiting' || reason === null) return null
  const more = container.message === null ? '' : `: ${quoteMessage(container.message)}`
  if (IMAGE_REASONS.has(reason)) {
    return { code: 'ImagePullFailed', words: `its image cannot be pulled (${reason}${more})`, action: `Check that the image exists and that the pull secrets open its registry${context.definition.spec.image === null ? '' : `: ${context.definition.spec.image}`}` }
  }
  if (CONFIG_REASONS.has(reason)) return { code: 'ContainerNotCreated', words: `container ${container.name} cannot be created (${reason}${more})`, action: null }
  if (reason === 'CrashLoopBackOff') {
    const last = container.lastTermination
    return { code: 'CrashLooping', words: `container ${container.name} ends again and again${last ? ` (${terminationWords(last, pod)})` : ''}`, action: 'Read its previous log: it says why it ended' }
  }
  return null
}

/** Why a container ended: "was killed: it used more than its 2 GiB of memory". */
export function terminationWords(last: { reason: string; exitCode: number }, pod: Pick<ObservedPod, 'resources'>): string {
  if (last.reason === 'OOMKilled') return `was killed: it used more than its ${formatBytes(pod.resources.memoryBytes)} of memory`
  if (last.exitCode === 0) return 'ended without an error'
  if (last.exitCode === 137) return 'was killed (exit code 137)'
  if (last.exitCode === 143) return 'was asked to end (exit code 143)'
  return `ended with exit code ${last.exitCode}${last.reason === 'Error' || last.reason === '' ? '' : ` (${last.reason})`}`
}

/** Why MySQL does not answer, where the pod tells; goes after "shop-db-1: ". */
export function whySilent(context: AnalysisContext, instance: InstanceView): string {
  const { pod, mysql } = instance
  if (!pod) return podRefusal(context, instance)?.words ?? (context.observation.kubernetes.reachable ? 'it has no pod yet' : 'nothing is known of its pod')
  if (pod.deleting) return 'its pod is ending'
  const trouble = podTrouble(context, instance)
  if (trouble) return trouble.words
  const stage = initStage(pod)
  if (stage) return stage
  if (pod.phase === 'Pending') return pod.node === null ? 'waiting for a node' : `starting on ${pod.node}`
  if (mysql.state !== 'unreachable') return 'it answers'
  switch (mysql.reason) {
    case 'no-pod':
    case 'not-started':
      return 'its container is starting'
    case 'refused':
      return 'MySQL is starting: it does not accept connections yet'
    case 'timeout':
      return 'MySQL does not answer in time'
    case 'access-denied':
      return `MySQL refuses Podkeeper's account: ${quoteMessage(mysql.message)}`
    case 'error':
      return quoteMessage(mysql.message)
  }
}

/** What its init containers are doing; null when they are done. */
export function initStage(pod: ObservedPod): string | null {
  const init = pod.containers.find((container) => container.kind === 'init' && !(container.state === 'terminated' && container.exitCode === 0))
  if (!init || !pod.containers.some((container) => container.kind === 'init')) return null
  if (pod.initProgress !== null && init.state === 'running') {
    const { stage, fraction } = pod.initProgress
    return fraction === null ? `preparing its volume: ${stage}` : `${stage === 'clone' ? 'copying data from another instance' : `preparing its volume: ${stage}`}, ${formatPercent(fraction)}`
  }
  if (init.state === 'running') return init.name === 'clone-mysql' ? 'preparing its volume' : `running ${init.name}`
  if (init.state === 'terminated') return `${init.name} failed (${terminationWords({ reason: init.reason ?? '', exitCode: init.exitCode ?? 1 }, pod)})`
  return pod.node === null ? null : `starting on ${pod.node}`
}
