import type { ClusterSpec } from '@/server/contracts/cluster-spec'

export interface SpecDifference {
  /** dotted path, e.g. "resources.memoryBytes" */
  path: string
  label: string
  before: string
  after: string
}

const LABELS: Record<string, string> = {
  management: 'Management', topology: 'Topology', instances: 'Instances', version: 'MySQL version', image: 'Image', imagePullSecrets: 'Pull secrets',
  'resources.cpuRequestMillicores': 'CPU', 'resources.cpuLimitMillicores': 'CPU limit', 'resources.memoryBytes': 'Memory',
  'storage.className': 'Storage class', 'storage.sizeBytes': 'Volume size', 'spread.nodes': 'Spread over nodes', 'spread.zones': 'Spread over zones',
  'lag.attentionSeconds': 'Lag: attention from', 'lag.leaveReadsSeconds': 'Lag: leaves reads from', 'lag.returnReadsSeconds': 'Lag: returns to reads below',
  'semiSync.acknowledgements': 'Acknowledgements', 'semiSync.whenShort': 'When replicas are short', 'semiSync.degradeAfterSeconds': 'Go on with fewer after',
  'failover.mode': 'Failover', 'failover.allowDataLoss': 'Failover may lose writes', 'failover.confirmSeconds': 'Confirm a loss for', 'failover.quietSeconds': 'Quiet time between failovers',
  deletionProtection: 'Deletion protection',
}

/** What changed between two definitions, field by field, in words. */
export function listDifferences(before: ClusterSpec, after: ClusterSpec): SpecDifference[] {
  const [old, now] = [flatten(before), flatten(after)]
  const paths = [...new Set([...old.keys(), ...now.keys()])]
  return paths
    .filter((path) => old.get(path) !== now.get(path))
    .map((path) => ({ path, label: LABELS[path] ?? path.replace(/^configuration\./, ''), before: formatValue(path, old.get(path)), after: formatValue(path, now.get(path)) }))
}

export type Leaf = string | number | boolean | null
function flatten(value: object, prefix = ''): Map<string, Leaf> {
  const leaves = new Map<string, Leaf>()
  for (const [key, child] of Object.entries(value) as [string, unknown][]) {
    const path = prefix === '' ? key : `${prefix}.${key}`
    if (Array.isArray(child)) leaves.set(path, child.join(', '))
    else if (typeof child === 'object' && child !== null) for (const [p, leaf] of flatten(child, path)) leaves.set(p, leaf)
    else if (child === null || typeof child === 'string' || typeof child === 'number' || typeof child === 'boolean') leaves.set(path, child)
  }
  return leaves
}

/** A value of the definition in the units people use, by its path. */
export function formatValue(path: string, value: Leaf | undefined): string {
  if (value === undefined) return 'not set'
  if (value === null) return path === 'storage.className' ? 'default class' : path === 'resources.cpuLimitMillicores' ? 'no limit' : path === 'semiSync.acknowledgements' ? 'automatic' : 'default'
  if (typeof value === 'boolean') return value ? 'on' : 'off'
  if (typeof value === 'string') return value === '' ? 'none' : value
  if (path.endsWith('Bytes')) return `${trim(value / 1024 ** 3)} GiB`
  if (path.endsWith('Millicores')) return `${trim(value / 1000)} CPU`
  if (path.endsWith('Seconds')) return `${trim(value)} s`
  return String(value)
}

const trim = (value: number) => Number(value.toFixed(3)).toString()

/**
 * Puts my change onto somebody else's newer definition: fields that only I changed take my value, all others theirs.
 * `clashes` lists fields that both changed, where mine wins and a person must look.
 */
export function rebaseSpec(base: ClusterSpec, mine: ClusterSpec, theirs: ClusterSpec): { spec: ClusterSpec; clashes: SpecDifference[] } {
  const theirChanges = new Set(listDifferences(base, theirs).map((d) => d.path))
  const clashes = listDifferences(theirs, mine).filter((d) => theirChanges.has(d.path) && listDifferences(base, mine).some((m) => m.path === d.path))
  return { spec: mergeObject(base, mine, theirs) as ClusterSpec, clashes }
}

type Json = { [key: string]: unknown }
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

function mergeObject(base: unknown, mine: unknown, theirs: unknown): unknown {
  if (isObject(base) && isObject(mine) && isObject(theirs)) {
    const merged: Json = {}
    for (const key of new Set([...Object.keys(theirs), ...Object.keys(mine)])) {
      const value = mergeObject(base[key], mine[key], theirs[key])
      if (value !== undefined) merged[key] = value
    }
    return merged
  }
  return JSON.stringify(mine) === JSON.stringify(base) ? theirs : mine
}
