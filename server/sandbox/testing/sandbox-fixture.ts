import { CLUSTER_PRESETS, GIB, type ClusterSpec } from '@/server/contracts/cluster-spec'
import type { ClusterReference, ClusterSecrets, KubernetesManifest } from '@/server/domain/kubernetes-port'
import { LABELS, objectNames } from '@/server/domain/kubernetes-port'
import type { MysqlCommand, MysqlResult } from '@/server/domain/mysql-port'
import type { KubernetesObservation, MysqlFacts, ObservedPod } from '@/server/domain/observation'
import { buildManifests } from '@/server/kubernetes/manifests/build-manifests'
import { createSandbox, type Sandbox, type SandboxOptions } from '../create-sandbox'
import { createTestClock, type TestClock } from '../test-clock'

export const START_MS = Date.UTC(2026, 0, 15, 9, 0, 0)
const SECRETS: ClusterSecrets = { root: 'root-1', operator: 'operator-1', replication: 'replication-1', clone: 'clone-1', backup: 'backup-1', exporter: 'exporter-1' }
/** the longest that MySQL takes */
const SEMI_SYNC_TIMEOUT_MS = 4_294_967_295
const KUBERNETES_ID = 'sandbox-1'

export interface Fixture {
  clock: TestClock
  sandbox: Sandbox
  owner: ClusterReference
  spec: ClusterSpec
  secrets: ClusterSecrets
  wanted(replicas?: number): KubernetesManifest[]
  apply(replicas?: number): Promise<void>
  observe(replicas?: number): KubernetesObservation
  pod(name: string): ObservedPod
  /** until exactly these instances are there and ready */
  untilReady(count: number): Promise<void>
  facts(instance: string): Promise<MysqlFacts>
  ask(instance: string): Promise<MysqlResult<MysqlFacts>>
  command(instance: string, command: MysqlCommand): Promise<MysqlResult<void>>
  label(instance: string, labels: Record<string, string | null>): Promise<void>
  /** what an operator does with a new cluster: bootstraps ordinal 0, clones the others from it and lets them follow */
  replicate(): Promise<void>
  /** the primary's commits wait for so many replicas, which acknowledge */
  semiSync(waitForReplicaCount: number, timeoutMs?: number): Promise<void>
  host(instance: string): string
  events(reason: string): string[]
}

export interface FixtureOptions {
  name?: string
  namespace?: string
  clusterId?: string
  seed?: number
  spec?: Partial<ClusterSpec>
  sandbox?: Partial<SandboxOptions>
  /** a second cluster in the same world */
  beside?: Fixture
}

