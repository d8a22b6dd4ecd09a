import type { ApiClient } from '../api-client'
import { listObjects } from '../list-objects'
import { KINDS, resourcePath } from '../resource-paths'
import type { EventLog } from './event-log'

/** Requests for the same namespace within this time become one. */
const GATHER_MS = 50

/** Reads the events of clusters that became known after their events had passed the watch unseen. */
export class MissedEvents {
  private namespaces = new Set<string>()
  private timer: NodeJS.Timeout | null = null
  private readonly stopped = new AbortController()

  constructor(
    private readonly client: ApiClient,
    private readonly events: EventLog,
    private readonly done: (namespace: string) => void,
    private readonly failed: (error: unknown) => void,
  ) {}

  request(namespace: string): void {
    this.namespaces.add(namespace)
    this.timer ??= setTimeout(() => void this.read(), GATHER_MS)
  }

  stop(): void {
    this.stopped.abort()
    if (this.timer) clearTimeout(this.timer)
  }

  private async read(): Promise<void> {
    this.timer = null
    const namespaces = this.namespaces
    this.namespaces = new Set()
    for (const namespace of namespaces) {
      try {
        await listObjects(this.client, { path: resourcePath(KINDS.Event, namespace), signal: this.stopped.signal }, (item) => this.events.add(item))
        this.done(namespace)
      } catch (error) {
        if (!this.stopped.signal.aborted) this.failed(error)
      }
    }
  }
}
