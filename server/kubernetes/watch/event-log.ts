import type { ObservedEvent } from '@/server/domain/observation'
import { readEvent } from './cached-objects'

const KEPT_PER_CLUSTER = 60

/** The newest events of the clusters that Podkeeper runs; those of anything else are forgotten as they arrive. */
export class EventLog {
  private readonly byCluster = new Map<string, Map<string, ObservedEvent>>()

  /** From now on events of this cluster's objects are kept. @returns false when it was known */
  admit(namespace: string, name: string): boolean {
    const key = `${namespace}/${name}`
    if (this.byCluster.has(key)) return false
    this.byCluster.set(key, new Map())
    return true
  }

  /** @returns whose it is; null when it is not kept or not new */
  add(value: unknown): { namespace: string; name: string } | null {
    const { namespace, event } = readEvent(value)
    const name = clusterNamesFor(event.object.kind, event.object.name).find((candidate) => this.byCluster.has(`${namespace}/${candidate}`))
    const events = name === undefined ? undefined : this.byCluster.get(`${namespace}/${name}`)
    if (name === undefined || !events) return null
    const known = events.get(event.id)
    if (known && known.count >= event.count && known.lastAt >= event.lastAt) return null
    events.delete(event.id)
    events.set(event.id, event)
    if (events.size > KEPT_PER_CLUSTER) dropOldest(events)
    return { namespace, name }
  }

  /** Oldest first. @param sinceMs ms since the epoch: older ones were an earlier cluster's of the same name */
  newest(namespace: string, name: string, sinceMs: number): ObservedEvent[] {
    const events = [...(this.byCluster.get(`${namespace}/${name}`)?.values() ?? [])]
    return events.filter((event) => event.lastAt >= sinceMs).sort((a, b) => a.lastAt - b.lastAt)
  }
}

/** Which clusters an object of that name may belong to, by the names that domain/kubernetes-port.ts gives. */
export function clusterNamesFor(kind: string, name: string): string[] {
  switch (kind) {
    case 'Pod':
      return [name.replace(/-\d+$/, '')]
    case 'PersistentVolumeClaim':
      return [name.replace(/^data-/, '').replace(/-\d+$/, '')]
    case 'Service':
      return [name, name.replace(/-(primary|read)$/, '')]
    default:
      return [name]
  }
}

function dropOldest(events: Map<string, ObservedEvent>): void {
  let oldest: ObservedEvent | null = null
  for (const event of events.values()) if (oldest === null || event.lastAt < oldest.lastAt) oldest = event
  if (oldest) events.delete(oldest.id)
}
