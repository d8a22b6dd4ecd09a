import { db, runInTransaction } from '@/server/database/client'
import { beginOperation } from '@/server/domain/begin-operation'
import { notify } from '@/server/database/notify'
import { analyzeCluster } from '@/server/domain/analyze-cluster'
import { chooseReplicas } from '@/server/domain/choose-replicas'
import { chooseSpec } from '@/server/domain/choose-spec'
import type { Analysis } from '@/server/domain/decision'
import type { ClusterReference, KubernetesManifest } from '@/server/domain/kubernetes-port'
import { log } from '@/server/log/log'
import { carryOut } from './act'
import type { KubernetesConnections, OpenKubernetesCluster } from './kubernetes-connections'
import type { Leadership } from './lease'
import type { LoadedCluster } from './load-definitions'
import { observeCluster, targetOf } from './observe'
import type { OperatorPorts } from './ports'
import { startErrantReader, type ErrantReader } from './read-errants'
import type { SampleRecorder } from './record-samples'
import { digestOf } from './significance'
import { storeRound } from './store-round'

const SIZES_EVERY_MS = 60_000
/** Values that move all the time are stored at least this often while they move. */
const STORE_EVERY_MS = 2_000
/** Several informer events belong to one change. */
const DEBOUNCE_MS = 40
const RETRY_AFTER_ERROR_MS = 2_000

export interface WorkerContext {
  ports: OperatorPorts
  connections: KubernetesConnections
  samples: SampleRecorder
  leadership: () => Leadership | null
  onGone: (clusterId: string) => void
}

/** Runs the rounds of one MySQL cluster, one at a time: observe → analyze → store → act. */
export class ClusterWorker {
  lastRoundAt: number | null = null
  lastRoundMs = 0
  private cancelTimer = () => {}
  private dueAt = Number.POSITIVE_INFINITY
  private running: Promise<void> | null = null
  private triggered = false
  private stopped = false
  private sizesAt = 0
  private storedAt = 0
  private storedDigest = ''
  private wanted: { key: string; manifests: KubernetesManifest[] } | null = null

  private readonly errants: ErrantReader

  constructor(private cluster: LoadedCluster, private readonly context: WorkerContext) {
    this.errants = startErrantReader(cluster.definition.id, context.ports.clock, () => !this.stopped && context.leadership() !== null)
  }

  get name(): string {
    return this.cluster.definition.name
  }

  get kubernetesClusterId(): string {
    return this.cluster.kubernetesClusterId
  }

  /** A newer definition from Postgres; what this operator remembers stays its own. */
  redefine(next: LoadedCluster): void {
    this.cluster = { ...next, memory: this.cluster.memory }
    this.trigger()
  }

  /** Something changed: a round is due at once, or right after the one that runs. */
  trigger(): void {
    if (this.running) this.triggered = true
    else this.schedule(DEBOUNCE_MS)
  }

  async stop(): Promise<void> {
    this.stopped = true
    this.cancelTimer()
    await this.running
  }

  private schedule(inMs: number): void {
    const { clock } = this.context.ports
    const dueAt = clock.now() + inMs
    if (this.stopped || dueAt >= this.dueAt) return
    this.cancelTimer()
    this.dueAt = dueAt
    this.cancelTimer = clock.after(inMs, () => {
      this.dueAt = Number.POSITIVE_INFINITY
      this.running = this.round().finally(() => { this.running = null })
    })
  }

  private async round(): Promise<void> {
    const startedAt = this.context.ports.clock.now()
    let nextMs = RETRY_AFTER_ERROR_MS
    try {
      nextMs = await this.roundOnce()
    } catch (error) {
      log.error({ err: error, clusterId: this.cluster.definition.id, cluster: this.name }, 'a round failed')
    }
    this.lastRoundAt = this.context.ports.clock.now()
    this.lastRoundMs = this.lastRoundAt - startedAt
    const again = this.triggered
    this.triggered = false
    // `running` is cleared after this returns; scheduling only sets a timer.
    this.schedule(again ? DEBOUNCE_MS : Math.max(DEBOUNCE_MS, nextMs - this.lastRoundMs))
  }

