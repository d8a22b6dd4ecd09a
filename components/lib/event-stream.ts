import type { ServerEvent } from '@/server/contracts/events'

/** The part of EventSource that is used, so that tests can stand in for it. */
export interface EventSourceLike {
  onmessage: ((event: { data: string }) => void) | null
  onerror: (() => void) | null
  close(): void
}

export interface StreamState {
  status: 'connecting' | 'live' | 'reconnecting'
  /** when data stopped coming, Unix milliseconds; null while live */
  staleSinceMs: number | null
  /** another build of Podkeeper answers now: the page should be loaded again */
  outdated: boolean
}

export interface EventStreamOptions {
  open: (url: string) => EventSourceLike
  onEvent: (event: ServerEvent) => void
  /** after a lost connection came back: what was missed must be read once */
  onReconnected: () => void
  /** after each failed attempt, with how many there were; 1 for the first */
  onFailure?: (attempts: number) => void
  now?: () => number
  random?: () => number
}

const FIRST_DELAY_MS = 500
const LONGEST_DELAY_MS = 15_000
/** The server says hello at least every 20 s; longer silence is a dead connection that nobody closed. */
export const SILENCE_LIMIT_MS = 45_000
/** Pages that follow each other, and React's double mounting, must not open a stream each. */
const SWITCH_DELAY_MS = 30

/** How long to wait before attempt n (from 1): doubles up to 15 s, half of it random, so that tabs do not come back all at once. */
export function reconnectDelayMs(attempt: number, random: number): number {
  const full = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (attempt - 1))
  return Math.round(full * (0.5 + random / 2))
}

/** The one event stream of a tab. `watch` adds a cluster's detail to it; the newest watcher decides which. */
export class EventStream {
  private readonly options: Required<EventStreamOptions>
  private readonly listeners = new Set<() => void>()
  private readonly watched: string[] = []
  private source: EventSourceLike | null = null
  private openCluster: string | null = null
  private attempts = 0
  private everLive = false
  private buildId: string | null = null
  private started = false
  private timer: ReturnType<typeof setTimeout> | undefined
  private silenceTimer: ReturnType<typeof setTimeout> | undefined
  private state: StreamState = { status: 'connecting', staleSinceMs: null, outdated: false }

  constructor(options: EventStreamOptions) {
    this.options = { onFailure: () => undefined, now: Date.now, random: Math.random, ...options }
  }

  getState = (): StreamState => this.state

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  start(): void {
    this.started = true
    this.schedule(SWITCH_DELAY_MS)
  }

  stop(): void {
    this.started = false
    this.closeSource()
    clearTimeout(this.timer)
  }

  /** Tries at once, for instance when the browser says that it is online again. */
  reconnectNow = (): void => {
    if (this.started && this.state.status !== 'live') this.schedule(0)
  }

  /** Adds a cluster's detail, samples and timeline to the stream until the answer is called. */
  watch(clusterId: string): () => void {
    this.watched.push(clusterId)
    this.followWatchers()
    return () => {
      const index = this.watched.lastIndexOf(clusterId)
      if (index >= 0) this.watched.splice(index, 1)
      this.followWatchers()
    }
  }

  private followWatchers(): void {
    if (this.started && this.source && this.wantedCluster() !== this.openCluster) this.schedule(SWITCH_DELAY_MS)
  }

  private wantedCluster(): string | null {
    return this.watched.at(-1) ?? null
  }

  private schedule(delayMs: number): void {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.connect(), delayMs)
  }

  private connect(): void {
    const cluster = this.wantedCluster()
    if (this.source && cluster === this.openCluster) return
    this.closeSource()
    this.openCluster = cluster
    const source = this.options.open(cluster === null ? '/api/events' : `/api/events?cluster=${encodeURIComponent(cluster)}`)
    this.source = source
    source.onmessage = ({ data }) => { if (this.source === source) this.receive(data) }
    source.onerror = () => { if (this.source === source) this.lose() }
    this.guardSilence()
  }

  private receive(data: string): void {
    this.guardSilence()
    const event = JSON.parse(data) as ServerEvent
    if (event.type === 'hello') this.greet(event.buildId)
    this.options.onEvent(event)
  }

  private greet(buildId: string): void {
    const missedSomething = this.everLive && this.attempts > 0
    const outdated = this.state.outdated || (this.buildId !== null && this.buildId !== buildId)
    this.buildId ??= buildId
    this.attempts = 0
    this.everLive = true
    this.setState({ status: 'live', staleSinceMs: null, outdated })
    if (missedSomething) this.options.onReconnected()
  }

  private lose(): void {
    this.closeSource()
    this.attempts += 1
    this.setState({ ...this.state, status: 'reconnecting', staleSinceMs: this.state.staleSinceMs ?? this.options.now() })
    this.options.onFailure(this.attempts)
    this.schedule(reconnectDelayMs(this.attempts, this.options.random()))
  }

  private guardSilence(): void {
    clearTimeout(this.silenceTimer)
    this.silenceTimer = setTimeout(() => this.lose(), SILENCE_LIMIT_MS)
  }

  private closeSource(): void {
    clearTimeout(this.silenceTimer)
    this.source?.close()
    this.source = null
  }

  private setState(next: StreamState): void {
    const { status, staleSinceMs, outdated } = this.state
    if (status === next.status && staleSinceMs === next.staleSinceMs && outdated === next.outdated) return
    this.state = next
    this.listeners.forEach((notify) => notify())
  }
}
