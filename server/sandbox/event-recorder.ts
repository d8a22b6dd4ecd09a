import type { ObservedEvent } from '@/server/domain/observation'
import type { Random } from './random'

export interface EventRecorder {
  /** counts up an equal event of the last hour, as Kubernetes does */
  record(event: NewEvent): void
  /** newest last */
  ofGroup(namespace: string, group: string): ObservedEvent[]
}

export interface NewEvent {
  namespace: string
  /** name of the StatefulSet that the object belongs to */
  group: string
  kind: string
  name: string
  type: 'Normal' | 'Warning'
  reason: string
  message: string
}

const KEPT_MS = 3_600_000
const KEPT_MAX = 200

export function createEventRecorder(now: () => number, random: Random, recorded: (event: NewEvent) => void): EventRecorder {
  const groups = new Map<string, ObservedEvent[]>()
  let number = 0
  return {
    record(event) {
      const key = `${event.namespace}/${event.group}`
      const events = groups.get(key) ?? []
      groups.set(key, events)
      const same = events.findIndex((other) => other.reason === event.reason && other.message === event.message && other.object.name === event.name && other.object.kind === event.kind)
      const previous = same >= 0 ? events.splice(same, 1)[0] : undefined
      const id = previous?.id ?? random.uuid(`event-${++number}`)
      events.push({ id, type: event.type, reason: event.reason, message: event.message, object: { kind: event.kind, name: event.name }, count: (previous?.count ?? 0) + 1, lastAt: now() })
      if (events.length > KEPT_MAX) events.splice(0, events.length - KEPT_MAX)
      recorded(event)
    },
    ofGroup(namespace, group) {
      const since = now() - KEPT_MS
      return (groups.get(`${namespace}/${group}`) ?? []).filter((event) => event.lastAt >= since)
    },
  }
}
