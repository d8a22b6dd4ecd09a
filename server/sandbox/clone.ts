import type { CloneFacts } from '@/server/domain/observation'
import { sortedMembers } from './mysql-group'
import type { MysqlGroup } from './mysql-group-state'
import { canConnect } from './network'
import type { PodRuntime } from './pod-runtime'
import { settleGroup } from './settle-group'
import { tablespaceBytes, type CloneRecord, type DataDirectory } from './volume'
import { volumeOf } from './volume-of'
import type { World } from './world'

export interface CloneRequest {
  recipient: PodRuntime
  donor: PodRuntime | null
  /** host:port as the recipient names the donor */
  source: string
  user: string
  password: string
  /** true: a server of an init container receives; it has nothing to lose and is never restarted */
  inInitContainer: boolean
  ended(succeeded: boolean): void
}

export interface CloneProblem {
  number: number
  message: string
}

/** ER_CLONE_TOO_MANY_CONCURRENT_CLONES of the recipient itself */
export const TOO_MANY: CloneProblem = { number: 3634, message: 'Too many concurrent clone operations. Maximum allowed - 1.' }
const SETUP_MS = 700
/** what becomes of a running clone when it ends; not part of the stored record */
const endings = new WeakMap<CloneRecord, (succeeded: boolean) => void>()

/** Begins to copy, unless one runs already. @returns why it cannot, or null when it runs; a refusal is also what the clone's status tells then */
export function startClone(world: World, group: MysqlGroup, request: CloneRequest): CloneProblem | null {
  const recipient = volumeOf(world, request.recipient)
  if (!recipient) return { number: 1, message: 'The recipient has no volume' }
  settleGroup(world, group)
  if (recipient.data.clone?.state === 'in-progress') return TOO_MANY
  const now = world.clock.now()
  const record: CloneRecord = { state: 'failed', source: request.source, donorPodUid: request.donor?.uid ?? null, startedAt: now, endsAt: now, bytesTotal: 0, errorNumber: 0, errorMessage: '' }
  const refusal = refuse(world, group, request)
  recipient.data.clone = record
  if (refusal || !request.donor) {
    const problem = refusal ?? { number: 2005, message: 'Unknown host' }
    Object.assign(record, { errorNumber: problem.number, errorMessage: problem.message })
    return problem
  }
  const donorVolume = volumeOf(world, request.donor)
  record.bytesTotal = donorVolume ? tablespaceBytes(donorVolume) : 0
  record.endsAt = now + SETUP_MS + Math.round((record.bytesTotal * 1000) / world.tuning.cloneBytesPerSecond)
  record.state = 'in-progress'
  endings.set(record, request.ended)
  // user data of the recipient is dropped first
  Object.assign(recipient.data, { state: request.inInitContainer ? 'partial' : 'ready', executed: {}, logged: 0, purged: {}, clusterId: null, loadedBytes: 0, opened: false, channel: null } satisfies Partial<DataDirectory>)
  world.schedule(record.endsAt - now, () => finishClone(world, group, request, record))
  return null
}

function refuse(world: World, group: MysqlGroup, request: CloneRequest): CloneProblem | null {
  const { donor } = request
  const donorData = donor ? volumeOf(world, donor)?.data : undefined
  if (!donor || !donorData || !canConnect(world, request.recipient, donor)) {
    return { number: 3862, message: `Clone Donor Error: 2003 : Can't connect to MySQL server on '${request.source}' (111).` }
  }
  if (donorData.passwords[request.user] !== request.password) {
    return { number: 3862, message: `Clone Donor Error: 1045 : Access denied for user '${request.user}'@'%' (using password: YES).` }
  }
  if (isDonating(world, group, donor) || donorData.clone?.state === 'in-progress') {
    return { number: 3862, message: 'Clone Donor Error: 3634 : Too many concurrent clone operations. Maximum allowed - 1.' }
  }
  return null
}

/** MySQL gives one clone at a time. */
export function isDonating(world: World, group: MysqlGroup, donor: PodRuntime): boolean {
  return sortedMembers(group).some((pod) => {
    const clone = volumeOf(world, pod)?.data.clone
    return clone?.state === 'in-progress' && clone.donorPodUid === donor.uid
  })
}

function finishClone(world: World, group: MysqlGroup, request: CloneRequest, record: CloneRecord): void {
  const recipient = volumeOf(world, request.recipient)
  const donor = request.donor ? volumeOf(world, request.donor) : null
  if (!recipient || !donor || recipient.data.clone !== record || record.state !== 'in-progress') return
  settleGroup(world, group)
  record.state = 'completed'
  Object.assign(recipient.data, {
    state: 'ready',
    // auto.cnf is not copied
    serverUuid: recipient.data.serverUuid || world.random.uuid(`server-${world.nextNumber()}`),
    passwords: { ...donor.data.passwords },
    clusterId: donor.data.clusterId,
    executed: { ...donor.data.executed },
    logged: donor.data.executed[recipient.data.serverUuid] ?? 0,
    purged: { ...donor.data.executed },
    loadedBytes: donor.data.loadedBytes,
    opened: donor.data.opened,
    channel: null,
    shutDownCleanly: true,
  } satisfies Partial<DataDirectory>)
  endings.get(record)?.(true)
}

/** Ends as failed what `pod` was giving or receiving, when its server goes or the network between fails. */
export function abandonClones(world: World, group: MysqlGroup, pod: PodRuntime): void {
  for (const member of sortedMembers(group)) {
    const data = volumeOf(world, member)?.data
    const record = data?.clone
    if (!record || record.state !== 'in-progress' || (member !== pod && record.donorPodUid !== pod.uid)) continue
    Object.assign(record, { state: 'failed', endsAt: world.clock.now(), errorNumber: 3862, errorMessage: 'Clone Donor Error: 2013 : Lost connection to MySQL server during query.' })
    endings.get(record)?.(false)
  }
}

/** What performance_schema.clone_status and clone_progress would say. */
export function readClone(data: DataDirectory, nowMs: number): CloneFacts | null {
  const record = data.clone
  if (!record) return null
  const done = record.state === 'completed' ? 1 : fractionOf(record, nowMs)
  return {
    state: record.state,
    source: record.source,
    progress: record.state === 'failed' ? null : done,
    stage: record.state === 'completed' ? 'RECOVERY' : stageOf(done),
    bytesDone: Math.round(record.bytesTotal * done),
    bytesTotal: record.bytesTotal,
    startedAt: record.startedAt,
    errorNumber: record.errorNumber,
    errorMessage: record.errorMessage,
  }
}

export function fractionOf(record: CloneRecord, nowMs: number): number {
  const durationMs = record.endsAt - record.startedAt
  return durationMs <= 0 ? 0 : Math.max(0, Math.min(1, (nowMs - record.startedAt) / durationMs))
}

function stageOf(fraction: number): string {
  if (fraction < 0.03) return 'DROP DATA'
  if (fraction < 0.88) return 'FILE COPY'
  if (fraction < 0.94) return 'PAGE COPY'
  return fraction < 0.97 ? 'REDO COPY' : 'FILE SYNC'
}
