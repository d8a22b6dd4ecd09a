import type { Action, Analysis, Decision } from '@/server/domain/decision'
import { parseGtidSet, unionGtidSets, formatGtidSet } from '@/server/domain/gtid'
import type { MysqlObservation } from '@/server/domain/observation'
import type { OperatorMemory } from '@/server/domain/memory'
import { acknowledgementsOf } from '@/server/contracts/tolerance'
import type { Mutation, RoundInput } from './round-input'

type Facts = Extract<MysqlObservation, { state: 'answering' }>

const factsOf = (input: RoundInput, name: string | null): Facts | null => {
  const seen = input.observation.mysql[name ?? '']
  return seen?.state === 'answering' ? seen : null
}

const without = (analysis: Analysis, drops: (action: Action, decision: Decision) => boolean): Analysis => ({ ...analysis, decisions: analysis.decisions.filter((decision) => decision.action === null || !drops(decision.action, decision)) })

/** The observation with changed facts of instances that answer. */
function lookDifferently(input: RoundInput, change: (facts: Facts, name: string) => Facts): RoundInput {
  const mysql = Object.fromEntries(Object.entries(input.observation.mysql).map(([name, seen]) => [name, seen.state === 'answering' ? change(seen, name) : seen]))
  return { ...input, observation: { ...input.observation, mysql } }
}

const isSilent = (input: RoundInput) => factsOf(input, input.memory.primary) === null

const failover = ({ transfer }: OperatorMemory, ...stages: string[]) => transfer !== null && transfer.kind === 'failover' && stages.includes(transfer.stage)

/** Of rules that ask for acknowledgements, one member that is away is not needed. */
const QUORUM_TOO_SMALL: Mutation = {
  id: 'quorum-one-less', what: 'A failover needs one replica less than N − W',
  see(input) {
    if (!isSilent(input)) return input
    const acknowledgements = input.memory.acknowledgements.map((rule) => {
      const away = Object.keys(rule.members).find((name) => name !== input.memory.primary && factsOf(input, name) === null)
      return away === undefined ? rule : { ...rule, members: Object.fromEntries(Object.entries(rule.members).filter(([name]) => name !== away)) }
    })
    return { ...input, memory: { ...input.memory, acknowledgements } }
  },
  decide(analysis, input) {
    return analysis.memory.epoch === input.memory.epoch && isSilent(input) ? { ...analysis, memory: { ...analysis.memory, acknowledgements: input.memory.acknowledgements } } : analysis
  },
}

const NO_FENCE: Mutation = {
  id: 'no-io-stop', what: 'Replicas go on receiving from the old primary while another is chosen',
  see(input) {
    if (!isSilent(input)) return input
    return lookDifferently(input, (facts) => (facts.replication === null || !failover(input.memory, 'fence', 'elect', 'catch-up') ? facts : { ...facts, replication: { ...facts.replication, ioThread: 'off' } }))
  },
  decide: (analysis) => without(analysis, ({ type }, { code }) => type === 'stop-replication' && code === 'Fencing'),
}

const LOWEST_ORDINAL: Mutation = {
  id: 'elects-lowest-ordinal', what: 'The replica with the lowest ordinal takes over instead of the one that has everything',
  decide(analysis, input) {
    const { transfer } = analysis.memory
    if (transfer === null || transfer.kind !== 'failover' || transfer.to === null || (input.memory.transfer?.to ?? null) !== null) return analysis
    const lowest = Object.keys(input.observation.mysql).sort().find((name) => name !== transfer.from && factsOf(input, name) !== null && input.memory.instances[name]?.joinedAt != null)
    const facts = factsOf(input, lowest ?? null)
    if (lowest === undefined || facts === null || lowest === transfer.to) return analysis
    const held = formatGtidSet(unionGtidSets(parseGtidSet(facts.gtidExecuted), parseGtidSet(facts.replication?.retrievedGtidSet ?? '')))
    const committed = analysis.memory.primary !== input.memory.primary
    const memory = { ...analysis.memory, transfer: { ...transfer, to: lowest, position: held } }
    return { ...analysis, memory: committed ? { ...memory, primary: lowest, primaryGtidExecuted: held, primaryServerUuid: facts.serverUuid } : memory }
  },
}

const OPENS_FIRST: Mutation = {
  id: 'opens-before-acknowledgements', what: 'A primary is opened before it waits for acknowledgements and follows nobody',
  decide(analysis) {
    const opened = analysis.decisions.find(({ action }) => action?.type === 'make-writable')
    if (!opened) return analysis
    return without(analysis, ({ type }) => type === 'detach-from-source' || type === 'require-acknowledgements')
  },
}

const NO_APPLY: Mutation = {
  id: 'does-not-wait-for-apply', what: 'The one that takes over is opened with received transactions unapplied',
  see(input) {
    const { transfer, primary } = input.memory
    if (!failover(input.memory, 'catch-up', 'promote', 'verify')) return input
    const to = transfer?.to ?? primary
    const memory = transfer?.stage === 'catch-up' ? { ...input.memory, transfer: { ...transfer, position: '' } } : input.memory
    return lookDifferently({ ...input, memory }, (facts, name) => (name !== to || facts.replication === null ? facts : { ...facts, replication: { ...facts.replication, retrievedGtidSet: '' } }))
  },
  decide(analysis) {
    const { transfer } = analysis.memory
    return transfer !== null && failover(analysis.memory, 'catch-up') ? { ...analysis, memory: { ...analysis.memory, transfer: { ...transfer, position: '' } } } : analysis
  },
}

