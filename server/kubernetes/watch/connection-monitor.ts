import type { ApiClient } from '../api-client'
import { ApiFailure } from '../api-failure'
import { toKubernetesError, toObservedProblem } from '../kubernetes-error'
import { readVersion } from '../read-inventory'
import type { ObservedProblem } from '@/server/domain/observation'
import { Pause } from './back-off'
import type { WatchTiming } from './watch-timing'

/** After one failed probe the next follows at once; two in a row are no accident. */
const SECOND_LOOK_MS = 1_000
const FAILURES_UNTIL_AWAY = 2

/**
 * Asks the API server for its version every few seconds: the only way to tell a quiet watch from a dead one, and the
 * quickest to notice that it is back.
 */
export class ConnectionMonitor {
  problem: ObservedProblem | null = null
  private failures = 0
  private readonly stopped = new AbortController()
  private readonly pause = new Pause()
  private running: Promise<void> | null = null

  constructor(
    private readonly client: ApiClient,
    private readonly timing: WatchTiming,
    private readonly listener: { away(): void; back(): void },
  ) {}

  start(): void {
    this.running ??= this.run()
  }

  async stop(): Promise<void> {
    this.stopped.abort()
    await this.running
  }

  private async run(): Promise<void> {
    const { signal } = this.stopped
    while (!signal.aborted) {
      await this.probe(signal)
      await this.pause.wait(this.failures > 0 ? Math.min(SECOND_LOOK_MS, this.timing.probeMs) : this.timing.probeMs, signal)
    }
  }

  private async probe(signal: AbortSignal): Promise<void> {
    try {
      await readVersion(this.client, { timeoutMs: this.timing.probeTimeoutMs, signal })
    } catch (error) {
      // A refusal is an answer too, unless it is of the credentials.
      const answered = error instanceof ApiFailure && error.status < 500 && error.status !== 401
      if (signal.aborted || answered) return this.noteAnswer()
      this.failures += 1
      const problem = toObservedProblem(toKubernetesError(error, { server: this.client.server, doing: 'ask for its version' }))
      const isNews = this.problem?.detail !== problem.detail
      if (this.failures < FAILURES_UNTIL_AWAY) return
      this.problem = problem
      if (isNews) this.listener.away()
      return
    }
    this.noteAnswer()
  }

  private noteAnswer(): void {
    const wasAway = this.problem !== null
    this.failures = 0
    this.problem = null
    if (wasAway) this.listener.back()
  }
}
