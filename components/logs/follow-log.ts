import { splitLines } from './log-buffer'

export interface LogRequest {
  url: string
  follow: boolean
}

export interface LogListener {
  /** @param reopened the lines are the tail of a stream that was opened again and may repeat what was shown */
  onLines(lines: string[], reopened: boolean): void
  onState(state: LogState): void
}

export type LogState =
  | { type: 'opening' }
  | { type: 'reading' }
  /** the container's log has an end and was read to it */
  | { type: 'ended' }
  | { type: 'waiting'; because: string; retryMs: number }
  | { type: 'failed'; because: string }

/** How lines are gathered before they are shown: seldom enough for the browser, often enough for the eye. */
const GATHER_MS = 150
/** The repeated tail of a reopened stream comes in several pieces, which must be compared as a whole. */
const GATHER_REOPENED_MS = 600
const RETRY_MS = [500, 1_000, 2_000, 4_000, 8_000] as const

/**
 * Reads a log and, when following, opens it again whenever it ends: the container restarted, the pod was replaced, or the
 * connection was lost. Resolves when the log has ended (without follow), failed for good, or `signal` aborts.
 */
export async function followLog(request: LogRequest, listener: LogListener, signal: AbortSignal, fetchLog: typeof fetch = fetch): Promise<void> {
  let failures = 0
  for (let round = 0; !signal.aborted; round += 1) {
    listener.onState({ type: 'opening' })
    const outcome = await readOnce(request.url, round > 0, listener, signal, fetchLog)
    if (signal.aborted) return
    if (outcome.type === 'refused') return listener.onState({ type: 'failed', because: outcome.because })
    if (!request.follow && outcome.type === 'ended') return listener.onState({ type: 'ended' })
    failures = outcome.type === 'ended' && outcome.lines > 0 ? 0 : failures + 1
    const retryMs = RETRY_MS[Math.min(failures, RETRY_MS.length - 1)] ?? 8_000
    listener.onState({ type: 'waiting', because: outcome.type === 'ended' ? 'The container stopped writing; its next run will be followed' : outcome.because, retryMs })
    await pause(retryMs, signal)
  }
}

type Outcome = { type: 'ended'; lines: number } | { type: 'lost'; because: string } | { type: 'refused'; because: string }

async function readOnce(url: string, reopened: boolean, listener: LogListener, signal: AbortSignal, fetchLog: typeof fetch): Promise<Outcome> {
  let response: Response
  try {
    response = await fetchLog(url, { signal, headers: { accept: 'text/plain' }, cache: 'no-store' })
  } catch {
    return { type: 'lost', because: 'Podkeeper cannot be reached' }
  }
  if (!response.ok || response.body === null) return explainRefusal(response)
  listener.onState({ type: 'reading' })
  return readBody(response.body, reopened, listener)
}

async function readBody(body: ReadableStream<Uint8Array>, reopened: boolean, listener: LogListener): Promise<Outcome> {
  const reader = body.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader()
  const gatherer = new LineGatherer(reopened, listener)
  let rest = ''
  try {
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      const split = splitLines(rest, piece.value)
      rest = split.rest
      gatherer.add(split.lines)
    }
    if (rest !== '') gatherer.add([rest])
    return { type: 'ended', lines: gatherer.count }
  } catch {
    return { type: 'lost', because: 'The connection was lost' }
  } finally {
    gatherer.flush()
  }
}

class LineGatherer {
  count = 0
  private pending: string[] = []
  private timer: ReturnType<typeof setTimeout> | null = null

  constructor(private first: boolean, private readonly listener: LogListener) {}

  add(lines: string[]): void {
    if (lines.length === 0) return
    this.count += lines.length
    for (const line of lines) this.pending.push(line)
    this.timer ??= setTimeout(() => this.flush(), this.first ? GATHER_REOPENED_MS : GATHER_MS)
  }

  flush(): void {
    if (this.timer !== null) clearTimeout(this.timer)
    this.timer = null
    if (this.pending.length === 0) return
    this.listener.onLines(this.pending, this.first)
    this.pending = []
    this.first = false
  }
}

/** Missing pods and containers that have not started come back by themselves; a missing permission does not. */
async function explainRefusal(response: Response): Promise<Outcome> {
  const problem: unknown = await response.json().catch(() => null)
  const detail = typeof problem === 'object' && problem !== null && 'detail' in problem && typeof problem.detail === 'string' ? problem.detail : `Podkeeper answered ${response.status}`
  const final = response.status === 401 || response.status === 403 || response.status === 410 || response.status === 422 || response.status === 400
  return { type: final ? 'refused' : 'lost', because: detail }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal.addEventListener('abort', done)
  })
}
