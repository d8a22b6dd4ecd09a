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

/** Keeps the primary waiting for as many acknowledgements as are asked for, and the record of what that guarantees. */
export function planAcknowledgements(context: AnalysisContext): void {
  const { memory } = context
  if (memory.bootstrappedAt === null || memory.primary === null || pendingTransfer(context) !== null) return
  const members = membersOf(context)
  const required = chooseRequired(context, members)
  const newest = memory.acknowledgements.at(-1)
  // Written down before the primary is told: a weaker rule may be in force from the next moment on.
  if (!newest || !sameRule(newest, { members, required })) memory.acknowledgements = addRule(memory.acknowledgements, { members, required, from: null })
  noteInForce(context)
  configurePrimary(context, required)
  releaseReplicas(context)
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

/** As many as wanted, but not more than have joined; fewer only where the policy says so. */
function chooseRequired(context: AnalysisContext, members: Record<string, number | null>): number {
  const { spec } = context.definition
  if (spec.topology !== 'semisync') return 0
  const joined = Object.values(members).filter((at) => at !== null).length
  const wanted = Math.min(acknowledgementsOf({ instances: Math.min(spec.instances, joined + 1), semiSync: spec.semiSync }), joined)
  const connected = connectedReplicas(context).length
  noteShortage(context, connected < wanted)
  const current = Math.min(wanted, context.memory.acknowledgements.at(-1)?.required ?? wanted)
  if (connected < wanted) return shortOf(context, wanted, connected, current)
  const enoughMs = context.memory.acknowledgementsEnoughSince === null ? Infinity : context.now - context.memory.acknowledgementsEnoughSince
  // After fewer had to do, all are asked for again only when they have been there for a while.
  return current < wanted && isDegraded(context) && enoughMs < RETURN_AFTER_MS ? current : wanted
}

/** Whether fewer are asked for now because of a shortage, as opposed to a cluster that has just begun or was made larger. */
function isDegraded(context: AnalysisContext): boolean {
  return context.memory.acknowledgementsEnoughSince !== null
}

function noteShortage(context: AnalysisContext, short: boolean): void {
  const { memory, now } = context
  if (short) Object.assign(memory, { acknowledgementsShortSince: memory.acknowledgementsShortSince ?? now, acknowledgementsEnoughSince: null })
  else if (memory.acknowledgementsShortSince !== null) Object.assign(memory, { acknowledgementsShortSince: null, acknowledgementsEnoughSince: now })
}

/** Too few are there: commits wait, or go on with fewer when the policy says so and it has lasted. */
function shortOf(context: AnalysisContext, wanted: number, connected: number, current: number): number {
  const { semiSync } = context.definition.spec
  const shortMs = context.now - (context.memory.acknowledgementsShortSince ?? context.now)
  const away = joinWords(context.instances.filter((instance) => instance.wanted && instance.name !== context.memory.primary && !connectedReplicas(context).includes(instance)).map(({ name }) => name))
  const replicas = `${formatCount(connected, 'replica')} of ${wanted} ${connected === 1 ? 'acknowledges' : 'acknowledge'}${away === '' ? '' : ` (not ${away})`}`
  if (semiSync.whenShort === 'wait' || (shortMs < semiSync.degradeAfterSeconds * 1_000 && current > connected)) {
    const next = semiSync.whenShort === 'wait' ? 'Commits wait until enough are back: the policy never lets them go on with fewer' : `Commits wait; with fewer they go on in ${formatDuration(semiSync.degradeAfterSeconds * 1_000 - shortMs)}`
    if (connected < current) find(context, { code: 'CommitsWait', level: 'broken', message: `${replicas}. ${next}`, action: semiSync.whenShort === 'wait' ? 'Bring the replicas back. If writing matters more than safety, set the policy to degrade in the settings' : null })
    return current
  }
  find(context, { code: 'AcknowledgementsDegraded', level: 'attention', message: `${replicas}: commits go on with ${connected === 0 ? 'none' : connected}, as the policy says. ${connected === 0 ? 'If the primary is lost now, its newest writes are lost' : 'Fewer losses are survived than wanted'}`, action: 'Bring the replicas back; Podkeeper then asks for all acknowledgements again' })
  return Math.min(current, connected)
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