/** A replica that was copied anew counts as if it still had what it acknowledged before. */
const FORGETS_JOINED: Mutation = {
  id: 'ignores-joined-at', what: 'A replica that lost its volume still counts for what it acknowledged before',
  see(input) {
    const instances = Object.fromEntries(Object.entries(input.memory.instances).map(([name, memory]) => [name, memory]))
    const acknowledgements = input.memory.acknowledgements.map((rule) => ({ ...rule, members: Object.fromEntries(Object.entries(rule.members).map(([name, at]) => [name, instances[name]?.joinedAt ?? at])) }))
    return isSilent(input) ? { ...input, memory: { ...input.memory, acknowledgements } } : input
  },
}

const SILENCE_ALONE: Mutation = {
  id: 'silence-alone', what: 'A primary that does not answer Podkeeper counts as lost, whatever others see',
  see(input) {
    if (!isSilent(input) || input.memory.transfer !== null) return input
    const { primary } = input.memory
    const pods = input.observation.kubernetes.pods.map((pod) => (pod.name === primary ? { ...pod, nodeReady: false } : pod))
    return { ...input, observation: { ...input.observation, kubernetes: { ...input.observation.kubernetes, pods } } }
  },
}

const FULL_RULE_AT_COMMIT: Mutation = {
  id: 'full-rule-at-commit', what: 'At the commit point earlier writes count as acknowledged by all replicas',
  decide(analysis, input) {
    const { memory } = analysis
    if (memory.epoch === input.memory.epoch || input.definition.spec.topology !== 'semisync') return analysis
    const members = Object.fromEntries(Object.entries(memory.instances).filter(([name, { joinedAt }]) => name !== memory.primary && joinedAt !== null).map(([name, { joinedAt }]) => [name, joinedAt]))
    const required = Math.min(Object.keys(members).length, acknowledgementsOf(input.definition.spec))
    return { ...analysis, memory: { ...memory, acknowledgements: [{ members, required, from: memory.primaryGtidExecuted }] } }
  },
}

const RELEASES_OPEN: Mutation = {
  id: 'releases-open-former-primary', what: 'A former primary stops waiting for acknowledgements while it is still open',
  decide(analysis, input) {
    const { primary } = analysis.memory
    const open = Object.keys(input.observation.mysql).filter((name) => name !== primary && factsOf(input, name)?.superReadOnly === false)
    const releases = open.map((instance): Decision => ({ id: `mutant/${instance}`, kind: 'act', code: 'RequiringAcknowledgements', instance, message: `${instance} no longer waits for acknowledgements`, because: null, progress: null, action: { type: 'require-acknowledgements', instance, count: 0 } }))
    return { ...analysis, decisions: [...releases, ...analysis.decisions] }
  },
}

const NEVER_CLOSES: Mutation = {
  id: 'never-closes-others', what: 'An open server that is not the primary is left open',
  decide: (analysis) => without(analysis, ({ type }, { id }) => type === 'make-read-only' && id.startsWith('close/')),
}

const SWITCHES_OVER_OPEN: Mutation = {
  id: 'switchover-without-closing', what: 'A switchover goes on while the old primary still takes writes',
  see: (input) => (input.memory.transfer?.kind !== 'switchover' || input.memory.transfer.stage !== 'stop-writes' ? input : lookDifferently(input, (facts, name) => (name === input.memory.primary ? { ...facts, superReadOnly: true, readOnly: true } : facts))),
}

const KEEPS_ERRANT_READS: Mutation = {
  id: 'never-leaves-reads', what: 'A replica once in the read service stays there',
  decide: (analysis) => without(analysis, (action) => action.type === 'label-pod' && Object.entries(action.labels).some(([label, value]) => label.endsWith('/reads') && value === null)),
}

const STORES_LATE: Mutation = { id: 'stores-after-acting', what: 'What was decided is stored only after it was done', storesLate: true }

const LOWERS_SILENTLY: Mutation = {
  id: 'degrades-at-once', what: 'When replicas are away commits go on without them, whatever the policy says',
  decide(analysis, input) {
    const { primary } = analysis.memory
    const facts = factsOf(input, primary)
    const short = input.definition.spec.topology === 'semisync' && facts?.semiSync?.source.enabled === true && facts.semiSync.source.clients < facts.semiSync.source.waitForReplicaCount
    if (!short || primary === null) return analysis
    const release: Decision = { id: 'mutant/degrade', kind: 'act', code: 'RequiringAcknowledgements', instance: primary, message: `${primary} no longer waits for acknowledgements`, because: null, progress: null, action: { type: 'require-acknowledgements', instance: primary, count: 0 } }
    return { ...analysis, decisions: [...analysis.decisions, release] }
  },
}

/** Mistakes that the simulation has to find out. */
export const MUTATIONS: readonly Mutation[] = [
  QUORUM_TOO_SMALL, NO_FENCE, LOWEST_ORDINAL, OPENS_FIRST, NO_APPLY, FORGETS_JOINED, SILENCE_ALONE, FULL_RULE_AT_COMMIT, RELEASES_OPEN, NEVER_CLOSES, SWITCHES_OVER_OPEN, KEEPS_ERRANT_READS, STORES_LATE, LOWERS_SILENTLY,
]
