import type { Connection } from 'mysql2/promise'
import type { MysqlTarget } from '@/server/domain/mysql-port'
import type { Deadline } from './deadline'
import type { DialPod } from './dial-pod'
import { openConnection } from './open-connection'

/** One connection per pod, opened when needed and dropped at the first error. */
export interface KeptConnections {
  get(target: MysqlTarget, deadline: Deadline): Promise<Connection>
  drop(podUid: string): void
  close(): void
}

/** Pods that go are not announced: what nobody asked for this long is closed. */
const UNUSED_AFTER_MS = 60_000

interface Kept {
  opening: Promise<Connection>
  usedAt: number
}

export function keepConnections(dial: DialPod): KeptConnections {
  const kept = new Map<string, Kept>()

  function drop(podUid: string): void {
    const entry = kept.get(podUid)
    kept.delete(podUid)
    entry?.opening.then((connection) => connection.destroy(), () => undefined)
  }

  function dropUnused(now: number): void {
    for (const [podUid, entry] of kept) if (now - entry.usedAt > UNUSED_AFTER_MS) drop(podUid)
  }

  return {
    drop,
    async get(target, deadline) {
      const now = performance.now()
      dropUnused(now)
      const known = kept.get(target.podUid)
      if (known) {
        known.usedAt = now
        return deadline.limit(known.opening, `Signing in to ${target.pod}`)
      }
      const opening = openConnection(dial, target, deadline)
      kept.set(target.podUid, { opening, usedAt: now })
      return opening
    },
    close() {
      for (const podUid of [...kept.keys()]) drop(podUid)
    },
  }
}
