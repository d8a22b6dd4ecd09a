import { acknowledgementsOf } from '@/server/contracts/tolerance'
import { isEmpty } from '../analysis/build-context'
import { act, find, wait, type AnalysisContext, type InstanceView } from '../analysis/context'
import { followsPrimary, readGtidSet } from '../analysis/read-replication'
import { forgetAttempts, mayAttempt } from '../analysis/space-attempts'
import { formatCount, formatDuration, joinWords } from '../format-words'
import { containsGtidSet } from '../gtid'
import { isIsolated } from './automation'
import { addRule, sameRule, settleRules, type Holder } from './rules'
import { heldBy, pendingTransfer } from './survivors'

const PAUSE = { firstMs: 1_000, maxMs: 15_000 }
const RETURN_AFTER_MS = 10_000
/** Replicas that are being pointed at a new primary are back within a moment. */
const TOLD_AFTER_MS = 2_000

/** Keeps the primary waiting for as many acknowledgements as are asked for, and the record of what that guarantees. */
export function planAcknowledgements(context: AnalysisContext): void {
  const { memory } = context
  if (memory.bootstrappedAt === null || memory.primary === null || pendingTransfer(context) !== null) return
  releaseReplicas(context)
  // What a primary that does not answer asks for cannot have changed.
  if (!context.trustedPrimary) return
  const required = settleRequired(context)
  noteInForce(context)
  configurePrimary(context, required)
}

/**
 * How many acknowledgements each commit is to wait for now. Written down before the primary is told: a weaker rule may be in force
 * from the next moment on. Also asked before a primary is opened, so that its first commit obeys.
 */
export function settleRequired(context: AnalysisContext): number {
  const { memory } = context
  const members = membersOf(context)
  const required = chooseRequired(context, members)
  const newest = memory.acknowledgements.at(-1)
  if (!newest || !sameRule(newest, { members, required })) memory.acknowledgements = addRule(memory.acknowledgements, { members, required, from: null })
  return required
}

/**
 * A former primary must not wait for acknowledgements of what it applies: nobody gives them. Only when it is closed: whatever
 * client still waited there would else be told that its write was safe.
 */
function releaseReplicas(context: AnalysisContext): void {
  for (const { name, facts, pod } of context.instances) {
    if (name === context.memory.primary || facts?.semiSync?.source.enabled !== true || !facts.superReadOnly || !facts.readOnly || pod?.deleting !== false) continue
    if (!mayAttempt(context, `release/${name}`, PAUSE)) continue
    act(context, { id: `release/${name}`, code: 'RequiringAcknowledgements', instance: name, message: `${name} no longer waits for acknowledgements`, because: 'It is not the primary' }, { type: 'require-acknowledgements', instance: name, count: 0 })
  }
}

/**
 * A replica that a person isolated and whose receiver was stopped in an earlier round already: what the primary has executed by now
 * includes all that it may ever have acknowledged, so that the rule may begin without it.
 */
function isIsolatedForCertain(context: AnalysisContext, instance: InstanceView): boolean {
  const { isolatedSince } = instance.memory
  return isIsolated(context, instance) && isolatedSince !== null && isolatedSince < context.now
}

/** Replicas that may acknowledge: whoever holds data, or is about to. */
function membersOf(context: AnalysisContext): Record<string, number | null> {
  const others = context.instances.filter((instance) => instance.name !== context.memory.primary)
  const members = others.filter(({ memory, facts }) => memory.joinedAt !== null || memory.cloneDonor !== null || (facts !== null && !isEmpty(facts))).filter((instance) => !isIsolatedForCertain(context, instance))
  return Object.fromEntries(members.map(({ name, memory }) => [name, memory.joinedAt]))
}

/** As many as wanted, but not more than have ever joined; fewer only where the policy says so, and never because of a lost volume. */
function chooseRequired(context: AnalysisContext, members: Record<string, number | null>): number {
  const { memory } = context
  const { spec } = context.definition
  if (spec.topology !== 'semisync') {
    Object.assign(memory, { acknowledgementMembers: 0, acknowledgementsLoweredTo: null, acknowledgementsShortSince: null, acknowledgementsEnoughSince: null })
    return 0
  }
  const joined = Object.values(members).filter((at) => at !== null).length
  memory.acknowledgementMembers = Math.min(Math.max(memory.acknowledgementMembers, joined), Math.max(1, spec.instances - 1))
  const most = memory.acknowledgementMembers
  const wanted = Math.min(acknowledgementsOf({ instances: Math.min(spec.instances, most + 1), semiSync: spec.semiSync }), most)
  if (joined === 0 && most === 0) return 0
  noteShortage(context, connectedReplicas(context).length, wanted)
  explainShortage(context, wanted)
  return Math.min(wanted, memory.acknowledgementsLoweredTo ?? wanted)
}

/** Lowers what is asked for when the policy says so and the shortage has lasted; raises it again when enough have been there for a while. */
function noteShortage(context: AnalysisContext, connected: number, wanted: number): void {
  const { memory, now } = context
  const { whenShort, degradeAfterSeconds } = context.definition.spec.semiSync
  if (connected < wanted) {
    Object.assign(memory, { acknowledgementsShortSince: memory.acknowledgementsShortSince ?? now, acknowledgementsEnoughSince: null })
    const lasted = now - (memory.acknowledgementsShortSince ?? now) >= degradeAfterSeconds * 1_000
    if (whenShort === 'degrade' && lasted && connected < (memory.acknowledgementsLoweredTo ?? wanted)) memory.acknowledgementsLoweredTo = connected
  } else {
    Object.assign(memory, { acknowledgementsShortSince: null, acknowledgementsEnoughSince: memory.acknowledgementsEnoughSince ?? now })
    if (now - (memory.acknowledgementsEnoughSince ?? now) >= RETURN_AFTER_MS) memory.acknowledgementsLoweredTo = null
  }
  if (whenShort === 'wait') memory.acknowledgementsLoweredTo = null
}

