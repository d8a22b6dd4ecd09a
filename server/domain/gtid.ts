/**
 * GTID sets as MySQL 8.3 and newer write them: `uuid:1-5:7`, several separated by commas, and tagged ones
 * (`uuid:tag:1-5`, or after untagged intervals of the same UUID: `uuid:1-5:tag:1-3`).
 * Keys are `uuid` or `uuid:tag`; intervals are closed, ascending, and neither overlap nor touch.
 */
export type GtidSet = ReadonlyMap<string, readonly GtidInterval[]>
export interface GtidInterval { first: number; last: number }

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const INTERVAL = /^(\d+)(?:-(\d+))?$/
const TAG = /^[a-z_][a-z0-9_]{0,31}$/

export const EMPTY_GTID_SET: GtidSet = new Map()

/** @throws Error with the part that is not understood */
export function parseGtidSet(text: string): GtidSet {
  const intervals = new Map<string, GtidInterval[]>()
  for (const part of text.toLowerCase().split(',')) {
    const trimmed = part.replace(/\s+/g, '')
    if (trimmed !== '') parsePart(trimmed, intervals)
  }
  return new Map([...intervals].map(([key, list]) => [key, mergeIntervals(list)] as const).sort(byKey))
}

function parsePart(part: string, into: Map<string, GtidInterval[]>): void {
  const [uuid = '', ...tokens] = part.split(':')
  if (!UUID.test(uuid) || tokens.length === 0) throw new Error(`"${part.slice(0, 80)}" is not a GTID set`)
  let key = uuid
  for (const token of tokens) {
    const interval = INTERVAL.exec(token)
    if (interval) {
      const first = Number(interval[1])
      const last = interval[2] === undefined ? first : Number(interval[2])
      if (first < 1 || last < first) throw new Error(`"${token}" is not an interval of transactions`)
      const list = into.get(key)
      if (list) list.push({ first, last })
      else into.set(key, [{ first, last }])
    } else if (TAG.test(token)) key = `${uuid}:${token}`
    else throw new Error(`"${token.slice(0, 80)}" is neither an interval nor a tag`)
  }
}

function mergeIntervals(list: readonly GtidInterval[]): GtidInterval[] {
  const merged: GtidInterval[] = []
  for (const { first, last } of [...list].sort((a, b) => a.first - b.first)) {
    const previous = merged.at(-1)
    if (previous && first <= previous.last + 1) previous.last = Math.max(previous.last, last)
    else merged.push({ first, last })
  }
  return merged
}

const byKey = (a: readonly [string, unknown], b: readonly [string, unknown]) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0)

/** As MySQL writes it, one entry per UUID and tag. */
export function formatGtidSet(set: GtidSet): string {
  return [...set]
    .sort(byKey)
    .map(([key, list]) => `${key}:${list.map(({ first, last }) => (first === last ? `${first}` : `${first}-${last}`)).join(':')}`)
    .join(',')
}

export function unionGtidSets(a: GtidSet, b: GtidSet): GtidSet {
  const result = new Map(a)
  for (const [key, list] of b) result.set(key, mergeIntervals([...(result.get(key) ?? []), ...list]))
  return new Map([...result].sort(byKey))
}

/** Transactions of `from` that are not in `without`. */
export function subtractGtidSets(from: GtidSet, without: GtidSet): GtidSet {
  const result = new Map<string, readonly GtidInterval[]>()
  for (const [key, list] of from) {
    const rest = subtractIntervals(list, without.get(key) ?? [])
    if (rest.length > 0) result.set(key, rest)
  }
  return result
}

function subtractIntervals(from: readonly GtidInterval[], without: readonly GtidInterval[]): GtidInterval[] {
  const rest: GtidInterval[] = []
  let index = 0
  for (const { first, last } of from) {
    let next = first
    for (let cut = without[index]; cut && cut.last < next; cut = without[++index]);
    for (let i = index, cut = without[i]; cut && cut.first <= last; cut = without[++i]) {
      if (cut.first > next) rest.push({ first: next, last: cut.first - 1 })
      next = Math.max(next, cut.last + 1)
    }
    if (next <= last) rest.push({ first: next, last })
  }
  return rest
}

/** Whether `set` holds every transaction of `part`; true for an empty part. */
export function containsGtidSet(set: GtidSet, part: GtidSet): boolean {
  return subtractGtidSets(part, set).size === 0
}

export function countGtids(set: GtidSet): number {
  let count = 0
  for (const list of set.values()) for (const { first, last } of list) count += last - first + 1
  return count
}

/** Without the transactions that the server `uuid` wrote itself, tagged or not. */
export function withoutServer(set: GtidSet, uuid: string): GtidSet {
  const own = uuid.toLowerCase()
  return new Map([...set].filter(([key]) => key !== own && !key.startsWith(`${own}:`)))
}

/** Only the transactions that the server `uuid` wrote itself, tagged or not. */
export function onlyServer(set: GtidSet, uuid: string): GtidSet {
  const own = uuid.toLowerCase()
  return new Map([...set].filter(([key]) => key === own || key.startsWith(`${own}:`)))
}
