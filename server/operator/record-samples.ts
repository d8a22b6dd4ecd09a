import type { LiveSample } from '@/server/contracts/events'
import type { ClusterStatus } from '@/server/contracts/cluster-status'
import { db } from '@/server/database/client'
import { notifyNow } from '@/server/database/notify'
import { log } from '@/server/log/log'
import type { Clock } from '@/server/domain/clock'

const FLUSH_MS = 2_000
const ROLL_UP_MS = 20_000
/** While Postgres is away samples wait in memory, at most this many (about 60 bytes each). */
const BUFFERED_MAX = 50_000

/** Resolutions in seconds with how long each is kept, in seconds. About 9,000 rows an instance and week at most. */
export const RESOLUTIONS = [
  { seconds: 1, keptSeconds: 45 * 60 },
  { seconds: 10, keptSeconds: 26 * 3600 },
  { seconds: 60, keptSeconds: 31 * 86_400 },
] as const

interface Row { clusterId: string; instance: string; at: Date; lagSeconds: number | null; transactionsBehind: number | null; queriesPerSecond: number | null; threadsConnected: number | null; usedBytes: number | null; healthy: boolean }

export interface SampleRecorder {
  /** at most one sample a second and cluster; more are dropped */
  record(clusterId: string, status: ClusterStatus): void
  stop(): Promise<void>
}

/** Keeps what charts need without a Prometheus: buffered, written in one statement, thinned as it ages. */
export function startSampleRecorder(clock: Clock): SampleRecorder {
  let buffer: Row[] = []
  const lastSecond = new Map<string, number>()
  let rolledUpAt = 0
  let cancel = () => {}
  let stopped = false

  const flush = async () => {
    const rows = buffer
    buffer = []
    try {
      if (rows.length > 0) await db().sample.createMany({ data: rows.map((row) => ({ ...row, lagMaxSeconds: row.lagSeconds, resolutionSeconds: 1 })), skipDuplicates: true })
      if (clock.now() - rolledUpAt > ROLL_UP_MS) {
        rolledUpAt = clock.now()
        await rollUpSamples()
      }
    } catch (error) {
      buffer = [...rows, ...buffer].slice(-BUFFERED_MAX)
      log.warn({ err: error, waiting: buffer.length }, 'samples could not be stored')
    }
  }
  const tick = async () => {
    await flush()
    if (!stopped) cancel = clock.after(FLUSH_MS, () => void tick())
  }
  cancel = clock.after(FLUSH_MS, () => void tick())

  return {
    record(clusterId, status) {
      const second = Math.floor(Date.parse(status.observedAt) / 1000)
      if (lastSecond.get(clusterId) === second) return
      lastSecond.set(clusterId, second)
      const values: LiveSample['values'] = {}
      for (const instance of status.instances) {
        const value = {
          lagSeconds: instance.replication?.lagSeconds ?? null,
          transactionsBehind: instance.replication?.transactionsBehind ?? null,
          queriesPerSecond: instance.mysql?.queriesPerSecond ?? null,
          threadsConnected: instance.mysql?.threadsConnected ?? null,
          usedBytes: instance.volume?.usedBytes ?? null,
        }
        values[instance.name] = value
        buffer.push({ clusterId, instance: instance.name, at: new Date(second * 1000), ...value, healthy: instance.level === 'healthy' })
      }
      if (status.instances.length > 0) {
        notifyNow({ topic: 'sample', clusterId, sample: { at: second, values } }).catch((error: unknown) => log.debug({ err: error }, 'a live sample was not announced'))
      }
    },
    async stop() {
      stopped = true
      cancel()
      await flush()
    },
  }
}

/** Averages closed bins of each resolution into the next coarser one (keeping the highest lag), then drops what is too old. */
export async function rollUpSamples(): Promise<void> {
  for (const [index, fine] of RESOLUTIONS.entries()) {
    const coarse = RESOLUTIONS[index + 1]
    if (coarse) {
      await db().$executeRaw`
        INSERT INTO "Sample" ("clusterId", "instance", "resolutionSeconds", "at", "lagSeconds", "lagMaxSeconds", "transactionsBehind", "queriesPerSecond", "threadsConnected", "usedBytes", "healthy")
        SELECT "clusterId", "instance", ${coarse.seconds}, date_bin(${coarse.seconds} * interval '1 second', "at", 'epoch'), avg("lagSeconds"), max("lagMaxSeconds"),
          avg("transactionsBehind"), avg("queriesPerSecond"), avg("threadsConnected"), max("usedBytes"), bool_and("healthy")
        FROM "Sample" WHERE "resolutionSeconds" = ${fine.seconds} AND "at" >= date_bin(${coarse.seconds} * interval '1 second', now() - ${coarse.seconds * 6 + 60} * interval '1 second', 'epoch')
        GROUP BY 1, 2, 4
        HAVING date_bin(${coarse.seconds} * interval '1 second', min("at"), 'epoch') + ${coarse.seconds} * interval '1 second' <= now()
        ON CONFLICT ("clusterId", "instance", "resolutionSeconds", "at") DO UPDATE SET "lagSeconds" = excluded."lagSeconds", "lagMaxSeconds" = excluded."lagMaxSeconds",
          "transactionsBehind" = excluded."transactionsBehind", "queriesPerSecond" = excluded."queriesPerSecond", "threadsConnected" = excluded."threadsConnected",
          "usedBytes" = excluded."usedBytes", "healthy" = excluded."healthy"`
    }
    await db().$executeRaw`DELETE FROM "Sample" WHERE "resolutionSeconds" = ${fine.seconds} AND "at" < now() - ${fine.keptSeconds} * interval '1 second'`
  }
}