/** Too few are there: commits wait, or go on with fewer, and an alarm says so. */
function explainShortage(context: AnalysisContext, wanted: number): void {
  const { memory, now } = context
  const { whenShort, degradeAfterSeconds } = context.definition.spec.semiSync
  const connected = connectedReplicas(context)
  const lowered = memory.acknowledgementsLoweredTo
  const away = context.instances.filter((instance) => instance.wanted && instance.name !== memory.primary && !connected.includes(instance)).map(({ name }) => name)
  const replicas = `${connected.length} of ${formatCount(wanted, 'replica')} that must acknowledge ${connected.length === 1 ? 'does' : 'do'}${away.length === 0 ? '' : ` (not ${joinWords(away)})`}`
  if (lowered !== null && lowered < wanted) {
    const left = lowered === 0 ? 'If the primary is lost now, its newest writes are lost' : 'Fewer losses are survived than wanted'
    find(context, { code: 'AcknowledgementsDegraded', level: 'attention', message: `${replicas}: commits go on with ${lowered === 0 ? 'none' : lowered}, as the policy says. ${left}`, action: 'Bring the replicas back; Podkeeper then asks for all acknowledgements again' })
  }
  const shortMs = memory.acknowledgementsShortSince === null ? 0 : now - memory.acknowledgementsShortSince
  if (connected.length >= (lowered ?? wanted) || shortMs < TOLD_AFTER_MS) return
  const next = whenShort === 'wait' ? 'Commits wait until enough are back: the policy never lets them go on with fewer' : `Commits wait; with fewer they go on in ${formatDuration(degradeAfterSeconds * 1_000 - shortMs)}`
  find(context, { code: 'CommitsWait', level: 'broken', message: `${replicas}. ${next}`, action: whenShort === 'wait' ? 'Bring the replicas back. If writing matters more than safety, set the policy to degrade in the settings' : null })
}

/** Replicas that acknowledge now, as they see it themselves. */
export function connectedReplicas(context: AnalysisContext): InstanceView[] {
  return context.instances.filter((instance) => instance.name !== context.memory.primary && instance.facts?.replication?.ioThread === 'on' && followsPrimary(context, instance) && instance.facts.semiSync?.replica.active === true && instance.verdict.errantCount === 0)
}

/** The newest rule counts from the moment when the primary was seen to ask for it; earlier ones go when it covers what they did. */
function noteInForce(context: AnalysisContext): void {
  const { memory, trustedPrimary } = context
  const newest = memory.acknowledgements.at(-1)
  const source = trustedPrimary?.facts?.semiSync?.source ?? null
  if (newest && trustedPrimary?.facts && newest.from === null && newest.required > 0 && source?.enabled === true && source.active && source.waitForReplicaCount >= newest.required) {
    memory.acknowledgements = [...memory.acknowledgements.slice(0, -1), { ...newest, from: trustedPrimary.facts.gtidExecuted }]
  }
  const holders: Holder[] = context.instances.filter((instance) => instance.facts !== null && instance.name !== memory.primary && instance.verdict.errantCount === 0).map(({ name, memory: { joinedAt } }) => ({ name, joinedAt }))
  memory.acknowledgements = settleRules(memory.acknowledgements, holders, (name, gtidSet) => {
    const instance = context.instances.find((candidate) => candidate.name === name)
    return instance !== undefined && containsGtidSet(heldBy(instance), readGtidSet(gtidSet))
  })
}

/** @returns whether the primary asks for as many acknowledgements as the newest rule says */
export function asksEnough(context: AnalysisContext, primary: InstanceView): boolean {
  const required = context.memory.acknowledgements.at(-1)?.required ?? 0
  const source = primary.facts?.semiSync?.source ?? null
  return required === 0 || (source?.enabled === true && source.waitForReplicaCount === required)
}

function configurePrimary(context: AnalysisContext, required: number): void {
  const primary = context.trustedPrimary
  const semiSync = primary?.facts?.semiSync ?? null
  if (!primary) return
  if (semiSync === null) {
    if (required > 0) find(context, { code: 'SemiSyncMissing', level: 'attention', instance: primary.name, message: `${primary.name} runs without the semi-sync plugins, so that commits do not wait for replicas`, action: 'It gets them when it is restarted on its new template' })
    return
  }
  const id = `acknowledgements/${primary.name}`
  if (required === 0 ? !semiSync.source.enabled : asksEnough(context, primary)) return forgetAttempts(context, id)
  const message = required === 0 ? `${primary.name} no longer waits for acknowledgements` : `${primary.name} waits for ${formatCount(required, 'acknowledgement')} of each commit`
  if (mayAttempt(context, id, PAUSE)) act(context, { id, code: 'RequiringAcknowledgements', instance: primary.name, message, because: required === 0 ? 'No replica has joined yet, or the cluster is asynchronous' : 'So that an acknowledged write survives the loss of the primary', tell: 'info' }, { type: 'require-acknowledgements', instance: primary.name, count: required })
  else wait(context, { id, code: 'RequiringAcknowledgements', instance: primary.name, message: `Waiting to see that ${message}` })
}
