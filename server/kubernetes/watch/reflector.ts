import { z } from 'zod'
import type { ApiClient, ApiStream } from '../api-client'
import { ApiFailure } from '../api-failure'
import { listObjects } from '../list-objects'
import { BackOff, Pause } from './back-off'
import { readJsonLines } from './read-json-lines'
import type { WatchTiming } from './watch-timing'

/** Where the objects of one collection go. */
export interface ReflectorSink {
  upsert(object: unknown): void
  remove(object: unknown): void
  /** before a list is read: remember what is there, so that `listed` can drop what the list did not hold */
  listing(): void
  listed(resourceVersion: string): void
}

export interface ReflectorOptions {
  client: ApiClient
  /** of the collection, with no query */
  path: string
  labelSelector?: string
  fieldSelector?: string
  metadataOnly: boolean
  /** may be missing or forbidden without harm */
  optional: boolean
  timing: WatchTiming
  sink: ReflectorSink
  /** filled for the first time, failed, or recovered */
  onStateChange(): void
  random?: () => number
}

const eventSchema = z.object({ type: z.string(), object: z.looseObject({ metadata: z.looseObject({ resourceVersion: z.string().optional() }).optional(), code: z.number().optional() }) })
const PARTIAL = (kind: string) => `application/json;as=${kind};g=meta.k8s.io;v=v1,application/json`

/**
 * Keeps a copy of one collection: lists it, then follows a watch from the list's version on; begins again after 410,
 * resumes after everything else, and lists anew from time to time.
 */
export class Reflector {
  /** filled at least once, or known to be forbidden although optional */
  synced = false
  failure: { error: unknown; since: number } | null = null
  private version: string | null = null
  private listedAt = 0
  private bookmarked = false
  private readonly stopped = new AbortController()
  private readonly pause = new Pause()
  private readonly backOff: BackOff
  private stream: ApiStream | null = null
  private running: Promise<void> | null = null

  constructor(readonly options: ReflectorOptions) {
    this.backOff = new BackOff(options.timing.firstRetryMs, options.timing.longestRetryMs, options.random)
  }

  start(): void {
    this.running ??= this.run()
  }

  async stop(): Promise<void> {
    this.stopped.abort()
    this.stream?.abort()
    await this.running
  }

  /** The API server is back: do not wait any longer, and do not trust a connection from before. */
  reconnect(): void {
    this.stream?.abort()
    this.backOff.reset()
    this.pause.wake()
  }

  private async run(): Promise<void> {
    const { signal } = this.stopped
    while (!signal.aborted) {
      try {
        if (this.version === null || Date.now() - this.listedAt > this.options.timing.relistMs) await this.list(signal)
        const since = Date.now()
        await this.follow(signal)
        // A server that ends every watch at once must not be asked in a tight loop.
        if (Date.now() - since < 1000) await this.pause.wait(this.backOff.nextMs(), signal)
      } catch (error) {
        if (signal.aborted) return
        await this.pause.wait(this.noteFailure(error), signal)
      }
    }
  }

  private async list(signal: AbortSignal): Promise<void> {
    const { client, path, labelSelector, fieldSelector, metadataOnly, sink } = this.options
    sink.listing()
    const request = { path, signal, ...(labelSelector ? { labelSelector } : {}), ...(fieldSelector ? { fieldSelector } : {}), ...(metadataOnly ? { accept: PARTIAL('PartialObjectMetadataList') } : {}) }
    const version = await listObjects(client, request, (item) => sink.upsert(item))
    sink.listed(version)
    this.version = version
    this.listedAt = Date.now()
    this.noteSuccess()
  }

  private async follow(signal: AbortSignal): Promise<void> {
    const { client, path, labelSelector, fieldSelector, metadataOnly, timing } = this.options
    const seconds = Math.max(1, Math.round(timing.watchSeconds * (0.8 + 0.4 * (this.options.random ?? Math.random)())))
    const query = { watch: true, allowWatchBookmarks: true, resourceVersion: this.version ?? '', timeoutSeconds: seconds, labelSelector, fieldSelector }
    const stream = await client.stream({ method: 'GET', path, query, signal, ...(metadataOnly ? { accept: PARTIAL('PartialObjectMetadata') } : {}) })
    this.stream = stream
    this.noteSuccess()
    const watchdog = this.watchForSilence(stream, seconds)
    try {
      for await (const event of readJsonLines(stream.response)) {
        watchdog.refresh()
        client.noteContact()
        this.take(event)
      }
    } finally {
      watchdog.stop()
      stream.abort()
      this.stream = null
    }
  }

  /** A connection can die without a word (a firewall forgot it, a machine is gone): nothing but the clock tells. */
  private watchForSilence(stream: ApiStream, seconds: number): { refresh(): void; stop(): void } {
    let timer: NodeJS.Timeout | undefined
    const refresh = () => {
      clearTimeout(timer)
      // Some collections (events) have no bookmarks; the server's own time-out is then the only sign of life.
      timer = setTimeout(() => stream.abort(), this.bookmarked ? this.options.timing.silenceMs : seconds * 1000 + 15_000)
    }
    refresh()
    return { refresh, stop: () => clearTimeout(timer) }
  }

  private take(event: unknown): void {
    const { type, object } = eventSchema.parse(event)
    switch (type) {
      case 'ADDED':
      case 'MODIFIED':
        this.options.sink.upsert(object)
        break
      case 'DELETED':
        this.options.sink.remove(object)
        break
      case 'BOOKMARK':
        this.bookmarked = true
        break
      case 'ERROR':
        throw new ApiFailure(object.code ?? 500, JSON.stringify(object))
      default:
        return // a kind of event that a later API server may add
    }
    if (object.metadata?.resourceVersion) this.version = object.metadata.resourceVersion
  }

  private noteSuccess(): void {
    this.backOff.reset()
    const changed = this.failure !== null || !this.synced
    this.failure = null
    this.synced = true
    if (changed) this.options.onStateChange()
  }

  /** @returns how long to wait before the next try, ms */
  private noteFailure(error: unknown): number {
    // Our own abort of a silent or distrusted stream is no failure.
    if (error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE') return 0
    const first = this.failure === null
    const { timing, optional } = this.options
    const expired = error instanceof ApiFailure && error.status === 410
    const denied = error instanceof ApiFailure && (error.status === 401 || error.status === 403 || error.status === 404)
    if (denied && optional) this.synced = true
    if (denied || expired) this.version = null // list anew
    this.failure = { error, since: this.failure?.since ?? Date.now() }
    this.options.onStateChange()
    if (expired && first) return 0
    if (denied) return timing.forbiddenRetryMs * (0.8 + 0.4 * Math.random())
    const askedForMs = error instanceof ApiFailure ? (error.retryAfterSeconds ?? 0) * 1000 : 0
    return this.backOff.nextMs(askedForMs)
  }
}
