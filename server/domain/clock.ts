/** Time as the rest of the server sees it, so that tests drive it. */
export interface Clock {
  /** ms since the epoch */
  now(): number
  /** calls back once after `ms`; the returned function cancels */
  after(ms: number, callback: () => void): () => void
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, ms)
    return () => clearTimeout(timer)
  },
}
