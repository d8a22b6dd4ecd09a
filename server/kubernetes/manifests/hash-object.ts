import { createHash } from 'node:crypto'

/** A short hash of plain data that does not depend on the order of its keys. */
export function hashObject(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(sortKeys(value))).digest('hex').slice(0, 20)
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
      .map(([key, member]) => [key, sortKeys(member)]),
  )
}
