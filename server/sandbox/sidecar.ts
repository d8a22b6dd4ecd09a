import { groupOfPod, sortedMembers } from './mysql-group'
import type { MysqlGroup } from './mysql-group-state'
import { executeCommand, writeTransactions } from './mysql-commands'
import { logReplicationStart } from './mysqld'
import { openChannel } from './replication-channel'
import { readPasswords } from './secrets'
import { appendLog, SIDECAR, type PodRuntime } from './pod-runtime'
import { refreshReadiness } from './pod-steps'
import { readTexts } from './read-manifest'
import { settleGroup } from './settle-group'
import type { DataDirectory } from './volume'
import { volumeOf } from './volume-of'
import type { World } from './world'

const FIRST_LOOK_MS = 1500
const NEXT_LOOK_MS = 5000
/** the source no longer has what is missing */
const PURGED = 13114

type Outcome = { done: boolean; ready: boolean; told?: string }

/**
 * The `replication` sidecar of management `statefulset`: opens ordinal 0 and points the others at it.
 * It looks only after something changed, because what runs stays as it is.
 */
export function runSidecars(world: World): void {
  const looking = new Set<string>()
  world.signals.on('mysql-changed', (pod) => {
    if (!pod.selfReplicating || pod.mysqld.state !== 'running') return
    begin(pod, FIRST_LOOK_MS)
    // replicas connect anew to a source that came back, and may find that it lacks what they need
    if (pod.ordinal === 0) for (const peer of groupOfPod(world, pod).members.values()) begin(peer, NEXT_LOOK_MS)
  })

  function begin(pod: PodRuntime, ms: number): void {
    if (looking.has(pod.uid)) return
    looking.add(pod.uid)
    world.schedule(ms, () => look(pod))
  }

  function look(pod: PodRuntime): void {
    const data = volumeOf(world, pod)?.data
    if (pod.gone || pod.mysqld.state !== 'running' || !data) {
      looking.delete(pod.uid)
      return
    }
    if (pod.mysqld.hung) {
      world.schedule(NEXT_LOOK_MS, () => look(pod))
      return
    }
    settleGroup(world, groupOfPod(world, pod))
    const outcome = pod.ordinal === 0 ? keepPrimary(world, pod, data) : keepReplica(world, pod, data)
    if (outcome.told !== undefined) appendLog(pod, SIDECAR, world.clock.now(), outcome.told)
    pod.sidecarReady = outcome.ready
    refreshReadiness(world, pod)
    if (outcome.done) looking.delete(pod.uid)
    else world.schedule(NEXT_LOOK_MS, () => look(pod))
  }
}

/** An ordinal 0 that never took writes waits for a replica: one may still hold the data of an earlier life. */
function keepPrimary(world: World, pod: PodRuntime, data: DataDirectory): Outcome {
  if (!pod.mysqld.readOnly) return { done: true, ready: true }
  if (!data.opened && wantedInstances(world, pod) > 1 && !replicasWithSameData(world, pod, data)) {
    return { done: false, ready: true, told: 'Begun empty and read-only until another instance was seen, because one may still hold this cluster\'s data' }
  }
  executeCommand(world, pod, { type: 'set-writable' })
  if (!data.opened) writeTransactions(world, pod, data, 1)
  data.opened = true
  return { done: true, ready: true, told: 'Opened for writing' }
}

function wantedInstances(world: World, pod: PodRuntime): number {
  const config = world.objects.get('ConfigMap', pod.namespace, `${pod.setName}-config`)
  const told = config ? readTexts(config.manifest, 'data')['instances'] : undefined
  return told === undefined ? 1 : Number(told)
}

function replicasWithSameData(world: World, pod: PodRuntime, data: DataDirectory): boolean {
  return sortedMembers(groupOfPod(world, pod)).some((peer) => peer !== pod && peer.mysqld.state === 'running' && volumeOf(world, peer)?.data.clusterId === data.clusterId)
}

function keepReplica(world: World, pod: PodRuntime, data: DataDirectory): Outcome {
  if (data.clone?.state === 'in-progress') return { done: false, ready: false }
  const group = groupOfPod(world, pod)
  const sourceHost = hostOf(pod, 0)
  if (data.channel?.sourceHost !== sourceHost) return attach(world, group, pod, data, sourceHost)
  if (data.channel.ioError?.number === PURGED) return heal(world, group, pod)
  Object.assign(data.channel, { ioWanted: true, sqlWanted: true })
  settleGroup(world, group)
  const stopped = data.channel.sqlError ?? (group.faults.ioStopped.has(pod.name) ? { number: 0, message: 'the receiver is stopped' } : null)
  if (stopped) return { done: false, ready: false, told: `Replication stopped: error ${stopped.number}: ${stopped.message}` }
  return { done: true, ready: true }
}

/** Follows ordinal 0 when that has all that this instance has. */
function attach(world: World, group: MysqlGroup, pod: PodRuntime, data: DataDirectory, sourceHost: string): Outcome {
  const source = group.members.get(`${pod.setName}-0`)
  const from = source?.mysqld.state === 'running' ? volumeOf(world, source)?.data : undefined
  if (!from) return { done: false, ready: pod.sidecarReady, told: `Waiting for ${sourceHost}` }
  const extra = Object.entries(data.executed).filter(([uuid, last]) => last > (from.executed[uuid] ?? 0)).map(([uuid, last]) => `${uuid}:${(from.executed[uuid] ?? 0) + 1}-${last}`)
  if (extra.length > 0) return { done: false, ready: false, told: `This instance has transactions that ${sourceHost} lacks (${extra.join(',')}). It is not followed` }
  const password = readPasswords(world, pod.namespace, pod.setName)['replication'] ?? ''
  data.channel = openChannel({ sourceHost, sourcePort: 3306, user: 'replication', password }, world.clock.now())
  logReplicationStart(world, pod, data)
  settleGroup(world, group)
  return { done: data.channel.ioError === null, ready: true, told: `Follows ${sourceHost}` }
}

/** All that this instance has is at the source: a copy loses nothing. */
function heal(world: World, group: MysqlGroup, pod: PodRuntime): Outcome {
  const donor = sortedMembers(group).find((peer) => peer !== pod && peer.ready)
  if (donor) {
    executeCommand(world, pod, { type: 'clone-from', donorHost: hostOf(pod, donor.ordinal), donorPort: 3306, user: 'clone', password: readPasswords(world, pod.namespace, pod.setName)['clone'] ?? '' })
  }
  return { done: false, ready: false, told: 'The source no longer has the transactions that are missing here: this instance is cloned anew' }
}

function hostOf(pod: PodRuntime, ordinal: number): string {
  return `${pod.setName}-${ordinal}.${pod.setName}.${pod.namespace}.svc.cluster.local`
}
