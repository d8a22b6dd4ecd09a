export interface ValueChange {
  /** "spec.storage.sizeBytes"; empty for the value itself */
  path: string
  /** undefined: it was not there */
  before: string | undefined
  /** undefined: it is no longer there */
  after: string | undefined
}

function flatten(value: unknown, path: string, into: Map<string, string>): Map<string, string> {
  if (typeof value === 'object' && value !== null && Object.keys(value).length > 0) {
    for (const [name, member] of Object.entries(value)) flatten(member, path === '' ? name : `${path}.${name}`, into)
  } else if (value !== undefined) {
    into.set(path, typeof value === 'string' ? value : JSON.stringify(value))
  }
  return into
}

/** What differs between two values, member by member, in the order of the newer one. With one of them absent all members are listed. */
export function compareValues(before: unknown, after: unknown): ValueChange[] {
  const old = before === null || before === undefined ? new Map<string, string>() : flatten(before, '', new Map())
  const now = after === null || after === undefined ? new Map<string, string>() : flatten(after, '', new Map())
  const paths = [...now.keys(), ...[...old.keys()].filter((path) => !now.has(path))]
  return paths.filter((path) => old.get(path) !== now.get(path)).map((path) => ({ path, before: old.get(path), after: now.get(path) }))
}
