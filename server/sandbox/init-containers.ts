import { fractionOf, isDonating, startClone } from './clone'
import { groupOfPod, journalOf, sortedMembers } from './mysql-group'
import { appendLog, CLONE_CONTAINER, type ContainerRuntime, type PodRuntime } from './pod-runtime'
import { beginContainer, duration, endContainer, podChanged, recordPodEvent, step } from './pod-steps'
import { readPasswords } from './secrets'
import { canConnect } from './network'
import { initializeData, type DataDirectory } from './volume'
import { volumeOf } from './volume-of'
import type { World } from './world'

const DONOR_RETRY_MS = 2000
const PROGRESS_MS = 1000
const IDENTITY_TRANSACTIONS = 3

/** Runs the init containers one after the other, then calls back. */
export function runInitContainers(world: World, pod: PodRuntime, done: () => void): void {
  const next = pod.containers.find((container) => container.kind === 'init' && container.state === 'waiting')
  if (!next) {
    done()
    return
  }
  recordPodEvent(world, pod, 'Normal', 'Pulled', `Container image "${next.image}" already present on machine`)
  beginContainer(world, pod, next)
  podChanged(world, pod)
  const finish = (): void => {
    endContainer(world, next, 'Completed', 0)
    next.ready = true
    podChanged(world, pod)
    step(world, pod, duration(world, pod, `after/${next.name}`, 100, 400), () => runInitContainers(world, pod, done))
  }
  const data = volumeOf(world, pod)?.data
  if (next.name === CLONE_CONTAINER && data) prepareData(world, pod, next, data, finish)
  else step(world, pod, duration(world, pod, `init/${next.name}`, 300, 600), finish)
}

/** What clone-mysql does: leaves a finished directory alone, wipes a half-finished one, and fills an empty one. */
function prepareData(world: World, pod: PodRuntime, container: ContainerRuntime, data: DataDirectory, finish: () => void): void {
  const say = (text: string): void => appendLog(pod, container.name, world.clock.now(), text)
  if (data.state === 'ready') {
    say('data directory is initialized; nothing to do')
    step(world, pod, duration(world, pod, 'check-data', 150, 400), finish)
    return
  }
  if (data.state === 'partial') say('an earlier initialization was not finished; the directory is wiped and begun anew')
  if (pod.selfReplicating && (pod.ordinal > 0 || hasPeerWithData(world, pod))) {
    cloneFromPeer(world, pod, data, say, finish)
    return
  }
  say('initializing an empty data directory')
  data.state = 'partial'
  step(world, pod, duration(world, pod, 'initialize', 2500, 4200), () => {
    initializeData(data, world.random.uuid(`server-${world.nextNumber()}`), readPasswords(world, pod.namespace, pod.setName))
    if (pod.selfReplicating) writeIdentity(world, pod, data)
    say('accounts created; initialized')
    finish()
  })
}

/** `statefulset` management: the cluster's identity is its first transaction; the operator's way writes it later, by SQL. */
function writeIdentity(world: World, pod: PodRuntime, data: DataDirectory): void {
  const journal = journalOf(world, data.serverUuid)
  journal.append(world.clock.now(), IDENTITY_TRANSACTIONS)
  data.logged = data.executed[data.serverUuid] = journal.countAt(world.clock.now())
  data.clusterId = pod.clusterId ?? data.serverUuid
}

/** An instance 0 that lost its volume must not begin anew beside replicas that have the data. */
function hasPeerWithData(world: World, pod: PodRuntime): boolean {
  return sortedMembers(groupOfPod(world, pod)).some((peer) => peer !== pod && Object.keys(volumeOf(world, peer)?.data.executed ?? {}).length > 0)
}

function cloneFromPeer(world: World, pod: PodRuntime, data: DataDirectory, say: (text: string) => void, finish: () => void): void {
  const donor = chooseDonor(world, pod)
  const retry = (why: string): void => {
    say(`${why}; trying again in ${DONOR_RETRY_MS / 1000} s`)
    step(world, pod, DONOR_RETRY_MS, () => cloneFromPeer(world, pod, data, say, finish))
  }
  if (!donor) {
    retry('no peer can give a copy yet')
    return
  }
  const problem = startClone(world, groupOfPod(world, pod), {
    recipient: pod, donor, source: `${donor.name}.${pod.setName}:3306`, user: 'clone',
    password: readPasswords(world, pod.namespace, pod.setName)['clone'] ?? '', inInitContainer: true,
    ended(succeeded) {
      pod.initProgress = null
      if (!succeeded) return step(world, pod, DONOR_RETRY_MS, () => cloneFromPeer(world, pod, data, say, finish))
      say(`clone ${data.clone?.bytesTotal ?? 0} bytes completed`)
      step(world, pod, 300, finish)
    },
  })
  if (problem) return retry(`ERROR ${problem.number}: ${problem.message}`)
  say(`cloning from ${donor.name}`)
  tellProgress(world, pod, data, say)
}

/** The nearest lower peer that answers and gives to nobody else, else any other. */
function chooseDonor(world: World, pod: PodRuntime): PodRuntime | null {
  const group = groupOfPod(world, pod)
  const able = sortedMembers(group).filter((peer) => peer !== pod && peer.ready && canConnect(world, pod, peer) && volumeOf(world, peer)?.data.state === 'ready' && !isDonating(world, group, peer))
  return able.filter((peer) => peer.ordinal < pod.ordinal).at(-1) ?? able[0] ?? null
}

function tellProgress(world: World, pod: PodRuntime, data: DataDirectory, say: (text: string) => void): void {
  const clone = data.clone
  if (!clone || clone.state !== 'in-progress') return
  const fraction = fractionOf(clone, world.clock.now())
  pod.initProgress = { stage: 'clone', fraction }
  say(`clone ${Math.floor(fraction * 100)} ${Math.round(clone.bytesTotal * fraction)} ${clone.bytesTotal}`)
  podChanged(world, pod)
  step(world, pod, PROGRESS_MS, () => tellProgress(world, pod, data, say))
}
