/** What every cached object has, whatever else of it is kept. */
export interface StoredObject {
  namespace: string
  name: string
  uid: string
  resourceVersion: string
  /** name of the MySQL cluster by label; null for what belongs to none */
  instance: string | null
  clusterId: string | null
}

/** Objects of one kind, by name and by MySQL cluster. Never goes back to an older version of an object. */
export class ObjectStore<T extends StoredObject> {
  private readonly byName = new Map<string, T>()
  private readonly byInstance = new Map<string, Map<string, T>>()
  private unlisted: Set<string> | null = null

  get size(): number {
    return this.byName.size
  }

  get(namespace: string, name: string): T | undefined {
    return this.byName.get(`${namespace}/${name}`)
  }

  ofInstance(namespace: string, instance: string): T[] {
    return [...(this.byInstance.get(`${namespace}/${instance}`)?.values() ?? [])]
  }

  values(): IterableIterator<T> {
    return this.byName.values()
  }

  /** @returns false when it is known already, or older than what is known */
  upsert(object: T): boolean {
    const key = `${object.namespace}/${object.name}`
    this.unlisted?.delete(key)
    const known = this.byName.get(key)
    if (known && (known.resourceVersion === object.resourceVersion || isOlder(object.resourceVersion, known.resourceVersion))) return false
    if (known) this.unindex(known)
    this.byName.set(key, object)
    if (object.instance !== null) {
      const group = `${object.namespace}/${object.instance}`
      const members = this.byInstance.get(group)
      if (members) members.set(object.name, object)
      else this.byInstance.set(group, new Map([[object.name, object]]))
    }
    return true
  }

  /** @returns what was removed; null when it is not there, or was made anew since */
  remove(namespace: string, name: string, uid: string): T | null {
    const known = this.byName.get(`${namespace}/${name}`)
    if (!known || known.uid !== uid) return null
    this.byName.delete(`${namespace}/${name}`)
    this.unindex(known)
    return known
  }

  beginList(inScope: (object: T) => boolean = () => true): void {
    this.unlisted = new Set()
    for (const [key, object] of this.byName) if (inScope(object)) this.unlisted.add(key)
  }

  /** @returns what was there before the list and is not in it; newer objects than the list stay */
  endList(resourceVersion: string): T[] {
    const gone: T[] = []
    for (const key of this.unlisted ?? []) {
      const known = this.byName.get(key)
      if (!known || isOlder(resourceVersion, known.resourceVersion)) continue
      this.byName.delete(key)
      this.unindex(known)
      gone.push(known)
    }
    this.unlisted = null
    return gone
  }

  private unindex(object: T): void {
    if (object.instance === null) return
    const group = `${object.namespace}/${object.instance}`
    const members = this.byInstance.get(group)
    if (members?.get(object.name) === object) members.delete(object.name)
    if (members?.size === 0) this.byInstance.delete(group)
  }
}

/** Resource versions of one collection are ordered numbers in every released API server; where one is not, nothing is concluded. */
function isOlder(version: string, than: string): boolean {
  if (!/^\d+$/.test(version) || !/^\d+$/.test(than)) return false
  return version.length === than.length ? version < than : version.length < than.length
}
