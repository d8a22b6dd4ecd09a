import type { ClusterSpec } from '@/server/contracts/cluster-spec'

export interface SpecChange {
  /** dotted path into the input, e.g. "spec.storage.sizeBytes" */
  path: string
  /** null: was not there */
  before: unknown
  /** null: is no longer there */
  after: unknown
}

type Json = Record<string, unknown>

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function walk(before: unknown, after: unknown, path: string, changes: SpecChange[]): void {
  if (isObject(before) && isObject(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort()
    for (const key of keys) walk(before[key], after[key], `${path}.${key}`, changes)
    return
  }
  if (JSON.stringify(before ?? null) !== JSON.stringify(after ?? null)) changes.push({ path, before: before ?? null, after: after ?? null })
}

/** Every leaf that differs, by path. Lists (pull secrets) count as one value. */
export function compareSpecs(before: ClusterSpec, after: ClusterSpec): SpecChange[] {
  const changes: SpecChange[] = []
  walk(before, after, 'spec', changes)
  return changes
}

/** The value at a path that compareSpecs gave; null when there is none. */
export function valueAt(spec: ClusterSpec, path: string): unknown {
  let value: unknown = { spec }
  for (const key of path.split('.')) {
    if (!isObject(value)) return null
    value = value[key]
  }
  return value ?? null
}
