import { DeadlineError } from './classify-failure'

/** The time that one call has for all it does: dialling, signing in, statements. */
export interface Deadline {
  /** ms that are left; at least 1 */
  leftMs(): number
  /** rejects with DeadlineError when the time is over before `work` is done; `what` is named in the message */
  limit<T>(work: Promise<T>, what: string): Promise<T>
}

export function startDeadline(timeoutMs: number): Deadline {
  const endsAt = performance.now() + timeoutMs
  const leftMs = () => Math.max(1, Math.ceil(endsAt - performance.now()))
  return {
    leftMs,
    limit: (work, what) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new DeadlineError(`${what} took longer than ${timeoutMs} ms`)), leftMs())
        work.then(resolve, reject).finally(() => clearTimeout(timer))
      }),
  }
}
