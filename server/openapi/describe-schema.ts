import { referenceName, resolve, type JsonSchema, type ReadableDocument } from './json-schema'

export interface SchemaMember {
  /** dotted; `[]` after a list */
  path: string
  type: string
  required: boolean
  description: string
  /** limits and default in words */
  rules: string[]
}

/** Depth to which members of members are listed; schemas with a name of their own are listed once, under it. */
const DEPTH_MAX = 4

/** Members of an object in their order, nested ones by path. */
export function listMembers(schema: JsonSchema, document: ReadableDocument): SchemaMember[] {
  const members: SchemaMember[] = []
  walk(resolve(schema, document), '', 0, members)
  return members
}

function walk(schema: JsonSchema, prefix: string, depth: number, members: SchemaMember[]): void {
  for (const [name, member] of Object.entries(schema.properties ?? {})) {
    const path = prefix === '' ? name : `${prefix}.${name}`
    members.push({ path, type: describeType(member), required: schema.required?.includes(name) ?? false, description: member.description ?? '', rules: describeRules(member) })
    const inner = innerObject(member)
    if (inner && depth < DEPTH_MAX) walk(inner.schema, `${path}${inner.suffix}`, depth + 1, members)
  }
}

function innerObject(schema: JsonSchema): { schema: JsonSchema; suffix: string } | null {
  if (schema.properties) return { schema, suffix: '' }
  const item = schema.items
  return item?.properties ? { schema: item, suffix: '[]' } : null
}

/** "integer or null", "list of string", "Preview" */
export function describeType(schema: JsonSchema): string {
  const name = referenceName(schema)
  if (name !== null) return name
  const choices = schema.anyOf ?? schema.oneOf ?? schema.allOf
  if (choices) return [...new Set(choices.map(describeType))].join(schema.allOf ? ' and ' : ' or ')
  if (schema.items) return `list of ${describeType(schema.items)}`
  if (typeof schema.additionalProperties === 'object') return `map of ${describeType(schema.additionalProperties)}`
  const types = schema.type === undefined ? ['any'] : [schema.type].flat()
  return types.map((type) => (type === 'string' && schema.format === 'date-time' ? 'time (ISO 8601)' : type)).join(' or ')
}

export function describeRules(schema: JsonSchema): string[] {
  const choice = (schema.anyOf ?? schema.oneOf)?.[0]
  const rules = choice && referenceName(choice) === null ? describeRules(choice) : []
  if (schema.enum) rules.push(`one of ${schema.enum.map((value) => JSON.stringify(value)).join(', ')}`)
  if (schema.minimum !== undefined && schema.maximum !== undefined) rules.push(`${schema.minimum} to ${schema.maximum}`)
  else if (schema.minimum !== undefined) rules.push(`at least ${schema.minimum}`)
  else if (schema.maximum !== undefined) rules.push(`at most ${schema.maximum}`)
  if (schema.maxLength !== undefined) rules.push(`at most ${schema.maxLength} characters`)
  if (schema.maxItems !== undefined) rules.push(`at most ${schema.maxItems}`)
  if (schema.pattern !== undefined) rules.push(`matches ${schema.pattern}`)
  if (schema.default !== undefined) rules.push(`default ${JSON.stringify(schema.default)}`)
  return rules
}

/** A value that the schema permits, made of examples, defaults and limits; what may be left out is left out. */
export function exampleOf(schema: JsonSchema, document: ReadableDocument, depth = 0): unknown {
  const resolved = resolve(schema, document)
  if (resolved.example !== undefined) return resolved.example
  if (resolved.default !== undefined) return resolved.default
  if (resolved.enum) return resolved.enum[0]
  const choice = (resolved.anyOf ?? resolved.oneOf)?.[0]
  if (choice) return exampleOf(choice, document, depth)
  const type = [resolved.type ?? 'object'].flat()[0]
  switch (type) {
    case 'object':
      return exampleObject(resolved, document, depth)
    case 'array':
      return []
    case 'integer':
    case 'number':
      return resolved.minimum ?? 1
    case 'boolean':
      return false
    default:
      return '…'
  }
}

function exampleObject(schema: JsonSchema, document: ReadableDocument, depth: number): Record<string, unknown> {
  if (depth > DEPTH_MAX) return {}
  const needed = Object.entries(schema.properties ?? {}).filter(([name]) => schema.required?.includes(name))
  return Object.fromEntries(needed.map(([name, member]) => [name, exampleOf(member, document, depth + 1)]))
}