  /** @returns when the next round is due, ms */
  private async roundOnce(): Promise<number> {
    const { cluster, context } = this
    const leadership = context.leadership()
    const open = context.connections.get(cluster.kubernetesClusterId)
    if (leadership === null || open === null) return RETRY_AFTER_ERROR_MS
    const { definition, secrets } = cluster
    const owner: ClusterReference = { clusterId: definition.id, namespace: definition.namespace, name: definition.name }
    const wanted = this.buildWanted(owner)
    const now = context.ports.clock.now()
    const includeSizes = now - this.sizesAt >= SIZES_EVERY_MS
    if (includeSizes) this.sizesAt = now
    const observation = await observeCluster({ clock: context.ports.clock, connection: open.connection, mysql: open.mysql, owner, wanted, secrets, includeSizes })
    const analysis = analyzeCluster(definition, observation, cluster.memory, context.ports.clock.now())
    if (this.stopped || !(await this.store(analysis, leadership))) return RETRY_AFTER_ERROR_MS
    this.applyOperationUpdates(analysis)
    context.samples.record(definition.id, analysis.status)
    this.errants.follow(analysis.memory, open.mysql, (instance) => {
      const pod = observation.kubernetes.pods.find((candidate) => candidate.ours && candidate.name === instance)
      // The account that may read data: Podkeeper's own sees neither tables nor the binary log.
      return pod && observation.mysql[instance]?.state === 'answering' ? { ...targetOf(pod, open.connection.id, owner, secrets), credentials: { user: 'backup', password: secrets.backup } } : null
    })
    const failures = await this.act(analysis, open, owner, wanted, observation)
    return failures ? Math.max(analysis.nextRoundMs, 1_000) : analysis.nextRoundMs
  }

  private async act(analysis: Analysis, open: OpenKubernetesCluster, owner: ClusterReference, wanted: KubernetesManifest[], observation: Parameters<typeof carryOut>[1]['observation']): Promise<boolean> {
    const failures = await carryOut(analysis.decisions, {
      connection: open.connection, mysql: open.mysql, owner, wanted, observation, secrets: this.cluster.secrets,
      mayAct: () => !this.stopped && this.context.leadership() !== null,
      finishDeletion: () => this.finishDeletion(),
    })
    // What was done changes what is seen: look again soon instead of after a whole period.
    if (failures.length === 0 && analysis.decisions.some((decision) => decision.action !== null)) this.triggered = true
    return failures.length > 0
  }

  /** Built anew only when the definition or the number of replicas changed: a round must stay cheap. */
  private buildWanted(cluster: ClusterReference): KubernetesManifest[] {
    const { definition, secrets, memory } = this.cluster
    const { replicas } = chooseReplicas(definition, memory)
    const spec = chooseSpec(definition, memory)
    const key = `${definition.generation}/${replicas}/${spec.storage.sizeBytes}/${definition.deletion !== null}`
    if (this.wanted?.key !== key) {
      this.wanted = { key, manifests: this.context.ports.manifests.build({ cluster, spec, secrets, replicas, managed: true }) }
    }
    return this.wanted.manifests
  }

  private async store(analysis: Analysis, leadership: Leadership): Promise<boolean> {
    const now = this.context.ports.clock.now()
    const digest = digestOf(analysis)
    const acts = analysis.decisions.some((decision) => decision.action !== null)
    const due = digest !== this.storedDigest || now - this.storedAt >= STORE_EVERY_MS
    if (due || acts || analysis.events.length > 0 || analysis.operations.length > 0 || analysis.newOperations.length > 0) {
      if (!(await storeRound(this.cluster.definition.id, analysis, leadership))) return false
      this.storedAt = now
      this.storedDigest = digest
    }
    this.cluster.memory = analysis.memory
    return true
  }

  /** The next round must see steps as they were stored, without waiting for the database to tell. */
  private applyOperationUpdates(analysis: Analysis): void {
    const { definition } = this.cluster
    const now = this.context.ports.clock.now()
    for (const begun of analysis.newOperations) definition.operations.push(beginOperation(begun, definition.generation, now))
    for (const update of analysis.operations) {
      const operation = definition.operations.find((candidate) => candidate.id === update.id)
      if (!operation) continue
      operation.steps = update.steps
      operation.startedAt ??= this.context.ports.clock.now()
      operation.state = update.state
    }
    definition.operations = definition.operations.filter((operation) => operation.state === 'pending' || operation.state === 'running')
  }

  private async finishDeletion(): Promise<void> {
    const { id } = this.cluster.definition
    await runInTransaction(async (tx) => {
      await tx.cluster.updateMany({ where: { id, deletedAt: null, deletionRequestedAt: { not: null } }, data: { deletedAt: new Date() } })
      await tx.operation.updateMany({ where: { clusterId: id, state: { in: ['pending', 'running'] } }, data: { state: 'succeeded', finishedAt: new Date() } })
      await notify(tx, { topic: 'definition', clusterId: id })
      await notify(tx, { topic: 'status', clusterId: id })
    })
    // Secrets of a cluster whose volumes are gone open nothing any more.
    await db().cluster.updateMany({ where: { id, keepVolumes: false, deletedAt: { not: null } }, data: { encryptedSecrets: null } })
    this.context.onGone(id)
  }
}
