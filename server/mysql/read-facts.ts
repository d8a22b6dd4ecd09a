import type { Connection } from 'mysql2/promise'
import type { z } from 'zod'
import type { MysqlFacts } from '@/server/domain/observation'
import { numberOf } from './classify-failure'
import type { LagMemory } from './measure-lag'
import { readClone } from './read-clone'
import { readReplication } from './read-replication'
import { readSemiSync } from './read-semi-sync'
import { binaryLogRow, bytesRow, cloneRow, clusterIdRow, replicationRow, semiSyncRow, serverRow } from './rows'
import * as statements from './statements'

/**
 * Reads everything that one round wants; the statements follow each other on the one connection without waiting for this process.
 * @param seen what the last observation of this instance left, see measureLag
 */
export async function readFacts(connection: Connection, includeSizes: boolean, seen: LagMemory): Promise<{ facts: MysqlFacts; seen: LagMemory }> {
  const startedAt = performance.now()
  const [servers, ids, replications, semiSyncs, clones, dataBytes] = await Promise.all([
    readRows(connection, statements.READ_SERVER, serverRow),
    readRows(connection, statements.READ_CLUSTER_ID, clusterIdRow, MISSING),
    readRows(connection, statements.READ_REPLICATION, replicationRow),
    readRows(connection, statements.READ_SEMI_SYNC, semiSyncRow),
    readRows(connection, statements.READ_CLONE, cloneRow, MISSING),
    includeSizes ? readSizes(connection) : null,
  ])
  const server = servers[0]
  if (!server) throw new Error('The server did not say who it is')
  const replication = replications[0] ? readReplication(replications[0], seen) : null
  return {
    facts: {
      ...server,
      clusterId: ids[0]?.clusterId ?? null,
      replication: replication?.facts ?? null,
      semiSync: semiSyncs[0] ? readSemiSync(semiSyncs[0]) : null,
      clone: readClone(clones),
      dataBytes,
      roundTripMs: Math.round((performance.now() - startedAt) * 10) / 10,
    },
    seen: replication?.seen ?? [],
  }
}

/** unknown database, unknown table, and the same for an account that may not see them */
const MISSING = [1049, 1146, 1044, 1142]

/** @param absentOn numbers of errors that mean: no rows */
export async function readRows<Row>(connection: Connection, sql: string, row: z.ZodType<Row>, absentOn: readonly number[] = []): Promise<Row[]> {
  try {
    const [rows] = await connection.query(sql)
    return row.array().parse(rows)
  } catch (error) {
    const number = numberOf(error)
    if (number !== null && absentOn.includes(number)) return []
    throw error
  }
}

async function readSizes(connection: Connection): Promise<number> {
  const [tablespaces, logs] = await Promise.all([
    readRows(connection, statements.READ_TABLESPACE_BYTES, bytesRow),
    // 1381: no binary log is kept
    readRows(connection, statements.READ_BINARY_LOGS, binaryLogRow, [1381]),
  ])
  return (tablespaces[0]?.bytes ?? 0) + logs.reduce((sum, log) => sum + log.File_size, 0)
}
