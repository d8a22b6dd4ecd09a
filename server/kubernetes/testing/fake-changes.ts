import { z } from 'zod'
import { statusAnswer, type FakeAnswer } from './fake-answer'
import type { FakeObject, FakeObjectStore } from './fake-object-store'

const deleteOptionsSchema = z.object({ preconditions: z.object({ uid: z.string().optional() }).optional() }).nullable()
const patchSchema = z.looseObject({ metadata: z.looseObject({ uid: z.string().optional(), resourceVersion: z.string().optional() }) })

/** Server-side apply without lists' keys: maps are merged, lists replaced; enough for whole manifests applied again. */
export function applyFake(store: FakeObjectStore, collection: string, found: FakeObject | undefined, wanted: FakeObject, query: URLSearchParams): FakeAnswer {
  if (found && wanted.metadata.uid !== undefined && wanted.metadata.uid !== found.metadata.uid) return conflict('uid mismatch')
  if (found && query.get('force') !== 'true') return conflict('conflict with another manager')
  const merged = merge(found ?? {}, wanted) as FakeObject
  const own = { manager: query.get('fieldManager'), operation: 'Apply', fieldsV1: { ...fieldsOf({ ...wanted, apiVersion: undefined, kind: undefined, metadata: pickApplied(wanted) }) } }
  const object = { ...merged, metadata: { ...merged.metadata, managedFields: [own] } }
  if (query.get('dryRun') === 'All') return { status: 200, body: object }
  return { status: found ? 200 : 201, body: store.put(collection, object) }
}

/** JSON merge patch of metadata, with its uid and resourceVersion as preconditions. */
export function mergeFake(store: FakeObjectStore, collection: string, found: FakeObject, body: unknown): FakeAnswer {
  const { metadata } = patchSchema.parse(body)
  if (metadata.uid !== undefined && metadata.uid !== found.metadata.uid) return statusAnswer(422, 'Invalid', 'metadata.uid: Invalid value: field is immutable', { causes: [{ field: 'metadata.uid', message: 'field is immutable' }] })
  if (metadata.resourceVersion !== undefined && metadata.resourceVersion !== found.metadata.resourceVersion) return conflict('the object has been modified')
  const changed = merge(found, body) as FakeObject
  if (changed.metadata.deletionTimestamp && !changed.metadata.finalizers?.length) store.remove(collection, changed.metadata.namespace ?? null, changed.metadata.name)
  else store.put(collection, changed)
  return { status: 200, body: changed }
}

export function deleteFake(store: FakeObjectStore, collection: string, found: FakeObject, body: unknown): FakeAnswer {
  const uid = deleteOptionsSchema.parse(body)?.preconditions?.uid
  if (uid !== undefined && uid !== found.metadata.uid) return conflict('Precondition failed: UID in precondition and UID in object meta differ')
  if (found.metadata.finalizers?.length) store.put(collection, { ...found, metadata: { ...found.metadata, deletionTimestamp: new Date().toISOString() } })
  else store.remove(collection, found.metadata.namespace ?? null, found.metadata.name)
  return { status: 200, body: { kind: 'Status', status: 'Success' } }
}

function conflict(message: string): FakeAnswer {
  return statusAnswer(409, 'Conflict', message)
}

function pickApplied({ metadata }: FakeObject): Record<string, unknown> {
  return { labels: metadata.labels, annotations: metadata['annotations'], finalizers: metadata.finalizers }
}

/** The set of fields that an apply owns, with lists as leaves. */
function fieldsOf(value: unknown): Record<string, unknown> {
  if (!isRecord(value)) return {}
  return Object.fromEntries(Object.entries(value).flatMap(([key, member]) => (member === undefined ? [] : [[`f:${key}`, fieldsOf(member)]])))
}

function merge(into: unknown, from: unknown): unknown {
  if (!isRecord(from)) return from
  const result: Record<string, unknown> = isRecord(into) ? { ...into } : {}
  for (const [key, value] of Object.entries(from)) {
    if (value === null) delete result[key]
    else result[key] = merge(result[key], value)
  }
  return result
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
