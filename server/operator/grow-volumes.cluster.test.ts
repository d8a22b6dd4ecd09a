import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { GIB, type ClusterSpec } from '@/server/contracts/cluster-spec'
import { analyzeCluster } from '@/server/domain/analyze-cluster'
import { chooseReplicas } from '@/server/domain/choose-replicas'
import { chooseSpec } from '@/server/domain/choose-spec'
import { systemClock } from '@/server/domain/clock'
import type { Action, Analysis } from '@/server/domain/decision'
import { emptyMemory, type ClusterDefinition, type OperatorMemory } from '@/server/domain/memory'
import { requestGrowth } from '@/server/domain/request-growth'
import { definitionOf, operationOf } from '@/server/domain/testing/build-definition'
import { buildManifests } from '@/server/kubernetes/manifests/build-manifests'
import { SAMPLE_SECRETS, sampleSpec } from '@/server/kubernetes/manifests/testing/sample-input'
import { loadCredentials, openKubernetes, type OpenedKubernetes } from '@/server/kubernetes/open-kubernetes'
import { openRealCluster, type RealCluster } from '@/server/kubernetes/testing/real-cluster'
import { createMysqlPort } from '@/server/mysql/create-mysql-port'
import { carryOut } from './act'
import { observeCluster } from './observe'

const LIMIT_MS = 240_000

/** Rounds of the operator without its database, on a real Kubernetes and with the permissions of deploy/ only. */
class Rounds {
  memory: OperatorMemory = emptyMemory()
  readonly actions: Action[] = []
  readonly failures: string[] = []
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

describe.runIf(process.env['KUBECONFIG'])('volumes on a real Kubernetes', { timeout: LIMIT_MS * 2 }, () => {
  let cluster: RealCluster
  let connection: OpenedKubernetes
  const all: Rounds[] = []

  beforeAll(async () => {
    cluster = await openRealCluster()
    const kubeconfig = await cluster.makeAccount('operator', ['rbac/operator-role.yaml', 'rbac-node-statistics/role.yaml'])
    connection = await openKubernetes({ id: 'k', credentials: loadCredentials({ source: 'kubeconfig', kubeconfig, context: null }) })
    await connection.watch.start()
  })
  afterAll(async () => {
    for (const rounds of all) await rounds.end()
    await connection.close()
    await cluster.close()
  })

  function begin(name: string, spec: Partial<ClusterSpec>): Rounds {
    const rounds = new Rounds(connection, definitionOf({
      id: `id-${cluster.namespace}-${name}`, name, namespace: cluster.namespace, createdAt: Date.now(), operations: [operationOf('create')],
      spec: sampleSpec({ instances: 2, storage: { className: 'standard', sizeBytes: GIB }, ...spec }),
    }))
    all.push(rounds)
    return rounds
  }

  it.each(['operator', 'statefulset'] as const)('grow while MySQL runs on, for new instances too (%s)', async (management) => {
    const rounds = begin(`grow-${management}`, { management })
    await rounds.settle()
    const before = rounds.pods()
    const uid = rounds.look().statefulSet?.uid
    rounds.change({ storage: { className: 'standard', sizeBytes: 2 * GIB } }, ['storage.sizeBytes'])
    await rounds.settle()
    expect(rounds.sizes()).toEqual([1, 2].map(() => ({ requestedBytes: 2 * GIB, capacityBytes: 2 * GIB })))
    expect(rounds.look().statefulSet).toMatchObject({ volumeSizeBytes: 2 * GIB, specReplicas: 2, readyReplicas: 2, deleting: false })
    expect(rounds.look().statefulSet?.uid).not.toBe(uid)
    expect(rounds.pods()).toEqual(before)
    expect(rounds.steps).toEqual(['objects', 'grow-data-NAME-0', 'grow-data-NAME-1', 'grow-template'].map((id) => `${id.replace('NAME', rounds.definition.name)} done`))
    expect(rounds.actions.filter(({ type }) => type === 'delete-pod')).toEqual([])
    const asked = rounds.actions.flatMap((action) => (action.type === 'grow-claim' ? [action.claim] : []))
    expect(asked).toEqual([`data-${rounds.definition.name}-1`, `data-${rounds.definition.name}-0`])
    expect(rounds.failures).toEqual([])
    rounds.change({ instances: 3 }, ['instances'])
    await rounds.settle()
    expect(rounds.sizes()[2]).toEqual({ requestedBytes: 2 * GIB, capacityBytes: 2 * GIB })
    expect(rounds.pods().slice(0, 2)).toEqual(before)
  })

  it('stay as they are while a quota is in the way, can be taken back, and grow when it is raised', async () => {
    const rounds = begin('quota', { instances: 1, topology: 'single' })
    await rounds.settle()
    const quota = { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'storage' }, spec: { hard: { 'requests.storage': '7Gi' } } }
    const path = `/api/v1/namespaces/${cluster.namespace}/resourcequotas`
    await cluster.admin.request({ method: 'POST', path, body: quota })
    const refused = (analysis: Analysis) => analysis.status.findings.some(({ code, message }) => code === 'QuotaExceeded' && /requests.storage/.test(message))
    const { uid } = rounds.look().statefulSet ?? {}
    rounds.change({ storage: { className: 'standard', sizeBytes: 100 * GIB } }, ['storage.sizeBytes'])
    const told = await rounds.run(refused)
    expect(told.operations[0]).toMatchObject({ state: 'running', problem: expect.stringContaining('enlarge volume data-quota-0') })
    expect(rounds.look().statefulSet).toMatchObject({ uid, volumeSizeBytes: GIB })
    rounds.change({ storage: { className: 'standard', sizeBytes: GIB } }, ['storage.sizeBytes'])
    await rounds.settle()
    rounds.change({ storage: { className: 'standard', sizeBytes: 100 * GIB } }, ['storage.sizeBytes'])
    await rounds.run(refused)
    await cluster.admin.request({ method: 'DELETE', path: `${path}/storage` })
    await rounds.settle()
    expect(rounds.sizes()).toEqual([{ requestedBytes: 100 * GIB, capacityBytes: 100 * GIB }])
  })

  it('of a class that does not allow it are refused in words', async () => {
    const rounds = begin('fixed', { instances: 1, topology: 'single', storage: { className: 'standard-fixed', sizeBytes: GIB } })
    await rounds.settle()
    await expect(connection.port.apply(requestGrowth('data-fixed-0', 2 * GIB), rounds.owner, { dryRun: true })).rejects.toMatchObject({ code: 'kubernetes.rejected', message: expect.stringContaining('storage class does not let volumes grow') })
    rounds.change({ storage: { className: 'standard-fixed', sizeBytes: 2 * GIB } }, ['storage.sizeBytes'])
    const { status } = await rounds.run((analysis) => analysis.status.findings.some(({ code }) => code === 'VolumeGrowthRefused'))
    expect(status.findings[0]).toMatchObject({ level: 'attention', action: expect.stringContaining('allowVolumeExpansion') })
    expect(rounds.look().statefulSet?.volumeSizeBytes).toBe(GIB)
  })
})
