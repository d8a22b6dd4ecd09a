/** What happened in a run, in words, with the time since its beginning. */
export class Story {
  readonly lines: string[] = []

  /** @param now ms; the run began at `startedAt` */
  constructor(private readonly now: () => number, private readonly startedAt: number) {}

  tell(text: string): void {
    this.lines.push(`${this.at()}  ${text}`)
  }

  /** seconds since the beginning */
  at(): string {
    return `${((this.now() - this.startedAt) / 1000).toFixed(2).padStart(8)} s`
  }
}

/** A run broke one of the promises; its message says which and how. */
export class BrokenPromise extends Error {
  constructor(readonly invariant: string, detail: string) {
    super(`${invariant}: ${detail}`)
  }
}
