import type { KubernetesManifest } from '@/server/domain/kubernetes-port'

/** Readers of manifests as untyped data: what is not there or of another type reads as null or empty. */
export function readField(value: unknown, ...path: (string | number)[]): unknown {
  let current: unknown = value
  for (const step of path) {
    if (typeof current !== 'object' || current === null) return undefined
    current = (current as Record<string | number, unknown>)[step]
  }
  return current
}

export function readText(value: unknown, ...path: (string | number)[]): string | null {
  const found = readField(value, ...path)
  return typeof found === 'string' ? found : null
}

export function readNumber(value: unknown, ...path: (string | number)[]): number | null {
  const found = readField(value, ...path)
  return typeof found === 'number' ? found : null
}

export function readList(value: unknown, ...path: (string | number)[]): unknown[] {
  const found = readField(value, ...path)
  return Array.isArray(found) ? found : []
}

export function readRecord(value: unknown, ...path: (string | number)[]): Record<string, unknown> {
  const found = readField(value, ...path)
  return typeof found === 'object' && found !== null && !Array.isArray(found) ? (found as Record<string, unknown>) : {}
}

export function readTexts(value: unknown, ...path: (string | number)[]): Record<string, string> {
  return Object.fromEntries(Object.entries(readRecord(value, ...path)).filter((entry): entry is [string, string] => typeof entry[1] === 'string'))
}

export function labelsOf(manifest: KubernetesManifest): Record<string, string> {
  return manifest.metadata.labels ?? {}
}

/** @returns true when every wanted label is there; an empty selector selects nothing */
export function matchesLabels(labels: Record<string, string>, wanted: Record<string, string>): boolean {
  const entries = Object.entries(wanted)
  return entries.length > 0 && entries.every(([name, value]) => labels[name] === value)
}

const SUFFIX_BYTES: Record<string, number> = {
  '': 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15, Ki: 1024, Mi: 1024 ** 2, Gi: 1024 ** 3, Ti: 1024 ** 4, Pi: 1024 ** 5,
}

/** Kubernetes quantity of bytes, e.g. "2Gi" or 1024. 0 when it cannot be read. */
export function parseBytes(value: unknown): number {
  if (typeof value === 'number') return value
  const match = typeof value === 'string' ? /^([0-9.]+)([a-zA-Z]*)$/.exec(value) : null
  return match ? Math.round(Number(match[1]) * (SUFFIX_BYTES[match[2] ?? ''] ?? 0)) : 0
}

/** Kubernetes quantity of CPU, e.g. "100m" or "2", in thousandths. 0 when it cannot be read. */
export function parseMillicores(value: unknown): number {
  if (typeof value === 'number') return value * 1000
  if (typeof value !== 'string') return 0
  return value.endsWith('m') ? Number(value.slice(0, -1)) : Math.round(Number(value) * 1000)
}

/** @returns whether `actual` holds everything that `wanted` says; lists must be equal in length */
export function includesFields(actual: unknown, wanted: unknown): boolean {
  if (Array.isArray(wanted)) {
    return Array.isArray(actual) && actual.length === wanted.length && wanted.every((item, index) => includesFields(actual[index], item))
  }
  if (typeof wanted === 'object' && wanted !== null) {
    return Object.entries(wanted).every(([name, value]) => value === undefined || includesFields(readField(actual, name), value))
  }
  return wanted === null ? actual === null || actual === undefined : actual === wanted
}

/** JSON with the fields in order, so that equal things have equal text. */
export function canonicalJson(value: unknown): string {
  return (
    JSON.stringify(value, (_, item: unknown) =>
      typeof item === 'object' && item !== null && !Array.isArray(item) ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1))) : item,
    ) ?? ''
  )
}
