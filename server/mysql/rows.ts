import { z } from 'zod'

/** What the statements answer. BIGINT and DECIMAL arrive as numbers or strings, times as Unix seconds with 0 for none. */
const number = z.coerce.number()
const optionalNumber = z.union([z.null(), z.coerce.number()])
const time = z.union([z.null(), z.coerce.number()]).transform((at) => (at === null || at === 0 ? null : at))
const flag = z.union([z.number(), z.string(), z.null()]).transform((value) => Number(value) === 1)
/** GTID sets come with line breaks */
const gtidSet = z.string().transform((text) => text.replaceAll(/\s/g, ''))

export const serverRow = z.object({
  version: z.string(), serverUuid: z.string(), serverId: number, readOnly: flag, superReadOnly: flag, gtidExecuted: gtidSet, gtidPurged: gtidSet,
  connectionsMax: number, uptimeSeconds: number, threadsConnected: number, questions: number, userSchemaCount: number,
})

export const clusterIdRow = z.object({ clusterId: z.string() })

const serviceState = z.enum(['ON', 'OFF', 'CONNECTING'])
export const replicationRow = z.object({
  sourceHost: z.string(), sourcePort: number, autoPosition: flag,
  ioThreadState: serviceState, ioErrorNumber: number, ioErrorMessage: z.string(), ioErrorAt: time,
  retrievedGtidSet: gtidSet, caughtUp: flag, heartbeatAt: time, lastQueuedCommittedAt: time, lastQueuedAt: time, queueingCommittedAt: time,
  sqlThreadState: serviceState, sqlDelaySeconds: number, coordinatorCommittedAt: time, workerCommittedAt: time, lastAppliedCommittedAt: time,
  sqlErrorNumber: optionalNumber, sqlErrorMessage: z.string().nullable(), sqlErrorAt: time, now: number,
})
export type ReplicationRow = z.infer<typeof replicationRow>

export const cloneRow = z.object({
  state: z.enum(['Not Started', 'In Progress', 'Completed', 'Failed']),
  source: z.string(), startedAt: time, errorNumber: number, errorMessage: z.string(),
  stage: z.string().nullable(), stageState: z.string().nullable(), bytesTotal: optionalNumber, bytesDone: optionalNumber,
})
export type CloneRow = z.infer<typeof cloneRow>

const switched = z.enum(['ON', 'OFF']).nullable().transform((value) => (value === null ? null : value === 'ON'))
export const semiSyncRow = z.object({
  sourceEnabled: switched, sourceActive: switched, clients: optionalNumber, waitSessions: optionalNumber, waitForReplicaCount: optionalNumber, timeoutMs: optionalNumber,
  waitPoint: z.enum(['AFTER_SYNC', 'AFTER_COMMIT']).nullable(), acknowledgedCount: optionalNumber, unacknowledgedCount: optionalNumber,
  replicaEnabled: switched, replicaActive: switched,
})
export type SemiSyncRow = z.infer<typeof semiSyncRow>

export const sessionRow = z.object({ id: number })
export const cloneStateRow = z.object({ id: number, state: z.string(), startedAt: time })
export const superReadOnlyRow = z.object({ superReadOnly: flag })
export const bytesRow = z.object({ bytes: optionalNumber })
export const binaryLogFileRow = z.object({ Log_name: z.string() })
export const binaryLogEventRow = z.object({ Pos: number, Event_type: z.string(), End_log_pos: number, Info: z.string() })
export type BinaryLogEventRow = z.infer<typeof binaryLogEventRow>
export const binaryLogRow = z.object({ File_size: number })
