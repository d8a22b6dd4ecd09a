import type { CloneFacts } from '@/server/domain/observation'
import { MIB } from '@/server/contracts/cluster-spec'

/** Highest transaction of each server: sets in the sandbox have no gaps. */
export type Positions = Record<string, number>

/** A provisioned volume; goes with its claim. */
export interface Volume {
  claimUid: string
  /** nodes of this zone can mount it; null: all */
  zone: string | null
  capacityBytes: number
  data: DataDirectory
}

/** What is on disk, so that it survives pods. */
export interface DataDirectory {
  /** empty: nothing there · partial: an initialization or clone was cut off · ready: mysqld can start on it */
  state: 'empty' | 'partial' | 'ready'
  serverUuid: string
  /** account → password as given at initialization */
  passwords: Record<string, string>
  clusterId: string | null
  executed: Positions
  /** last own transaction in the binary log: one that waits for replicas is there before it is executed */
  logged: number
  purged: Positions
  /** user data apart from what replicated transactions brought */
  loadedBytes: number
  /** `statefulset` management: ordinal 0 took writes before */
  opened: boolean
  channel: ReplicationChannel | null
  clone: CloneRecord | null
  shutDownCleanly: boolean
}

export interface ReplicationChannel {
  sourceHost: string
  sourcePort: number
  user: string
  password: string
  /** what was asked for by START and STOP */
  ioWanted: boolean
  sqlWanted: boolean
  ioConnected: boolean
  ioRetryAt: number
  /** the receiver acknowledges; decided when it started */
  semiSync: boolean
  /** which life of the source's server the connection is with; null: none */
  sourceRun: string | null
  connectedAt: number
  /** last of the source's own transactions that was there when it connected */
  hadAtConnect: number
  /** when the receiver last heard of its source */
  lastHeardMs: number | null
  ioError: ThreadError | null
  sqlError: ThreadError | null
  /** relay log: first (exclusive) and last transaction of each server */
  received: Record<string, { from: number; to: number }>
  /** commit times up to here have been applied, where the applier keeps up */
  frontierMs: number
  /** transactions that it might have applied since `settledMs` and did not */
  credit: number
  settledMs: number
}

export interface ThreadError {
  number: number
  message: string
  atMs: number
}

export interface CloneRecord {
  state: CloneFacts['state']
  source: string
  donorPodUid: string | null
  startedAt: number
  endsAt: number
  bytesTotal: number
  errorNumber: number
  errorMessage: string
}

const SYSTEM_BYTES = 190 * MIB
const REDO_BYTES = 100 * MIB
const BINLOG_BYTES_MAX = 1024 * MIB
const BYTES_PER_TRANSACTION = 1500
const BINLOG_BYTES_PER_TRANSACTION = 650
/** the simulated application deletes old rows beyond this share of the volume */
const FULL_SHARE = 0.8

export function createDataDirectory(): DataDirectory {
  return {
    state: 'empty', serverUuid: '', passwords: {}, clusterId: null, executed: {}, logged: 0, purged: {}, loadedBytes: 0, opened: false,
    channel: null, clone: null, shutDownCleanly: true,
  }
}

/** The data directory of a server that was just initialized. */
export function initializeData(data: DataDirectory, serverUuid: string, passwords: Record<string, string>): void {
  Object.assign(data, createDataDirectory(), { state: 'ready', serverUuid, passwords } satisfies Partial<DataDirectory>)
}

const sum = (positions: Positions): number => Object.values(positions).reduce((total, last) => total + last, 0)

/** Tablespaces: grows with the transactions, up to a share of the volume. */
export function tablespaceBytes(volume: Volume): number {
  if (volume.data.state === 'empty') return 0
  const grown = SYSTEM_BYTES + volume.data.loadedBytes + sum(volume.data.executed) * BYTES_PER_TRANSACTION
  return Math.round(Math.min(grown, Math.max(SYSTEM_BYTES, volume.capacityBytes * FULL_SHARE - BINLOG_BYTES_MAX)))
}

export function binlogBytes(volume: Volume): number {
  return Math.min(BINLOG_BYTES_MAX, (sum(volume.data.executed) - sum(volume.data.purged)) * BINLOG_BYTES_PER_TRANSACTION)
}

export function volumeUsedBytes(volume: Volume): number {
  return volume.data.state === 'empty' ? 16 * MIB : Math.min(volume.capacityBytes, tablespaceBytes(volume) + binlogBytes(volume) + REDO_BYTES)
}

/** `uuid:1-n,…` sorted, as MySQL writes it but on one line */
export function formatGtids(positions: Positions): string {
  return Object.entries(positions)
    .filter(([, last]) => last > 0)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([uuid, last]) => (last === 1 ? `${uuid}:1` : `${uuid}:1-${last}`))
    .join(',')
}
