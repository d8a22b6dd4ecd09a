import { createJournal } from './journal'
import { registerPod } from './create-pod'
import { startOnNode } from './pod-binding'
import type { PodRuntime } from './pod-runtime'
import { SNAPSHOT_VERSION, type SandboxSnapshot } from './snapshot-schema'
import { settleGroup } from './settle-group'
import type { World } from './world'

/** Everything that survives switching the machines off, as plain JSON. The sandbox goes on. */
export function takeSnapshot(world: World): SandboxSnapshot {
  for (const group of world.groups.values()) settleGroup(world, group)
  const snapshot: SandboxSnapshot = {
    version: SNAPSHOT_VERSION,
    takenAt: world.clock.now(),
    number: world.lastNumber(),
    objects: world.objects.all(),
    volumes: [...world.volumes.values()],
    lostClaims: [...world.lostClaims],
    journals: Object.fromEntries([...world.journals].map(([uuid, journal]) => [uuid, journal.snapshot()])),
    images: Object.fromEntries([...world.nodes.values()].map(({ name, images }) => [name, [...images]])),
    nodes: Object.fromEntries([...world.pods.values()].flatMap((pod) => (pod.node === null ? [] : [[pod.uid, pod.node] as const]))),
    loads: Object.fromEntries(world.loads),
  }
  // a copy: the world moves on
  return structuredClone(snapshot)
}

export interface RestoreOptions {
  /** finds a node for pods that had none */
  bind(pod: PodRuntime): void
  /** until when clients wrote, ms since the epoch: later than the snapshot when the process was killed afterwards */
  wroteUntil: number
}

/**
 * Puts a snapshot into an empty world: machines that were switched off in order and come back. Pods keep their nodes and volumes
 * and start their containers again; faults are over.
 */
export function restoreSnapshot(world: World, stored: SandboxSnapshot, { bind, wroteUntil }: RestoreOptions): void {
  const snapshot = structuredClone(stored)
  for (const [uuid, periods] of Object.entries(snapshot.journals)) {
    const journal = createJournal(world.random, uuid, periods)
    const wasWriting = periods.at(-1)?.toMs === null
    journal.closeLoad(wroteUntil)
    world.journals.set(uuid, journal)
    const volume = snapshot.volumes.find(({ data }) => data.serverUuid === uuid)
    if (wasWriting && volume) volume.data.executed[uuid] = volume.data.logged = Math.max(volume.data.logged, journal.countAt(wroteUntil))
  }
  for (const [name, images] of Object.entries(snapshot.images)) for (const image of images) world.nodes.get(name)?.images.add(image)
  for (const uid of snapshot.lostClaims) world.lostClaims.add(uid)
  for (const [clusterId, load] of Object.entries(snapshot.loads)) world.loads.set(clusterId, load)
  for (const volume of snapshot.volumes) {
    const { data } = volume
    data.shutDownCleanly = true
    if (data.channel) data.channel.ioConnected = false
    if (data.clone?.state === 'in-progress') Object.assign(data.clone, { state: 'failed', errorNumber: 3862, errorMessage: 'Clone Donor Error: 2013 : Lost connection to MySQL server during query.' })
    world.volumes.set(volume.claimUid, volume)
  }
  // those that were being deleted are gone by now
  const pods = snapshot.objects.filter((object) => object.manifest.kind === 'Pod' && object.deletingSince === null)
  for (const object of snapshot.objects) if (object.manifest.kind !== 'Pod') world.objects.restore(object)
  for (const object of pods) {
    world.objects.restore(object)
    startAgain(world, registerPod(world, object), snapshot.nodes[object.uid], bind)
  }
  announce(world, snapshot)
}

function startAgain(world: World, pod: PodRuntime, nodeName: string | undefined, bind: (pod: PodRuntime) => void): void {
  const node = world.nodes.get(nodeName ?? '')
  if (!node) {
    bind(pod)
    return
  }
  pod.node = node.name
  world.schedule(world.random.between(`return/${pod.uid}`, 200, 1500), () => {
    startOnNode(world, pod, node)
  })
}

/** Controllers look at everything once. */
function announce(world: World, snapshot: SandboxSnapshot): void {
  for (const { manifest, namespace } of snapshot.objects) {
    world.signals.emit('object-changed', { kind: manifest.kind, namespace, name: manifest.metadata.name, clusterId: null })
  }
}
