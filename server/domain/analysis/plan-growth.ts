import { formatBytes, formatCount, formatDuration, joinWords, quoteMessage } from '../format-words'
import type { ObservedClaim } from '../observation'
import { act, find, wait, type AnalysisContext } from './context'
import { isOurClaim } from './own-claims'
import { forgetAttempts, mayAttempt, pauseLeftMs } from './space-attempts'

const PAUSE = { firstMs: 2_000, maxMs: 60_000 }
/** Drivers enlarge a volume within seconds, some clouds within minutes. */
const GROWTH_EXPECTED_WITHIN_MS = 10 * 60_000
/** Drivers try again with pauses of at most about 5 minutes: an older failure says nothing about now. */
const FAILURE_COUNTS_MS = 10 * 60_000

/**
 * Makes volumes as large as the definition says; never smaller, and what is larger stays so. One claim goes first, of a
 * replica where there is one: were the class or its driver unable, one volume would hang and not all. When that one is through,
 * all others are asked for at once, because growing interrupts nothing and a volume that is full is urgent.
 */
export function planGrowth(context: AnalysisContext): void {
  chooseTemplateSize(context)
  const claims = ownClaims(context)
  const small = claims.filter((claim) => !isAsked(context, claim))
  const growing = claims.filter((claim) => isAsked(context, claim) && !hasGrown(context, claim))
  for (const claim of growing) takeBack(context, claim)
  for (const claim of growing) watchGrowth(context, claim)
  for (const claim of small) explainRefusal(context, claim)
  for (const claim of chooseNext(context, { claims, small, growing })) askFor(context, claim)
  if (small.length + growing.length > 0) tellProgress(context, claims)
}

const wantedBytes = (context: AnalysisContext) => context.definition.spec.storage.sizeBytes

/** Claims of the instances that the cluster has; those that were kept grow when they are taken up again. */
export function ownClaims(context: AnalysisContext): ObservedClaim[] {
  return context.observation.kubernetes.claims.filter((claim) => claim.ordinal < context.replicas && !claim.deleting && isOurClaim(context, claim))
}

const isAsked = (context: AnalysisContext, claim: ObservedClaim) => claim.requestedBytes >= wantedBytes(context)

/** A claim without a volume yet is made with the size that it asks for. */
export const hasGrown = (context: AnalysisContext, claim: ObservedClaim) => claim.capacityBytes === null ? isAsked(context, claim) : claim.capacityBytes >= wantedBytes(context)

/** New instances get the new size once it was accepted for all that there are. */
function chooseTemplateSize(context: AnalysisContext): void {
  const sizeBytes = context.observation.kubernetes.statefulSet?.volumeSizeBytes ?? null
  const accepted = ownClaims(context).every((claim) => isAsked(context, claim))
  context.memory.templateSizeBytes = sizeBytes === null || accepted ? wantedBytes(context) : sizeBytes
}

function chooseNext(context: AnalysisContext, { claims, small, growing }: Record<'claims' | 'small' | 'growing', ObservedClaim[]>): ObservedClaim[] {
  const proven = claims.some((claim) => isAsked(context, claim) && (hasGrown(context, claim) || (claim.growth?.stage === 'file-system' && claim.growth.problem === null)))
  if (proven) return small
  if (growing.length === 0) return small.length === 0 ? [] : [chooseFirst(context, small)]
  for (const claim of small) wait(context, { id: `grow-later/${claim.name}`, code: 'WaitingForFirstVolume', message: `Volume ${claim.name} grows when that of ${growing[0]?.name ?? ''} has`, because: 'The first one shows whether the storage class can' })
  return []
}

/** Its pod runs, so that the file system can grow at once; a replica, the highest ordinal. `small` is not empty. */
function chooseFirst(context: AnalysisContext, small: readonly ObservedClaim[]): ObservedClaim {
  const rank = (claim: ObservedClaim) => (runs(context, claim) ? 0 : 2) + (context.names.instance(claim.ordinal) === context.memory.primary ? 1 : 0)
  const first = [...small].sort((a, b) => rank(a) - rank(b) || b.ordinal - a.ordinal)[0]
  if (!first) throw new Error('No volume is too small')
  return first
}

const runs = (context: AnalysisContext, claim: ObservedClaim) => context.observation.kubernetes.pods.some((pod) => pod.ours && pod.ordinal === claim.ordinal && pod.phase === 'Running' && !pod.deleting)

const growthId = (claim: ObservedClaim) => `grow/${claim.name}`
const growthKey = (claim: ObservedClaim) => `grow/${claim.uid}`

