import type { Actor } from '@/server/contracts/access'
import { authenticate } from '@/server/auth/authenticate'
import { AppError } from '@/server/contracts/errors'
import { systemClock, type Clock } from '@/server/domain/clock'
import { metrics } from '@/server/http/metrics'
import { requirePermission } from '../clusters/require-permission'
import { buildId } from './build-id'
import { eventHub, toMessage, type EventHub, type Subscriber } from './event-hub'

export interface StreamEventsInput {
  /** adds this cluster's detail, samples and timeline */
  clusterId: string | null
  /** of the request that opened the stream: who asks is checked again with each greeting */
  headers: Headers
  signal: AbortSignal
}

/** Browsers take a longer silence for a dead connection, and proxies too. */
export const HELLO_EVERY_MS = 20_000
/** A browser that takes so little is cut off; it connects anew and reads once. */
const BUFFER_BYTES = 1024 * 1024
const RETRY_MS = 1_000

/**
 * Messages of one tab's stream. Begins with `hello`, which is repeated; ends when the session does, when the browser is too
 * slow, or when notifications of Postgres may have been missed.
 * @throws AppError auth.forbidden
 */
export function streamEvents(actor: Actor, input: StreamEventsInput, options: { hub?: EventHub; clock?: Clock } = {}): ReadableStream<Uint8Array> {
  requirePermission(actor, 'clusters.read')
  const stream = new OpenStream(actor, input, options.hub ?? eventHub(), options.clock ?? systemClock)
  return new ReadableStream<Uint8Array>(
    { start: (controller) => stream.open(controller), cancel: () => stream.close() },
    new ByteLengthQueuingStrategy({ highWaterMark: BUFFER_BYTES }),
  )
}

class OpenStream implements Subscriber {
  readonly clusterId: string | null
  role: Actor['role']
  private controller: ReadableStreamDefaultController<Uint8Array> | null = null
  private leave: () => void = () => undefined
  private cancelTimer: () => void = () => undefined
  private readonly encoder = new TextEncoder()

  constructor(actor: Actor, private readonly input: StreamEventsInput, private readonly hub: EventHub, private readonly clock: Clock) {
    this.clusterId = input.clusterId
    this.role = actor.role
  }

  open(controller: ReadableStreamDefaultController<Uint8Array>): void {
    this.controller = controller
    metrics().eventStreams.inc()
    this.input.signal.addEventListener('abort', () => this.close(), { once: true })
    this.send(`retry: ${RETRY_MS}\n\n`)
    this.greet()
    this.leave = this.hub.add(this)
    if (this.input.signal.aborted) this.close()
    // closed while the hub caught up
    if (this.controller === null) this.leave()
  }

  send(text: string): void {
    if (this.controller === null) return
    if ((this.controller.desiredSize ?? 0) <= 0) return this.close()
    this.controller.enqueue(this.encoder.encode(text))
  }

  restart(): void {
    this.close()
  }

  close(): void {
    const { controller } = this
    if (controller === null) return
    this.controller = null
    metrics().eventStreams.dec()
    this.cancelTimer()
    this.leave()
    try {
      controller.close()
    } catch {
      // the reader has gone already, and closed it
    }
  }

  private greet(): void {
    this.send(toMessage({ type: 'hello', serverTime: new Date(this.clock.now()).toISOString(), buildId: buildId() }))
    this.cancelTimer = this.clock.after(HELLO_EVERY_MS, () => void this.greetAgain())
  }

  /** Sessions end and roles change while a tab stays open. */
  private async greetAgain(): Promise<void> {
    if (await this.mayStay()) this.greet()
    else this.close()
  }

  private async mayStay(): Promise<boolean> {
    try {
      const who = await authenticate(this.input.headers, { requestId: null, refresh: false })
      if (who === null || who.mustChangePassword) return false
      this.role = who.actor.role
      return true
    } catch (error) {
      // an unreachable database ends nobody's session
      return !(error instanceof AppError && error.code === 'auth.required')
    }
  }
}
