import type { MysqlFailure, MysqlPort, MysqlResult, MysqlTarget } from '@/server/domain/mysql-port'
import type { MysqlFacts } from '@/server/domain/observation'
import { readClone } from './clone'
import { beginCommand } from './mysql-commands'
import { listTransactions } from './logged-transactions'
import { groupOfPod, loadAt } from './mysql-group'
import type { MysqlGroup } from './mysql-group-state'
import { versionOf } from './mysqld'
import { readReplication } from './replication'
import { readSemiSync } from './semi-sync'
import { settleGroup } from './settle-group'
import type { PodRuntime } from './pod-runtime'
import { pause } from './pause'
import { binlogBytes, formatGtids, tablespaceBytes, type DataDirectory, type Volume } from './volume'
import { volumeOf } from './volume-of'
import { nodesReachable, podNamed, type World } from './world'

const BACKGROUND_QUERIES_PER_SECOND = 12
const QUERIES_PER_TRANSACTION = 4
const SERVER_ID_BASE = 100
const LOOK_MS = 50

type Reached = { pod: PodRuntime; volume: Volume }

/** MySQL servers of the sandbox, as Podkeeper's operator account sees them. Never throws. */
export function createSandboxMysql(world: World): MysqlPort {
  return {
    async observe(target, { timeoutMs, includeSizes }) {
      const startedMs = world.clock.now()
      const reached = await reach(world, target, timeoutMs)
      if (!reached.ok) return reached
      return { ok: true, value: readFacts(world, reached.value, { includeSizes, startedMs }) }
    },
    async execute(target, command, timeoutMs) {
      const deadlineMs = world.clock.now() + timeoutMs
      const reached = await reach(world, target, timeoutMs)
      if (!reached.ok) return reached
      const { pod } = reached.value
      const begun = beginCommand(world, pod, command)
      if ('failure' in begun) return { ok: false, failure: begun.failure }
      return waitUntil(begun.isOver, world, pod, { what: command.type, deadlineMs })
    },
    async listTransactions(target, wanted, timeoutMs) {
      const reached = await reach(world, target, timeoutMs)
      return reached.ok ? { ok: true, value: listTransactions(reached.value.volume.data, wanted) } : reached
    },
    close: () => Promise.resolve(),
  }
}

/** The statement goes on at the server when its time is over here. */
async function waitUntil(isOver: () => boolean, world: World, pod: PodRuntime, { what, deadlineMs }: { what: string; deadlineMs: number }): Promise<MysqlResult<void>> {
  const { startedAt } = pod.mysqld
  while (!isOver()) {
    if (world.clock.now() >= deadlineMs) return fail('timeout', `${what} at ${pod.name} took too long`, null)
    await pause(world, Math.min(LOOK_MS, deadlineMs - world.clock.now()))
    if (pod.mysqld.state !== 'running' || pod.mysqld.startedAt !== startedAt) return fail('refused', 'Lost connection to MySQL server during query', 2013)
    settleGroup(world, groupOfPod(world, pod))
  }
  return { ok: true, value: undefined }
}

/** Connects and signs in, with the failures that a client library would tell. */
async function reach(world: World, target: MysqlTarget, timeoutMs: number): Promise<MysqlResult<Reached>> {
  const delayMs = world.tuning.latencyMs + 2 * slownessOf(world, target)
  await pause(world, Math.min(delayMs, timeoutMs))
  const pod = podNamed(world, target.namespace, target.pod)
  if (target.kubernetesClusterId !== world.kubernetesClusterId) return fail('error', 'There is no such sandbox', null)
  if (pod && pod.uid === target.podUid && (delayMs >= timeoutMs || isSilent(world, pod))) {
    await pause(world, timeoutMs - Math.min(delayMs, timeoutMs))
    return fail('timeout', `connect ETIMEDOUT ${pod.address ?? target.pod}:3306`, null)
  }
  const volume = pod ? volumeOf(world, pod) : null
  if (!pod || pod.uid !== target.podUid || !volume || pod.mysqld.state !== 'running') {
    return fail('refused', `connect ECONNREFUSED ${target.address ?? target.pod}:3306`, null)
  }
  const { user, password } = target.credentials
  if (volume.data.passwords[user] !== password) return fail('access-denied', `Access denied for user '${user}'@'%' (using password: YES)`, 1045)
  return { ok: true, value: { pod, volume } }
}

function slownessOf(world: World, target: MysqlTarget): number {
  const pod = podNamed(world, target.namespace, target.pod)
  return pod ? (groupOfPod(world, pod).faults.delayMs.get(pod.name) ?? 0) : 0
}

/** Podkeeper gets no answer at all from it. */
function isSilent(world: World, pod: PodRuntime): boolean {
  const { faults } = groupOfPod(world, pod)
  return pod.mysqld.hung || !nodesReachable(world, null, pod.node) || faults.cutFromOperator.has(pod.name) || faults.isolated.has(pod.name)
}

function fail(reason: MysqlFailure['reason'], message: string, errorNumber: number | null): { ok: false; failure: MysqlFailure } {
  return { ok: false, failure: { reason, message, errorNumber } }
}

function readFacts(world: World, { pod, volume }: Reached, { includeSizes, startedMs }: { includeSizes: boolean; startedMs: number }): MysqlFacts {
  const group = groupOfPod(world, pod)
  settleGroup(world, group)
  const now = world.clock.now()
  const { data } = volume
  const uptimeSeconds = Math.floor((now - (pod.mysqld.startedAt ?? now)) / 1000)
  return {
    version: versionOf(pod),
    serverUuid: data.serverUuid,
    serverId: SERVER_ID_BASE + pod.ordinal,
    uptimeSeconds,
    readOnly: pod.mysqld.readOnly,
    superReadOnly: pod.mysqld.superReadOnly,
    gtidExecuted: formatGtids(data.executed),
    gtidPurged: formatGtids(data.purged),
    userSchemaCount: hasUserSchema(data) ? 1 : 0,
    clusterId: data.clusterId,
    replication: readReplication(world, group, pod, data),
    semiSync: readSemiSync(world, group, pod, data),
    clone: readClone(data, now),
    threadsConnected: countThreads(world, group, pod, now),
    connectionsMax: pod.mysqld.connectionsMax,
    questions: questionsOf(pod, data, uptimeSeconds),
    dataBytes: includeSizes ? tablespaceBytes(volume) + binlogBytes(volume) : null,
    roundTripMs: now - startedMs + Math.round(world.random.between(`round/${pod.uid}/${now}`, 1, 6)),
  }
}

/** The clients make their schema `app` with the first of their transactions. */
function hasUserSchema(data: DataDirectory): boolean {
  return Object.values(data.executed).some((last) => last > 3)
}

function countThreads(world: World, group: MysqlGroup, pod: PodRuntime, nowMs: number): number {
  const writes = loadAt(group, pod) / 4
  const moving = 0.75 + 0.5 * world.random.noise(`threads/${pod.namespace}/${pod.name}`, nowMs, 20_000)
  return Math.min(pod.mysqld.connectionsMax, 3 + Math.round((writes + (pod.ready ? 5 : 0)) * moving))
}

function questionsOf(pod: PodRuntime, data: DataDirectory, uptimeSeconds: number): number {
  const executed = Object.values(data.executed).reduce((sum, last) => sum + last, 0)
  return uptimeSeconds * BACKGROUND_QUERIES_PER_SECOND + Math.max(0, executed - pod.mysqld.executedAtStart) * QUERIES_PER_TRANSACTION
}