function askFor(context: AnalysisContext, claim: ObservedClaim): void {
  const id = growthId(claim)
  const sizeBytes = wantedBytes(context)
  if (!mayAttempt(context, growthKey(claim), PAUSE)) {
    const message = claim.lastProblem ? `Kubernetes refused to enlarge volume ${claim.name}; tried again in ${formatDuration(pauseLeftMs(context, growthKey(claim)))}` : `Waiting to see that volume ${claim.name} was asked to grow`
    return wait(context, { id, code: 'WaitingForGrowth', message, because: claim.lastProblem?.detail ?? null })
  }
  act(context, {
    id, code: 'GrowingVolume', message: `Enlarging volume ${claim.name} from ${formatBytes(claim.capacityBytes ?? claim.requestedBytes)} to ${formatBytes(sizeBytes)}`,
    because: 'The definition asks for it; MySQL runs on meanwhile', tell: 'info',
  }, { type: 'grow-claim', claim: claim.name, sizeBytes })
}

function explainRefusal(context: AnalysisContext, { name, ordinal, lastProblem }: ObservedClaim): void {
  if (!lastProblem) return
  const quota = lastProblem.code === 'kubernetes.quota-exceeded'
  find(context, {
    code: quota ? 'QuotaExceeded' : lastProblem.code === 'kubernetes.forbidden' ? 'PermissionMissing' : 'VolumeGrowthRefused', level: 'attention', instance: context.names.instance(ordinal),
    message: `Kubernetes refused to enlarge volume ${name}: ${quoteMessage(lastProblem.detail)}`,
    action: `${lastProblem.action ?? 'Correct the cause; Podkeeper goes on trying.'} Or set the size back in Settings`,
  })
}

function watchGrowth(context: AnalysisContext, claim: ObservedClaim): void {
  forgetAttempts(context, growthKey(claim))
  const id = growthId(claim)
  const { name } = claim
  const instance = context.names.instance(claim.ordinal)
  const to = formatBytes(wantedBytes(context))
  wait(context, { id, code: 'WaitingForGrowth', message: `Volume ${name} grows to ${to}: ${stageOf(context, claim)}` })
  const problem = problemOf(context, claim)
  const sinceMs = context.now - (context.previous.decisionsSince[id] ?? context.now)
  const look = `kubectl -n ${context.definition.namespace} describe pvc ${name}`
  if (problem !== null) {
    find(context, { code: 'VolumeGrowthFailed', level: 'attention', instance, message: `Volume ${name} does not grow to ${to}: ${quoteMessage(problem)}`, action: `Ask who runs the storage; its driver goes on trying. Look at it: ${look}. Or set the size back in Settings` })
  } else if (sinceMs > GROWTH_EXPECTED_WITHIN_MS) {
    find(context, { code: 'VolumeGrowthSlow', level: 'attention', instance, message: `Volume ${name} has been growing to ${to} for ${formatDuration(sinceMs)}: ${stageOf(context, claim)}`, action: `Look at it: ${look}` })
  }
}

/** What it is at, in words. */
export function stageOf(context: AnalysisContext, claim: ObservedClaim): string {
  switch (claim.growth?.stage) {
    case undefined:
      return 'the storage driver has not begun'
    case 'volume':
      return 'the storage driver enlarges it'
    case 'file-system':
      return runs(context, claim) ? 'its node enlarges the file system' : `its file system grows when ${context.names.instance(claim.ordinal)} runs`
  }
}

/** What the claim says, else the newest failure that the driver or the node wrote down as an event. */
function problemOf(context: AnalysisContext, claim: ObservedClaim): string | null {
  if (claim.growth && claim.growth.problem !== null) return claim.growth.problem
  const failures = context.observation.kubernetes.events.filter(({ type, reason, object, lastAt }) =>
    type === 'Warning' && /ResizeFailed/.test(reason) && context.now - lastAt < FAILURE_COUNTS_MS
    && ((object.kind === 'PersistentVolumeClaim' && object.name === claim.name) || (object.kind === 'Pod' && object.name === context.names.instance(claim.ordinal))))
  return failures.at(-1)?.message ?? null
}

/** The definition was set back while a volume could not grow: it is told to stop trying, as far as Kubernetes lets it. */
function takeBack(context: AnalysisContext, claim: ObservedClaim): void {
  const sizeBytes = wantedBytes(context)
  const { capacityBytes, requestedBytes, name } = claim
  if (capacityBytes === null || requestedBytes <= sizeBytes || requestedBytes <= capacityBytes || sizeBytes <= capacityBytes) return
  if (!mayAttempt(context, `${growthKey(claim)}/back`, PAUSE)) return
  act(context, { id: growthId(claim), code: 'GrowingVolume', message: `Asking for ${formatBytes(sizeBytes)} instead of ${formatBytes(requestedBytes)} for volume ${name}`, because: 'The definition was set back' }, { type: 'grow-claim', claim: name, sizeBytes })
}

function tellProgress(context: AnalysisContext, claims: readonly ObservedClaim[]): void {
  const left = claims.filter((claim) => !hasGrown(context, claim))
  if (left.length === 0) return
  find(context, { code: 'VolumesGrowing', level: 'working', message: `${formatCount(claims.length - left.length, 'volume')} of ${claims.length} ${claims.length - left.length === 1 ? 'has' : 'have'} ${formatBytes(wantedBytes(context))}; ${joinWords(left.map(({ name }) => name))} ${left.length === 1 ? 'grows' : 'grow'}` })
}
