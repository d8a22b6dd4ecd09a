import { GIB } from '@/server/contracts/cluster-spec'
import type { Clock } from '@/server/domain/clock'
import { createEventRecorder } from './event-recorder'
import { clusterIdOf, createObjectStore } from './object-store'
import { createRandom } from './random'
import { createSignals, type SandboxNamespace, type SandboxNode, type SandboxStorageClass, type SandboxTuning, type World } from './world'

export interface WorldOptions {
  clock: Clock
  seed: number
  kubernetesClusterId: string
  tuning: SandboxTuning
  nodeCapacity: { cpuMillicores: number; memoryBytes: number }
  /** the first number that nextNumber gives is higher */
  numbersFrom: number
}

const ZONES = ['zone-a', 'zone-b', 'zone-c']
const STORAGE_CLASSES: SandboxStorageClass[] = [
  { name: 'standard', isDefault: true, provisioner: 'sandbox.podkeeper.dev/disk', expandable: true, waitsForConsumer: true, snapshots: true, zonal: true, broken: false },
  { name: 'standard-fixed', isDefault: false, provisioner: 'sandbox.podkeeper.dev/share', expandable: false, waitsForConsumer: false, snapshots: false, zonal: false, broken: false },
  { name: 'broken', isDefault: false, provisioner: 'sandbox.podkeeper.dev/offline', expandable: false, waitsForConsumer: false, snapshots: false, zonal: false, broken: true },
]
const NAMESPACES: SandboxNamespace[] = [
  { name: 'default', terminating: false, quota: null },
  { name: 'shop', terminating: false, quota: null },
  { name: 'analytics', terminating: false, quota: null },
  { name: 'small-quota', terminating: false, quota: { name: 'small', cpuMillicores: 2000, memoryBytes: 4 * GIB, pods: 4, claims: 3, storageBytes: 40 * GIB } },
]

/** Time passes between start and stop only: what is planned before waits. */
export function createWorld(options: WorldOptions): { world: World; start(): void; stop(): void } {
  const { clock, tuning, kubernetesClusterId } = options
  const random = createRandom(options.seed)
  const signals = createSignals()
  const plan = createPlan(clock)
  let number = options.numbersFrom
  const world: World = {
    kubernetesClusterId, clock, random, tuning, signals,
    nodes: new Map(ZONES.map((zone, index) => [`node-${index + 1}`, makeNode(`node-${index + 1}`, zone, options.nodeCapacity)])),
    storageClasses: new Map(STORAGE_CLASSES.map((storageClass) => [storageClass.name, { ...storageClass }])),
    namespaces: new Map(NAMESPACES.map((namespace) => [namespace.name, { ...namespace }])),
    objects: createObjectStore({
      random,
      now: () => clock.now(),
      changed: ({ manifest, namespace }) => signals.emit('object-changed', { kind: manifest.kind, namespace, name: manifest.metadata.name, clusterId: clusterIdOf(manifest) }),
    }),
    events: createEventRecorder(() => clock.now(), random, ({ namespace, group }) => {
      const clusterId = world.groups.get(`${namespace}/${group}`)?.clusterId ?? null
      if (clusterId !== null) signals.emit('object-changed', { kind: 'Event', namespace, name: group, clusterId })
    }),
    pods: new Map(),
    volumes: new Map(),
    lostClaims: new Set(),
    journals: new Map(),
    groups: new Map(),
    loads: new Map(),
    apiServer: { away: false, lastContactMs: clock.now(), deferred: [] },
    schedule: plan.schedule,
    throughApiServer(callback) {
      if (world.apiServer.away) world.apiServer.deferred.push(callback)
      else callback()
    },
    nextNumber: () => ++number,
    lastNumber: () => number,
  }
  return { world, start: plan.start, stop: plan.stop }
}

function makeNode(name: string, zone: string, capacity: { cpuMillicores: number; memoryBytes: number }): SandboxNode {
  return { name, zone, ...capacity, ready: true, cut: false, down: false, images: new Set(), waiting: [] }
}

function createPlan(clock: Clock): { schedule: World['schedule']; start(): void; stop(): void } {
  let state: 'new' | 'running' | 'stopped' = 'new'
  const before: (() => void)[] = []
  const cancels = new Set<() => void>()

  function schedule(ms: number, callback: () => void): () => void {
    if (state === 'stopped') return () => undefined
    let cancelled = false
    const begin = (): void => {
      if (cancelled) return
      const cancel = clock.after(ms, () => {
        cancels.delete(cancel)
        if (!cancelled) callback()
      })
      cancels.add(cancel)
    }
    if (state === 'new') before.push(begin)
    else begin()
    return () => {
      cancelled = true
    }
  }

  return {
    schedule,
    start() {
      if (state !== 'new') return
      state = 'running'
      for (const begin of before.splice(0)) begin()
    },
    stop() {
      state = 'stopped'
      for (const cancel of cancels) cancel()
      cancels.clear()
    },
  }
}
