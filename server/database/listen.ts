import pg from 'pg'
import { z } from 'zod'
import { NOTIFY_CHANNEL, type Notification } from '@/server/contracts/events'
import { databaseUrl } from './client'

const number = z.number().nullable()
const sampleValues = z.object({ lagSeconds: number, transactionsBehind: number, queriesPerSecond: number, threadsConnected: number, usedBytes: number })
const notificationSchema: z.ZodType<Notification> = z.discriminatedUnion('topic', [
  z.object({ topic: z.literal('definition'), clusterId: z.string() }),
  z.object({ topic: z.literal('status'), clusterId: z.string() }),
  z.object({ topic: z.literal('sample'), clusterId: z.string(), sample: z.object({ at: z.number(), values: z.record(z.string(), sampleValues) }) }),
  z.object({ topic: z.literal('timeline'), clusterId: z.string(), eventId: z.string() }),
  z.object({ topic: z.literal('kubernetes'), kubernetesClusterId: z.string() }),
  z.object({ topic: z.literal('operator') }),
  z.object({ topic: z.literal('automation') }),
])

export interface NotificationListener {
  onNotification(notification: Notification): void
  /** the connection was lost and is back: notifications may have been missed, so read everything again */
  onGap?(): void
}

interface Subscription {
  listeners: Set<NotificationListener>
  state: 'stopped' | 'connecting' | 'listening'
  /** resolves the wait for the connection's end */
  end: (() => void) | null
  waiters: Set<() => void>
}

const PING_MS = 20_000
const LONGEST_WAIT_MS = 5_000
const shared = globalThis as { podkeeperListen?: Subscription }
const subscription = (): Subscription => (shared.podkeeperListen ??= { listeners: new Set(), state: 'stopped', end: null, waiters: new Set() })

/**
 * Hears what is written to Postgres, by this process's one LISTEN connection, which is opened with the first listener,
 * opened again when lost, and closed with the last listener.
 * @returns ends it
 */
export function onNotification(listener: NotificationListener | ((notification: Notification) => void)): () => void {
  const entry = typeof listener === 'function' ? { onNotification: listener } : listener
  const current = subscription()
  current.listeners.add(entry)
  if (current.state === 'stopped') void keepListening(current)
  return () => {
    current.listeners.delete(entry)
    if (current.listeners.size === 0) current.end?.()
  }
}

/** Whether notifications arrive now. */
export function isListening(): boolean {
  return subscription().state === 'listening'
}

/** Resolves as soon as notifications arrive; for callers that must not miss one. */
export function waitUntilListening(): Promise<void> {
  const current = subscription()
  if (current.state === 'listening') return Promise.resolve()
  return new Promise((resolve) => current.waiters.add(resolve))
}

async function keepListening(current: Subscription): Promise<void> {
  let failures = 0
  let wasConnected = false
  current.state = 'connecting'
  while (current.listeners.size > 0) {
    try {
      await listenOnce(current, () => {
        failures = 0
        if (wasConnected) for (const listener of current.listeners) listener.onGap?.()
        wasConnected = true
      })
    } catch {
      failures += 1
    }
    current.state = 'connecting'
    if (current.listeners.size > 0) await pause(current, Math.min(LONGEST_WAIT_MS, 100 * 2 ** failures))
  }
  current.state = 'stopped'
}

/** Resolves or rejects when the connection ends. */
async function listenOnce(current: Subscription, onReady: () => void): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl(), keepAlive: true, connectionTimeoutMillis: 5_000, query_timeout: 5_000, application_name: 'podkeeper listen' })
  const ended = new Promise<void>((resolve) => {
    current.end = resolve
    client.on('error', () => resolve())
    client.on('end', () => resolve())
  })
  client.on('notification', (message) => deliver(current, message.payload))
  // a peer that vanished without a word is noticed by the ping's time-out
  const ping = setInterval(() => void client.query('select 1').catch(() => current.end?.()), PING_MS)
  try {
    await client.connect()
    await client.query(`listen ${client.escapeIdentifier(NOTIFY_CHANNEL)}`)
    current.state = 'listening'
    onReady()
    for (const resolve of current.waiters) resolve()
    current.waiters.clear()
    await ended
  } finally {
    clearInterval(ping)
    current.end = null
    void client.end().catch(() => undefined)
  }
}

function deliver(current: Subscription, payload: string | undefined): void {
  const notification = parseNotification(payload)
  if (notification) for (const listener of current.listeners) listener.onNotification(notification)
}

/** null for what a newer version of Podkeeper sent */
function parseNotification(payload: string | undefined): Notification | null {
  try {
    return notificationSchema.parse(JSON.parse(payload ?? ''))
  } catch {
    return null
  }
}

function pause(current: Subscription, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    current.end = () => {
      clearTimeout(timer)
      resolve()
    }
  })
}
