import type { Clock } from '@/server/domain/clock'
import type { Sandbox } from './create-sandbox'
import type { SandboxSnapshot } from './snapshot-schema'

const MINUTE_MS = 60_000
/** after a change that a restart must not undo, such as a cluster that was created */
const SOON_MS = 1000
/** hundreds of clusters take long to put away: at most every twentieth moment is spent on it */
const BUSY_SHARE = 20

export interface SnapshotKeeper {
  /** writes the last one; the sandbox is to be stopped afterwards */
  finish(): Promise<void>
}

export interface KeepSnapshotOptions {
  sandbox: Pick<Sandbox, 'snapshot' | 'world'>
  clock: Clock
  write(snapshot: SandboxSnapshot, final: boolean): Promise<void>
  /** told once for each row of failures */
  failed(error: unknown): void
}

/** Puts the sandbox away each minute while it changes, soon after objects or servers changed, and at the end. */
export function keepSnapshot({ sandbox, clock, write, failed }: KeepSnapshotOptions): SnapshotKeeper {
  let written: string | null = null
  let failing = false
  let ended = false
  let soon: (() => void) | null = null
  let pauseMs = SOON_MS
  // one after the other, or an older one could replace a newer one
  let turn = Promise.resolve()

  function save(final: boolean): Promise<void> {
    turn = turn.then(async () => {
      try {
        const startedAt = clock.now()
        const snapshot = sandbox.snapshot()
        const content = JSON.stringify({ ...snapshot, takenAt: 0 })
        pauseMs = Math.max(SOON_MS, BUSY_SHARE * (clock.now() - startedAt))
        if (!final && content === written) return
        await write(snapshot, final)
        written = content
        failing = false
      } catch (error) {
        if (!failing) failed(error)
        failing = true
      }
    })
    return turn
  }

  function saveSoon(): void {
    if (soon !== null || ended) return
    soon = clock.after(pauseMs, () => {
      soon = null
      void save(false)
    })
  }

  function saveEachMinute(): () => void {
    return clock.after(MINUTE_MS, () => {
      if (ended) return
      void save(false)
      cancelMinute = saveEachMinute()
    })
  }

  let cancelMinute = saveEachMinute()
  const { signals } = sandbox.world
  const unsubscribe = [
    signals.on('object-changed', ({ kind }) => {
      if (kind !== 'Event') saveSoon()
    }),
    signals.on('mysql-changed', saveSoon),
    signals.on('claim-changed', saveSoon),
  ]

  return {
    finish() {
      ended = true
      for (const off of unsubscribe) off()
      cancelMinute()
      soon?.()
      return save(true)
    },
  }
}
