import { setTimeout as pause } from 'node:timers/promises'
import { beginOperation } from '@/server/domain/begin-operation'
import type { ClusterSpec } from '@/server/contracts/cluster-spec'
import { analyzeCluster } from '@/server/domain/analyze-cluster'
import { chooseReplicas } from '@/server/domain/choose-replicas'
import { chooseSpec } from '@/server/domain/choose-spec'
import { systemClock } from '@/server/domain/clock'
import type { Action, Analysis, NewTimelineEvent } from '@/server/domain/decision'
import { emptyMemory, type ClusterDefinition, type OperatorMemory, type PendingOperation } from '@/server/domain/memory'
import { operationOf } from '@/server/domain/testing/build-definition'
import { buildManifests } from '@/server/kubernetes/manifests/build-manifests'
import { SAMPLE_SECRETS } from '@/server/kubernetes/manifests/testing/sample-input'
import type { OpenedKubernetes } from '@/server/kubernetes/open-kubernetes'
import { createMysqlPort } from '@/server/mysql/create-mysql-port'
import { carryOut } from '../act'
import { observeCluster } from '../observe'

export const LIMIT_MS = 240_000

/** Rounds of the operator without its database, on a real Kubernetes and with the permissions of deploy/ only. */
export class Rounds {
  memory: OperatorMemory = emptyMemory()
  readonly actions: Action[] = []
  readonly failures: string[] = []
  readonly events: NewTimelineEvent[] = []
  readonly ended: { id: string; state: PendingOperation['state']; problem: string | null }[] = []
  /** of the operations that ran last */
  steps: string[] = []
  private readonly mysql = createMysqlPort({ dial: ({ namespace, pod, address }) => this.connection.dialPod({ namespace, pod, address }) })

  constructor(private readonly connection: OpenedKubernetes, public definition: ClusterDefinition) {}

  get owner() {
    return { clusterId: this.definition.id, namespace: this.definition.namespace, name: this.definition.name }
  }

  look() {
    return this.connection.watch.observe(this.owner, [])
  }

  change(spec: Partial<ClusterSpec>, changed: string[]): void {
    const generation = this.definition.generation + 1
    const { instances } = this.definition.spec
    this.definition = { ...this.definition, generation, spec: { ...this.definition.spec, ...spec }, operations: [operationOf('update', { id: `update-${generation}`, generation, parameters: { changed, from: instances, to: spec.instances ?? instances, removedVolumes: 'keep' } })] }
  }

  async round(): Promise<Analysis> {
    const { definition, connection, mysql, owner } = this
    const wanted = buildManifests({ cluster: owner, spec: chooseSpec(definition, this.memory), secrets: SAMPLE_SECRETS, replicas: chooseReplicas(definition, this.memory).replicas, managed: true })
    const observation = await observeCluster({ clock: systemClock, connection, mysql, owner, wanted, secrets: SAMPLE_SECRETS, includeSizes: false })
    const analysis = analyzeCluster(definition, observation, this.memory, Date.now())
    this.memory = analysis.memory
    this.events.push(...analysis.events)
    for (const begun of analysis.newOperations) definition.operations.push(beginOperation(begun, definition.generation, Date.now()))
    for (const { id, state, problem } of analysis.operations) if (state !== 'running') this.ended.push({ id, state, problem })
    for (const { id, state, steps } of analysis.operations) for (const operation of definition.operations) if (operation.id === id) Object.assign(operation, { state, steps })
    definition.operations = definition.operations.filter(({ state }) => state === 'pending' || state === 'running')
    if (analysis.operations.length > 0) this.steps = analysis.operations.flatMap(({ steps }) => steps.map(({ id, state }) => `${id} ${state}`))
    this.actions.push(...analysis.decisions.flatMap(({ action }) => action ?? []))
    const failed = await carryOut(analysis.decisions, { connection, mysql, owner, wanted, secrets: SAMPLE_SECRETS, observation, mayAct: () => true, finishDeletion: async () => {} })
    this.failures.push(...failed.map(({ decision, message }) => `${decision.id}: ${message}`))
    return analysis
  }

  /** @throws Error with what it hangs on */
  async run(done: (analysis: Analysis) => boolean): Promise<Analysis> {
    const until = Date.now() + LIMIT_MS
    for (;;) {
      const analysis = await this.round()
      if (done(analysis)) return analysis
      if (Date.now() > until) throw new Error([analysis.status.headline, ...analysis.decisions.map(({ kind, message, because }) => `${kind} ${message} (${because ?? ''})`), ...this.failures.slice(-5)].join('\n'))
      await pause(Math.min(500, analysis.nextRoundMs))
    }
  }

  settle(): Promise<Analysis> {
    return this.run(({ status, decisions }) => status.level === 'healthy' && decisions.length === 0 && this.definition.operations.length === 0)
  }

  pods() {
    return this.look().pods.map(({ uid, containers }) => ({ uid, restarts: containers.map(({ restarts }) => restarts) }))
  }

  sizes() {
    return this.look().claims.map(({ requestedBytes, capacityBytes }) => ({ requestedBytes, capacityBytes }))
  }

  async end(): Promise<void> {
    const statefulSet = { apiVersion: 'apps/v1', kind: 'StatefulSet', name: this.definition.name, namespace: this.definition.namespace }
    await this.connection.port.delete(statefulSet, this.owner, { propagation: 'background' })
    await this.connection.port.releaseStatefulSet(this.owner, { orphanPods: false })
    await this.mysql.close()
  }
}
