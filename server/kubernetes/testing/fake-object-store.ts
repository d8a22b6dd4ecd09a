import { randomUUID } from 'node:crypto'

export type FakeObject = { apiVersion: string; kind: string; metadata: FakeMetadata; [more: string]: unknown }
export interface FakeMetadata {
  name: string
  namespace?: string
  uid?: string
  resourceVersion?: string
  generation?: number
  labels?: Record<string, string>
  deletionTimestamp?: string
  finalizers?: string[]
  [more: string]: unknown
}

export interface FakeWatchEvent {
  type: 'ADDED' | 'MODIFIED' | 'DELETED'
  version: number
  object: FakeObject
}

type Listener = (collection: string, event: FakeWatchEvent) => void

const HISTORY = 50_000

/** Objects with resource versions and a history of changes, as etcd keeps them. A collection is "<apiVersion>/<plural>". */
export class FakeObjectStore {
  private version = 1000
  private oldest = 0
  private readonly collections = new Map<string, Map<string, FakeObject>>()
  private readonly history = new Map<string, FakeWatchEvent[]>()
  private readonly listeners = new Set<Listener>()

  get currentVersion(): number {
    return this.version
  }

  get(collection: string, namespace: string | null, name: string): FakeObject | undefined {
    return this.collections.get(collection)?.get(keyOf(namespace, name))
  }

  list(collection: string, namespace: string | null): FakeObject[] {
    const objects = [...(this.collections.get(collection)?.values() ?? [])]
    return namespace === null ? objects : objects.filter((object) => object.metadata.namespace === namespace)
  }

  /** Makes the object or replaces it; a new uid only when it is new. */
  put(collection: string, object: FakeObject): FakeObject {
    const objects = this.objectsOf(collection)
    const key = keyOf(object.metadata.namespace ?? null, object.metadata.name)
    const known = objects.get(key)
    this.version += 1
    const metadata = { creationTimestamp: new Date().toISOString(), ...known?.metadata, ...object.metadata, uid: known?.metadata.uid ?? object.metadata.uid ?? randomUUID(), resourceVersion: String(this.version) }
    const stored = { ...object, metadata }
    objects.set(key, stored)
    this.tell(collection, { type: known ? 'MODIFIED' : 'ADDED', version: this.version, object: stored })
    return stored
  }

  remove(collection: string, namespace: string | null, name: string): void {
    const known = this.get(collection, namespace, name)
    if (!known) return
    this.version += 1
    this.objectsOf(collection).delete(keyOf(namespace, name))
    this.tell(collection, { type: 'DELETED', version: this.version, object: { ...known, metadata: { ...known.metadata, resourceVersion: String(this.version) } } })
  }

  /** As after a compaction: watches from before now answer 410. */
  expireHistory(): void {
    this.version += 1
    this.oldest = this.version
    this.history.clear()
  }

  /** @returns null when the version is too old (410) */
  eventsSince(collection: string, version: number): FakeWatchEvent[] | null {
    if (version < this.oldest) return null
    return (this.history.get(collection) ?? []).filter((event) => event.version > version)
  }

  onEvent(listener: Listener): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  private tell(collection: string, event: FakeWatchEvent): void {
    const events = this.history.get(collection) ?? []
    events.push(event)
    if (events.length > HISTORY) events.splice(0, events.length - HISTORY / 2)
    this.history.set(collection, events)
    for (const listener of this.listeners) listener(collection, event)
  }

  private objectsOf(collection: string): Map<string, FakeObject> {
    const known = this.collections.get(collection)
    if (known) return known
    const made = new Map<string, FakeObject>()
    this.collections.set(collection, made)
    return made
  }
}

function keyOf(namespace: string | null, name: string): string {
  return `${namespace ?? ''}/${name}`
}
