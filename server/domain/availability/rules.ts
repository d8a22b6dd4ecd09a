import type { AcknowledgementRule } from '../memory'

/** A replica that can be counted on: by name, and when its present data joined. */
export interface Holder {
  name: string
  /** ms; null: it never replicated on its present volume */
  joinedAt: number | null
}

export interface Shortfall {
  /** reachable members that count */
  have: number
  need: number
  /** nothing is known of where committed transactions are: none had to be acknowledged, or that was never seen in force */
  unknowable: boolean
}

/**
 * With N instances (the members and the primary) and W acknowledgements, each acknowledged transaction is on W of the N − 1
 * members; any R ≥ N − W of them include one that has it. Derived in mysql-operations, section 8; moco uses the same numbers.
 */
export function membersNeeded(rule: AcknowledgementRule): number {
  return Object.keys(rule.members).length + 1 - rule.required
}

/**
 * Whether `holders` together have every acknowledged transaction, by every rule that may still be the one that covers it.
 * @returns null when they do; else the worst shortfall
 */
export function findShortfall(rules: readonly AcknowledgementRule[], holders: readonly Holder[]): Shortfall | null {
  if (rules.length === 0) return { have: holders.length, need: holders.length + 1, unknowable: true }
  let worst: Shortfall | null = null
  for (const [index, rule] of rules.entries()) {
    // The oldest covers all that came before it: one that was never seen in force covers nothing.
    const unknowable = rule.required === 0 || (index === 0 && rule.from === null)
    const have = holders.filter((holder) => counts(rule, holder)).length
    const need = membersNeeded(rule)
    if (!unknowable && have >= need) continue
    const shortfall = { have, need, unknowable }
    if (worst === null || shortfall.need - shortfall.have > worst.need - worst.have) worst = shortfall
  }
  return worst
}

/** One that lost its volume since acknowledged on data that is gone. */
function counts(rule: AcknowledgementRule, holder: Holder): boolean {
  return holder.joinedAt !== null && rule.members[holder.name] === holder.joinedAt
}

export function sameRule(a: Pick<AcknowledgementRule, 'members' | 'required'>, b: Pick<AcknowledgementRule, 'members' | 'required'>): boolean {
  const names = Object.keys(a.members)
  return a.required === b.required && names.length === Object.keys(b.members).length && names.every((name) => name in b.members && a.members[name] === b.members[name])
}

const RULES_MAX = 8

/** Puts a rule in force beside those that earlier transactions obey. What cannot be kept apart any more counts as unknowable. */
export function addRule(rules: readonly AcknowledgementRule[], rule: AcknowledgementRule): AcknowledgementRule[] {
  if (rules.length < RULES_MAX) return [...rules, rule]
  const members = Object.assign({}, ...rules.map((one) => one.members)) as Record<string, number | null>
  return [{ members, required: 0, from: null }, rule]
}

/**
 * Drops the rules before the newest when `required` of its members have received what the primary had executed when it took effect:
 * everything earlier is then on as many members as the newest rule asks for.
 * @param hasReceived whether a member holds a GTID set, applied or not
 */
export function settleRules(rules: readonly AcknowledgementRule[], holders: readonly Holder[], hasReceived: (name: string, gtidSet: string) => boolean): AcknowledgementRule[] {
  const newest = rules.at(-1)
  if (!newest || rules.length === 1 || newest.from === null || newest.required === 0) return [...rules]
  const from = newest.from
  const have = holders.filter((holder) => counts(newest, holder) && hasReceived(holder.name, from)).length
  return have >= newest.required ? [newest] : [...rules]
}
