import type { MysqlFailure, MysqlPort, MysqlResult, MysqlTarget } from '@/server/domain/mysql-port'
import type { MysqlFacts } from '@/server/domain/observation'
import { readClone } from './clone'
import { executeCommand } from './mysql-commands'
import { groupOfPod, settleGroup } from './mysql-group'
import type { MysqlGroup } from './mysql-group-state'
import { versionOf } from './mysqld'
import { readReplication } from './replication'
import { readSemiSync } from './semi-sync'
import type { PodRuntime } from './pod-runtime'
import { pause } from './pause'
import { binlogBytes, formatGtids, tablespaceBytes, type DataDirectory, type Volume } from './volume'
import { volumeOf } from './volume-of'
import { podNamed, type World } from './world'

const BACKGROUND_QUERIES_PER_SECOND = 12
const QUERIES_PER_TRANSACTION = 4
const SERVER_ID_BASE = 100

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
      const reached = await reach(world, target, timeoutMs)
      if (!reached.ok) return reached
      const failure = executeCommand(world, reached.value.pod, command)
      return failure ? { ok: false, failure } : { ok: true, value: undefined }
    },
    close: () => Promise.resolve(),
  }
}

/** Connects and signs in, with the failures that a client library would tell. */
async function reach(world: World, target: MysqlTarget, timeoutMs: number): Promise<MysqlResult<Reached>> {
  await pause(world, Math.min(world.tuning.latencyMs, timeoutMs))
  if (target.kubernetesClusterId !== world.kubernetesClusterId) return fail('error', 'There is no such sandbox', null)
  const pod = podNamed(world, target.namespace, target.pod)
  if (pod && pod.uid === target.podUid && pod.node !== null && world.nodes.get(pod.node)?.cut) {
    await pause(world, timeoutMs)
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
    semiSync: readSemiSync(world, group, pod),
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
  const writes = group.writer?.podUid === pod.uid ? group.writer.transactionsPerSecond / 4 : 0
  const moving = 0.75 + 0.5 * world.random.noise(`threads/${pod.namespace}/${pod.name}`, nowMs, 20_000)
  return Math.min(pod.mysqld.connectionsMax, 3 + Math.round((writes + (pod.ready ? 5 : 0)) * moving))
}

function questionsOf(pod: PodRuntime, data: DataDirectory, uptimeSeconds: number): number {
  const executed = Object.values(data.executed).reduce((sum, last) => sum + last, 0)
  return uptimeSeconds * BACKGROUND_QUERIES_PER_SECOND + Math.max(0, executed - pod.mysqld.executedAtStart) * QUERIES_PER_TRANSACTION
}
