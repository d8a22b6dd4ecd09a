import type { Connection } from 'mysql2/promise'
import type { MysqlCommand, MysqlPort, MysqlResult, MysqlTarget } from '@/server/domain/mysql-port'
import { classifyFailure } from './classify-failure'
import { startDeadline, type Deadline } from './deadline'
import type { DialPod } from './dial-pod'
import { executeCommand } from './execute-command'
import { keepConnections } from './kept-connections'
import { listTransactions } from './list-transactions'
import { openConnection } from './open-connection'
import type { LagMemory } from './measure-lag'
import { readFacts } from './read-facts'
import { startClone } from './start-clone'

/**
 * The real MysqlPort. Observations share one kept connection per pod; a command has one of its own, because STOP REPLICA or
 * super_read_only may wait for long, and an observation must not wait with it. Nothing throws: failures are values.
 */
export function createMysqlPort({ dial }: { dial: DialPod }): MysqlPort {
  const kept = keepConnections(dial)
  const lagMemories = new Map<string, LagMemory>()
  const clones = new Set<Connection>()

  return {
    observe: (target, { timeoutMs, includeSizes }) =>
      asResult(secretsOf(target), async () => {
        const deadline = startDeadline(timeoutMs)
        try {
          const connection = await kept.get(target, deadline)
          const { facts, seen } = await deadline.limit(readFacts(connection, includeSizes, lagMemories.get(target.podUid) ?? []), `Reading ${target.pod}`)
          // An entry exists only while the replica is behind, so that those of pods that are gone are few.
          if (seen.length === 0) lagMemories.delete(target.podUid)
          else lagMemories.set(target.podUid, seen)
          return facts
        } catch (error) {
          // Whatever state it is in, an answer that comes late would be taken for that of another question.
          kept.drop(target.podUid)
          throw error
        }
      }),
    execute: (target, command, timeoutMs) =>
      asResult(secretsOf(target, command), async () => {
        const deadline = startDeadline(timeoutMs)
        if (command.type === 'clone-from') return beginClone(dial, target, command, deadline, clones)
        await withConnection(dial, target, deadline, (connection) => deadline.limit(executeCommand(connection, command), `${command.type} at ${target.pod}`))
      }),
    listTransactions: (target, wanted, timeoutMs) =>
      asResult(secretsOf(target), () => {
        const deadline = startDeadline(timeoutMs)
        return withConnection(dial, target, deadline, (connection) => deadline.limit(listTransactions(connection, wanted), `Reading the binary log of ${target.pod}`))
      }),
    close() {
      kept.close()
      for (const connection of clones) connection.destroy()
      clones.clear()
      return Promise.resolve()
    },
  }
}

async function asResult<T>(secrets: readonly string[], work: () => Promise<T>): Promise<MysqlResult<T>> {
  try {
    return { ok: true, value: await work() }
  } catch (error) {
    return { ok: false, failure: classifyFailure(error, secrets) }
  }
}

function secretsOf(target: MysqlTarget, command?: MysqlCommand): string[] {
  return command && 'password' in command ? [target.credentials.password, command.password] : [target.credentials.password]
}

async function withConnection<T>(dial: DialPod, target: MysqlTarget, deadline: Deadline, work: (connection: Connection) => Promise<T>): Promise<T> {
  const connection = await openConnection(dial, target, deadline)
  try {
    const result = await work(connection)
    // Takes leave, so that the server does not count it as aborted.
    connection.end().catch(() => connection.destroy())
    return result
  } catch (error) {
    connection.destroy()
    throw error
  }
}

/** The statement's connection stays until the clone ended, the watcher's only until it began. */
async function beginClone(dial: DialPod, target: MysqlTarget, command: Extract<MysqlCommand, { type: 'clone-from' }>, deadline: Deadline, clones: Set<Connection>): Promise<void> {
  const connection = await openConnection(dial, target, deadline)
  clones.add(connection)
  const finish = () => {
    clones.delete(connection)
    connection.destroy()
  }
  try {
    const { ended } = await withConnection(dial, target, deadline, (watcher) => deadline.limit(startClone(connection, watcher, command), `clone-from at ${target.pod}`))
    void ended.finally(finish)
  } catch (error) {
    finish()
    throw error
  }
}
