import { GIB, MIB } from '@/server/contracts/cluster-spec'
import type { Clock } from '@/server/domain/clock'
import type { KubernetesConnection } from '@/server/domain/kubernetes-port'
import type { MysqlPort } from '@/server/domain/mysql-port'
import type { SandboxControl } from '@/server/domain/sandbox-port'
import { refreshLoad } from './client-fleets'
import { createHands, type Hands } from './hands'
import { runClaimController } from './claim-controller'
import { createSandboxControl } from './control'
import { runGarbageCollector } from './delete-object'
import { createSandboxKubernetes } from './kubernetes-port'
import { createSandboxWatch } from './kubernetes-watch'
import { runProbes } from './kubelet'
import { groupOfPod } from './mysql-group'
import { createSandboxMysql } from './mysql-port'
import { runPodBinding } from './pod-binding'
import { createSetRevisions } from './set-revisions'
import { runSidecars } from './sidecar'
import { restoreSnapshot, takeSnapshot } from './snapshot'
import type { SandboxSnapshot } from './snapshot-schema'
import { runStatefulSetController } from './stateful-set-controller'
import { createWorld } from './create-world'
import type { SandboxTuning, World } from './world'

export interface SandboxOptions {
  clock: Clock
  /** the same seed and the same calls at the same times give the same world */
  seed: number
  kubernetesClusterId: string
  /** added to each call of the ports, ms; for the bench */
  latencyMs?: number
  tuning?: Partial<SandboxTuning>
  /** of each of the three nodes */
  nodeCapacity?: { cpuMillicores: number; memoryBytes: number }
  /** what an earlier sandbox put away; parse it with sandboxSnapshotSchema where it comes from outside */
  snapshot?: SandboxSnapshot
  /** false: the process was killed some time after it; its clients wrote on, or servers would know less than was seen of them */
  snapshotIsFinal?: boolean
}

export interface Sandbox {
  connection: KubernetesConnection
  mysql: MysqlPort
  control: SandboxControl
  /** the simulated things themselves, for tests that look behind the ports */
  world: World
  /** what people do behind Podkeeper's back: kubectl edit and delete, crashes */
  hands: Hands
  /** all that survives switching the machines off; give it to createSandbox to go on after a restart */
  snapshot(): SandboxSnapshot
  start(): void
  stop(): void
}

const DEFAULT_TUNING: SandboxTuning = { latencyMs: 0, cloneBytesPerSecond: 32 * MIB, applyPerSecond: 1500, transactionsPerSecond: null, linkMs: 0, nodeGraceMs: 20_000 }
const DEFAULT_NODE = { cpuMillicores: 32_000, memoryBytes: 128 * GIB }

/** An in-memory Kubernetes cluster with MySQL in its pods. Nothing moves before start() and after stop(). */
export function createSandbox(options: SandboxOptions): Sandbox {
  const tuning = { ...DEFAULT_TUNING, ...options.tuning, ...(options.latencyMs === undefined ? {} : { latencyMs: options.latencyMs }) }
  const { world, start, stop } = createWorld({ ...options, tuning, nodeCapacity: options.nodeCapacity ?? DEFAULT_NODE, numbersFrom: options.snapshot?.number ?? 0 })
  const revisions = createSetRevisions()
  const bind = runPodBinding(world)
  runStatefulSetController(world, revisions, bind)
  runClaimController(world)
  runGarbageCollector(world)
  runProbes(world)
  runSidecars(world)
  runClients(world)
  if (options.snapshot) restoreSnapshot(world, options.snapshot, { bind, wroteUntil: wroteUntil(options.snapshot, options.snapshotIsFinal !== false, options.clock.now()) })
  const watch = createSandboxWatch(world, revisions)
  return {
    connection: { id: options.kubernetesClusterId, port: createSandboxKubernetes(world), watch, close: () => watch.stop() },
    mysql: createSandboxMysql(world),
    control: createSandboxControl(world),
    hands: createHands(world),
    snapshot: () => takeSnapshot(world),
    world, start, stop,
  }
}

/** Those who keep snapshots take one a minute. */
const UNSEEN_MS = 90_000

function wroteUntil(snapshot: SandboxSnapshot, isFinal: boolean, nowMs: number): number {
  return isFinal ? snapshot.takenAt : Math.max(snapshot.takenAt, Math.min(nowMs, snapshot.takenAt + UNSEEN_MS))
}

/** The simulated applications look again for where to write when an endpoint or a server changed. */
function runClients(world: World): void {
  for (const kind of ['pod-changed', 'mysql-changed'] as const) {
    world.signals.on(kind, (pod) => refreshLoad(world, groupOfPod(world, pod)))
  }
  world.signals.on('pod-removed', (pod) => refreshLoad(world, groupOfPod(world, pod)))
  world.signals.on('object-changed', ({ kind, namespace, name }) => {
    if (kind !== 'Service' || !name.endsWith('-primary')) return
    const group = world.groups.get(`${namespace}/${name.slice(0, -'-primary'.length)}`)
    if (group) refreshLoad(world, group)
  })
}