/** A cluster in a sandbox under a test clock, with what tests do to it again and again. */
export function createFixture(options: FixtureOptions = {}): Fixture {
  const clock = options.beside?.clock ?? createTestClock(START_MS)
  const sandbox = options.beside?.sandbox ?? createSandbox({ clock, seed: options.seed ?? 1, kubernetesClusterId: KUBERNETES_ID, ...options.sandbox })
  sandbox.start()
  const { port, watch } = sandbox.connection
  const name = options.name ?? 'shop-db'
  const owner: ClusterReference = { clusterId: options.clusterId ?? `id-${name}`, namespace: options.namespace ?? 'shop', name }
  const spec: ClusterSpec = { ...requirePreset(), instances: 3, ...options.spec }
  const wanted = (replicas = spec.instances): KubernetesManifest[] => buildManifests({ cluster: owner, spec, secrets: SECRETS, replicas, managed: true })
  const observe = (replicas?: number): KubernetesObservation => watch.observe(owner, wanted(replicas))
  // without the objects, which cost more to build than all the rest
  const pods = (): ObservedPod[] => watch.observe(owner, []).pods
  const target = (instance: string) => {
    const pod = pods().find((candidate) => candidate.name === instance)
    return { kubernetesClusterId: KUBERNETES_ID, namespace: owner.namespace, pod: instance, podUid: pod?.uid ?? 'none', address: pod?.address ?? null, credentials: { user: 'operator', password: SECRETS.operator } }
  }

  async function give(instance: string, command: MysqlCommand): Promise<void> {
    const result = await fixture.command(instance, command)
    if (!result.ok) throw new Error(`${command.type} at ${instance}: ${result.failure.message}`)
  }

  const fixture: Fixture = {
    clock, sandbox, owner, spec, wanted, observe,
    secrets: SECRETS,
    async apply(replicas) {
      for (const manifest of wanted(replicas)) watch.noteApplied(owner, manifest, await port.apply(manifest, owner))
    },
    pod(instance) {
      const found = pods().find((pod) => pod.name === instance)
      if (!found) throw new Error(`There is no pod ${instance}`)
      return found
    },
    untilReady: (count) =>
      clock.advanceUntil(() => {
        const now = pods()
        return now.length === count && now.every((pod) => pod.ready && !pod.deleting)
      }, `${count} ready pods`),
    ask: (instance) => sandbox.mysql.observe(target(instance), { timeoutMs: 1000, includeSizes: true }),
    async facts(instance) {
      const result = await fixture.ask(instance)
      if (!result.ok) throw new Error(`${instance}: ${result.failure.message}`)
      return result.value
    },
    command: (instance, command) => sandbox.mysql.execute(target(instance), command, 1000),
    label: (instance, labels) => port.labelPod(owner.namespace, instance, fixture.pod(instance).uid, labels),
    replicate: () => replicate(fixture),
    async semiSync(waitForReplicaCount, timeoutMs = SEMI_SYNC_TIMEOUT_MS) {
      const [primary = '', ...replicas] = pods().map((pod) => pod.name).sort()
      for (const replica of replicas) {
        await give(replica, { type: 'configure-semisync-replica', enabled: true })
        await give(replica, { type: 'stop-replication', threads: 'io' })
        await give(replica, { type: 'start-replication', threads: 'io' })
      }
      await give(primary, { type: 'configure-semisync-source', enabled: true, waitForReplicaCount, timeoutMs })
    },
    host: (instance) => `${instance}.${name}.${owner.namespace}.svc.cluster.local`,
    events: (reason) => observe().events.filter((event) => event.reason === reason).map((event) => event.message),
  }
  return fixture
}

/** Three small instances, so that many fit. */
function requirePreset(): ClusterSpec {
  const preset = CLUSTER_PRESETS.find((candidate) => candidate.id === 'production-small')
  if (!preset) throw new Error('The preset is missing')
  return { ...preset.spec, resources: { cpuRequestMillicores: 500, cpuLimitMillicores: null, memoryBytes: GIB }, storage: { className: null, sizeBytes: 10 * GIB } }
}

async function replicate(fixture: Fixture): Promise<void> {
  const { owner, clock, spec } = fixture
  const { instance } = objectNames(owner.name)
  const primary = instance(0)
  await fixture.command(primary, { type: 'bootstrap', clusterId: owner.clusterId })
  await fixture.command(primary, { type: 'set-writable' })
  await fixture.label(primary, { [LABELS.role]: 'primary' })
  for (let ordinal = 1; ordinal < spec.instances; ordinal++) {
    const replica = instance(ordinal)
    const clone = await fixture.command(replica, { type: 'clone-from', donorHost: fixture.host(primary), donorPort: 3306, user: 'clone', password: SECRETS.clone })
    if (!clone.ok) throw new Error(clone.failure.message)
    await clock.advanceUntil(async () => {
      const answer = await fixture.ask(replica)
      return answer.ok && answer.value.clone?.state === 'completed'
    }, `${replica} cloned`)
    await fixture.command(replica, { type: 'follow-source', sourceHost: fixture.host(primary), sourcePort: 3306, user: 'replication', password: SECRETS.replication })
    await fixture.label(replica, { [LABELS.role]: 'replica', [LABELS.reads]: 'true' })
  }
  await fixture.untilReady(spec.instances)
}
