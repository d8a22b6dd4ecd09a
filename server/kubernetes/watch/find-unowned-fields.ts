import type { KubernetesManifest } from '@/server/domain/kubernetes-port'

/**
 * Fields of `wanted` that Podkeeper no longer owns in the object, because somebody changed or removed them.
 *
 * Kubernetes keeps, for each field manager, the set of fields that it applied last (`fieldsV1`). Whoever gives such a field
 * another value takes it out of that set. So ownership tells exactly what was changed of what Podkeeper wants: neither a
 * change of status nor a field that others added counts, and values that Kubernetes writes in another form ("1000m", "1") do
 * not matter. It also needs no memory of the past.
 * @returns dotted paths, e.g. "spec.replicas"
 */
export function findUnownedFields(wanted: KubernetesManifest, ownFields: string | null): string[] {
  if (ownFields === null) return ['metadata']
  const fields: unknown = JSON.parse(ownFields)
  const content = Object.fromEntries(Object.entries(wanted).filter(([field]) => !NEVER_OWNED.has(field)))
  const { labels, annotations, finalizers } = wanted.metadata
  const found: string[] = []
  const metadata = labels || annotations || finalizers ? { metadata: { labels, annotations, finalizers } } : {}
  visit(withoutWriteOnly({ ...content, ...metadata }), fields, [], found)
  return found
}

/** What names the object, and what is not applied. */
const NEVER_OWNED = new Set(['apiVersion', 'kind', 'status', 'metadata'])

/** `stringData` of a Secret is never stored under that name. */
function withoutWriteOnly({ stringData, ...object }: Record<string, unknown>): Record<string, unknown> {
  if (!isRecord(stringData)) return object
  return { ...object, data: { ...(isRecord(object['data']) ? object['data'] : {}), ...stringData } }
}

function visit(value: unknown, fields: unknown, path: string[], found: string[]): void {
  if (value === undefined || value === null) return
  if (!isRecord(fields)) {
    found.push(path.join('.'))
    return
  }
  // A leaf of the set: all that is below it belongs together (an atomic list or map, or a single value).
  if (Object.keys(fields).every((key) => key === '.')) return
  if (Array.isArray(value)) for (const [index, item] of value.entries()) visit(item, findItem(item, fields), [...path, String(index)], found)
  else if (isRecord(value)) for (const [key, member] of Object.entries(value)) visit(member, fields[`f:${key}`], [...path, key], found)
}

/** Items of a list are named by their keys (`k:{"name":"mysql"}`) or, in a set, by their value (`v:"…"`). */
function findItem(item: unknown, fields: Record<string, unknown>): unknown {
  for (const [name, below] of Object.entries(fields)) {
    if (name.startsWith('v:') && JSON.parse(name.slice(2)) === item) return below
    if (name.startsWith('k:') && isRecord(item) && hasKeys(item, JSON.parse(name.slice(2)))) return below
  }
  return undefined
}

/** A key that the item leaves out has Kubernetes' default there (protocol: TCP). */
function hasKeys(item: Record<string, unknown>, keys: unknown): boolean {
  return isRecord(keys) && Object.entries(keys).every(([key, value]) => item[key] === undefined || item[key] === value)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
