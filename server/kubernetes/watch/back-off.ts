/** Exponential pauses with jitter, so that many watches do not come back in the same moment. */
export class BackOff {
  private failures = 0

  constructor(
    private readonly firstMs: number,
    private readonly longestMs: number,
    private readonly random: () => number = Math.random,
  ) {}

  /** @param atLeastMs what the server asked for (Retry-After) */
  nextMs(atLeastMs = 0): number {
    const ceiling = Math.min(this.longestMs, this.firstMs * 2 ** Math.min(this.failures, 20))
    this.failures += 1
    return Math.max(atLeastMs, ceiling / 2 + (ceiling / 2) * this.random())
  }

  reset(): void {
    this.failures = 0
  }
}

/** Waits, until the time is over, `wake` is called, or the signal aborts. */
export class Pause {
  private end: (() => void) | null = null

  wait(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.end?.(), ms)
      const finish = () => {
        clearTimeout(timer)
        signal.removeEventListener('abort', finish)
        this.end = null
        resolve()
      }
      this.end = finish
      if (signal.aborted) finish()
      else signal.addEventListener('abort', finish)
    })
  }

  wake(): void {
    this.end?.()
  }
}
