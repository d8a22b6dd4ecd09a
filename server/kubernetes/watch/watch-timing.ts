/** How patient the watch is. Tests make it hasty; nothing else differs from what it says here. */
export interface WatchTiming {
  /** first pause after a failure; doubles up to the longest, each with jitter */
  firstRetryMs: number
  longestRetryMs: number
  /** pause before asking again for what may not be read */
  forbiddenRetryMs: number
  /** the server ends a watch after this long, give or take a fifth */
  watchSeconds: number
  /** a watch that brought bookmarks and then nothing for so long is dead */
  silenceMs: number
  /** lists are read anew this often, should an event ever have been missed */
  relistMs: number
  probeMs: number
  probeTimeoutMs: number
  /** a failing list or watch counts as lost contact after so long */
  graceMs: number
  progressMs: number
  metricsMs: number
  volumesMs: number
  foreignMs: number
}

export const DEFAULT_TIMING: WatchTiming = {
  firstRetryMs: 300,
  longestRetryMs: 20_000,
  forbiddenRetryMs: 30_000,
  watchSeconds: 300,
  // API servers send a bookmark a minute.
  silenceMs: 90_000,
  relistMs: 15 * 60_000,
  probeMs: 5_000,
  probeTimeoutMs: 3_000,
  graceMs: 5_000,
  progressMs: 2_000,
  metricsMs: 15_000,
  volumesMs: 30_000,
  foreignMs: 30_000,
}
