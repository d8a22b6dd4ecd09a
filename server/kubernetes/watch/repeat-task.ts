import { Pause } from './back-off'

/**
 * Does something again and again, never twice at once, until stopped. What it throws is told and does not end it.
 * @param work answers the pause before the next turn in ms, or nothing for the usual one
 * @returns stops it and resolves when the running turn is over
 */
export function repeatTask(everyMs: number, work: (signal: AbortSignal) => Promise<number | void>, failed: (error: unknown) => void): () => Promise<void> {
  const stopped = new AbortController()
  const pause = new Pause()
  const run = async () => {
    while (!stopped.signal.aborted) {
      let waitMs = everyMs
      try {
        waitMs = (await work(stopped.signal)) ?? everyMs
      } catch (error) {
        if (!stopped.signal.aborted) failed(error)
      }
      await pause.wait(waitMs, stopped.signal)
    }
  }
  const running = run()
  return async () => {
    stopped.abort()
    await running
  }
}
