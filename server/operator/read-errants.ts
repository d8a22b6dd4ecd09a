import { db, jsonOf, runInTransaction } from '@/server/database/client'
import { notify } from '@/server/database/notify'
import type { Clock } from '@/server/domain/clock'
import type { OperatorMemory } from '@/server/domain/memory'
import type { MysqlPort, MysqlTarget } from '@/server/domain/mysql-port'
import { log } from '@/server/log/log'

const SHOWN_MAX = 50
const TIMEOUT_MS = 20_000
const RETRY_MS = 30_000

export interface ErrantReader {
  /**
   * Called after each round: what is new is read beside the rounds, once for each set, so that none waits for it.
   * @param targetOf null while the instance cannot be reached
   */
  follow(memory: Pick<OperatorMemory, 'instances'>, mysql: Pick<MysqlPort, 'listTransactions'>, targetOf: (instance: string) => MysqlTarget | null): void
}

/** Keeps what instances have that the primary lacks in Postgres, so that people see it before they decide. */
export function startErrantReader(clusterId: string, clock: Clock, mayAct: () => boolean): ErrantReader {
  /** '' as soon as the row was removed */
  const known = new Map<string, string>()
  const notBefore = new Map<string, number>()
  const store = async (instance: string, gtids: string, work: () => Promise<void>) => {
    notBefore.set(instance, clock.now() + RETRY_MS)
    try {
      await work()
      known.set(instance, gtids)
      notBefore.delete(instance)
    } catch (error) {
      log.warn({ err: error, clusterId, instance }, 'the transactions that only this instance has could not be read')
    }
  }
  return {
    follow(memory, mysql, targetOf) {
      for (const [instance, { errantGtids }] of Object.entries(memory.instances)) {
        if (errantGtids === (known.get(instance) ?? '') || clock.now() < (notBefore.get(instance) ?? 0) || !mayAct()) continue
        if (errantGtids === '') {
          void store(instance, '', () => remove(clusterId, instance))
          continue
        }
        const target = targetOf(instance)
        if (target) void store(instance, errantGtids, () => readAndKeep({ clusterId, instance, gtids: errantGtids, clock, mysql, target }))
      }
    },
  }
}

interface Question { clusterId: string; instance: string; gtids: string; clock: Clock; mysql: Pick<MysqlPort, 'listTransactions'>; target: MysqlTarget }

async function readAndKeep({ clusterId, instance, gtids, clock, mysql, target }: Question): Promise<void> {
  const read = await mysql.listTransactions(target, { gtids, limit: SHOWN_MAX }, TIMEOUT_MS)
  if (!read.ok) throw new Error(read.failure.message)
  const row = { gtids, transactions: jsonOf(read.value.transactions), complete: read.value.complete, readAt: new Date(clock.now()) }
  await runInTransaction(async (tx) => {
    await tx.errantTransactions.upsert({ where: { clusterId_instance: { clusterId, instance } }, create: { clusterId, instance, ...row }, update: row })
    await notify(tx, { topic: 'status', clusterId })
  })
}

async function remove(clusterId: string, instance: string): Promise<void> {
  await db().errantTransactions.deleteMany({ where: { clusterId, instance } })
}
