import type { Permission, Role } from '@/server/contracts/access'
import { hasPermission } from '@/server/contracts/access'
import type { Notification, ServerEvent } from '@/server/contracts/events'
import { onNotification } from '@/server/database/listen'
import { AppError } from '@/server/contracts/errors'
import { systemClock, type Clock } from '@/server/domain/clock'
import { log } from '@/server/log/log'
import { loadDetail } from '../clusters/get-cluster'
import { loadTimelineEvent } from '../clusters/list-timeline'
import { loadSummaries } from '../clusters/load-summaries'
import { findKubernetesCluster } from '../kubernetes-clusters/list-kubernetes-clusters'
import { getOperatorState } from '../operator-state/get-operator-state'
import { CoalescedKeys } from './coalesce-keys'
import { RecentSummaries } from './recent-summaries'

/** One open stream as the hub sees it. */
export interface Subscriber {
  readonly clusterId: string | null
  role: Role
  /** `text` is a whole message, made once for all subscribers */
  send(text: string): void
  /** something was missed: the browser shall connect anew and read once */
  restart(): void
}

const GATHER_MS = 25
const SUMMARY_EVERY_MS = 1_000
const DETAIL_EVERY_MS = 500

const NEEDED: Record<ServerEvent['type'], Permission | null> = {
  hello: null, summary: 'clusters.read', deleted: 'clusters.read', detail: 'clusters.read', sample: 'clusters.read', timeline: 'clusters.read', kubernetes: 'kubernetes.read', 'kubernetes-removed': 'kubernetes.read', operator: 'clusters.read',
}

/** A message of the stream. */
export function toMessage(event: ServerEvent): string {
  return `data: ${JSON.stringify(event)}\n\n`
}

/**
 * Fans out what is written to Postgres to every stream of this process. Whatever is told is loaded once, however many tabs are
 * open, and nothing is loaded while none is.
 */
export class EventHub {
  private readonly subscribers = new Set<Subscriber>()
  private readonly recent: RecentSummaries
  private readonly summaries: CoalescedKeys
  private readonly details: CoalescedKeys
  private readonly kubernetes: CoalescedKeys
  private readonly operator: CoalescedKeys
  private stopListening: (() => void) | null = null

  constructor(clock: Clock = systemClock) {
    const every = (intervalMs: number, flush: (keys: string[]) => Promise<void>) => new CoalescedKeys(clock, { intervalMs, gatherMs: GATHER_MS }, (keys) => tolerate(() => flush(keys)))
    this.recent = new RecentSummaries(clock)
    this.summaries = every(SUMMARY_EVERY_MS, (ids) => this.sendSummaries(ids))
    this.details = every(DETAIL_EVERY_MS, async (ids) => void (await Promise.all(ids.map((id) => tolerate(() => this.sendDetail(id))))))
    this.kubernetes = every(SUMMARY_EVERY_MS, async (ids) => void (await Promise.all(ids.map((id) => this.sendKubernetes(id)))))
    this.operator = every(SUMMARY_EVERY_MS, async () => this.broadcast({ type: 'operator', operator: await getOperatorState() }))
  }

  get size(): number {
    return this.subscribers.size
  }

  /** @returns ends it */
  add(subscriber: Subscriber): () => void {
    this.subscribers.add(subscriber)
    this.stopListening ??= onNotification({ onNotification: (notification) => this.hear(notification), onGap: () => this.restartAll() })
    for (const text of this.recent.messages()) subscriber.send(text)
    if (subscriber.clusterId !== null) this.details.add(subscriber.clusterId)
    return () => this.remove(subscriber)
  }

  private remove(subscriber: Subscriber): void {
    this.subscribers.delete(subscriber)
    if (this.subscribers.size > 0) return
    this.stopListening?.()
    this.stopListening = null
    this.recent.clear()
  }

  private hear(notification: Notification): void {
    switch (notification.topic) {
      case 'definition':
      case 'status':
        this.summaries.add(notification.clusterId)
        if (this.watchersOf(notification.clusterId).length > 0) this.details.add(notification.clusterId)
        return
      case 'sample':
        return this.sendTo(notification.clusterId, { type: 'sample', clusterId: notification.clusterId, sample: notification.sample })
      case 'timeline':
        if (this.watchersOf(notification.clusterId).length > 0) void tolerate(() => this.sendTimeline(notification.clusterId, notification.eventId))
        return
      case 'kubernetes':
        return this.kubernetes.add(notification.kubernetesClusterId)
      case 'automation':
        for (const { clusterId } of this.subscribers) if (clusterId !== null) this.details.add(clusterId)
        return
      case 'operator':
        return this.operator.add('operator')
    }
  }

  private async sendSummaries(ids: string[]): Promise<void> {
    if (this.subscribers.size === 0) return
    const loaded = new Map((await loadSummaries(ids)).map((summary) => [summary.id, summary]))
    for (const id of ids) {
      const summary = loaded.get(id)
      if (!summary) {
        this.recent.forget(id)
        this.broadcast({ type: 'deleted', clusterId: id })
        continue
      }
      const text = toMessage({ type: 'summary', cluster: summary })
      if (this.recent.isNews(summary, text)) this.deliver(this.subscribers, 'summary', text)
    }
  }

  private async sendDetail(id: string): Promise<void> {
    if (this.watchersOf(id).length > 0) this.sendTo(id, { type: 'detail', detail: await loadDetail(id) })
  }

  private async sendTimeline(clusterId: string, eventId: string): Promise<void> {
    const event = await loadTimelineEvent(eventId)
    if (event) this.sendTo(clusterId, { type: 'timeline', clusterId, event })
  }

  private async sendKubernetes(id: string): Promise<void> {
    const kubernetesCluster = await findKubernetesCluster(id)
    this.broadcast(kubernetesCluster ? { type: 'kubernetes', kubernetesCluster } : { type: 'kubernetes-removed', kubernetesClusterId: id })
  }

  private watchersOf(clusterId: string): Subscriber[] {
    return [...this.subscribers].filter((subscriber) => subscriber.clusterId === clusterId)
  }

  private sendTo(clusterId: string, event: ServerEvent): void {
    const watchers = this.watchersOf(clusterId)
    if (watchers.length > 0) this.deliver(watchers, event.type, toMessage(event))
  }

  private broadcast(event: ServerEvent): void {
    this.deliver(this.subscribers, event.type, toMessage(event))
  }

  private deliver(to: Iterable<Subscriber>, type: ServerEvent['type'], text: string): void {
    const needed = NEEDED[type]
    for (const subscriber of [...to]) if (needed === null || hasPermission(subscriber.role, needed)) subscriber.send(text)
  }

  private restartAll(): void {
    for (const subscriber of [...this.subscribers]) subscriber.restart()
  }
}

/** What cannot be loaded now is loaded with the next notification, or by the browser when it connects anew. */
async function tolerate(work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (error instanceof AppError && (error.code === 'cluster.gone' || error.code === 'not-found')) return
    log.warn({ err: error }, 'an event for browsers could not be loaded')
  }
}

const shared = globalThis as { podkeeperEventHub?: EventHub }

/** The hub of this process. */
export function eventHub(): EventHub {
  return (shared.podkeeperEventHub ??= new EventHub())
}
