import { describe, expect, test } from 'vitest'
import { carryOut } from '@/server/operator/act'
import { observeCluster } from '@/server/operator/observe'
import { buildManifests } from '@/server/kubernetes/manifests/build-manifests'
import { createFixture, type Fixture } from '@/server/sandbox/testing/sandbox-fixture'
import type { ClusterSpec } from '@/server/contracts/cluster-spec'
import { analyzeCluster } from './analyze-cluster'
import { beginOperation } from './begin-operation'
import { chooseReplicas } from './choose-replicas'
import { chooseSpec } from './choose-spec'
import type { Action, Analysis, NewTimelineEvent } from './decision'
import { emptyMemory, type ClusterDefinition, type OperatorMemory } from './memory'
import { operationOf } from './testing/build-definition'

/** The analysis against the simulated Kubernetes and MySQL, through the operator's own observing and acting. */
class Life {
  memory: OperatorMemory = emptyMemory()
  definition: ClusterDefinition
  readonly actions: Action[] = []
  readonly failures: string[] = []
  readonly events: NewTimelineEvent[] = []
  finished = false
  last: Analysis | null = null

  constructor(readonly fixture: Fixture, overrides: Partial<ClusterDefinition> = {}) {
    const { owner, spec, clock } = fixture
    this.definition = { id: owner.clusterId, name: owner.name, namespace: owner.namespace, spec, generation: 1, useKeptVolumes: false, createdAt: clock.now(), deletion: null, pause: null, fenced: [], operations: [operationOf('create', { requestedAt: clock.now() })], ...overrides }
  }

  change(spec: Partial<ClusterSpec>, operation: Parameters<typeof operationOf>[0], parameters: Record<string, unknown> = {}): void {
    const generation = this.definition.generation + 1
    this.definition = { ...this.definition, generation, spec: { ...this.definition.spec, ...spec }, operations: [...this.definition.operations, operationOf(operation, { id: `${operation}-${generation}`, generation, parameters })] }
  }

  async round(): Promise<Analysis> {
    const { fixture, definition } = this
    const { owner, secrets, clock, sandbox } = fixture
    const { connection, mysql } = sandbox
    const wanted = buildManifests({ cluster: owner, spec: chooseSpec(definition, this.memory), secrets, replicas: chooseReplicas(definition, this.memory).replicas, managed: true })
    const observation = await observeCluster({ clock, connection, mysql, owner, wanted, secrets, includeSizes: false })
    const analysis = analyzeCluster(definition, observation, this.memory, clock.now())
    this.memory = JSON.parse(JSON.stringify(analysis.memory)) as OperatorMemory
    this.events.push(...analysis.events)
    for (const begun of analysis.newOperations) definition.operations.push(beginOperation(begun, definition.generation, clock.now()))
    for (const { id, state, steps } of analysis.operations) for (const operation of definition.operations) if (operation.id === id) Object.assign(operation, { state, steps })
    definition.operations = definition.operations.filter(({ state }) => state === 'pending' || state === 'running')
    this.actions.push(...analysis.decisions.flatMap(({ action }) => (action ? [action] : [])))
    const failed = await carryOut(analysis.decisions, { connection, mysql, owner, wanted, secrets, observation, mayAct: () => true, finishDeletion: async () => { this.finished = true } })
    this.failures.push(...failed.map(({ decision, message }) => `${decision.id}: ${message}`))
    this.last = analysis
    return analysis
  }

  /** Rounds until `done`. @throws Error with what it hangs on */
  async run(done: (analysis: Analysis) => boolean, limitMs = 300_000): Promise<Analysis> {
    const { clock } = this.fixture
    const until = clock.now() + limitMs
    while (clock.now() < until) {
      let analysis: Analysis | null = null
      const round = this.round().then((result) => { analysis = result })
      while (analysis === null) await clock.advance(20)
      await round
      if (done(analysis)) return analysis
      await clock.advance((analysis as Analysis).nextRoundMs)
    }
    const { last } = this
    throw new Error([`Not within ${limitMs} ms: ${last?.status.headline ?? ''}`, ...(last?.decisions.map(({ kind, message, because }) => `${kind} ${message} (${because ?? ''})`) ?? []), ...(last?.status.instances.map(({ name, headline }) => `${name}: ${headline}`) ?? []), ...this.failures.slice(-5)].join('\n'))
  }

  /** rounds as the operator would run them, whatever comes of them */
  async rounds(count: number): Promise<void> {
    let left = count
    await this.run(() => left-- === 0)
  }

  settle(limitMs?: number): Promise<Analysis> {
    return this.run(({ status, decisions }) => status.level === 'healthy' && decisions.length === 0 && this.definition.operations.length === 0, limitMs)
  }

  of(type: Action['type']): Action[] {
    return this.actions.filter((action) => action.type === type)
  }
}

const uids = (life: Life) => life.fixture.observe().pods.map(({ uid }) => uid)

describe.each(['operator', 'statefulset'] as const)('%s management in the sandbox', { timeout: 120_000 }, (management) => {
  test('creates, scales out and in, and ends', async () => {
    const life = new Life(createFixture({ spec: { management } }))
    expect((await life.settle()).status).toMatchObject({ primary: 'shop-db-0', instancesReady: 3 })
    life.change({ instances: 5 }, 'scale', { from: 3, to: 5, removedVolumes: 'keep' })
    expect((await life.settle()).status.instancesReady).toBe(5)
    life.change({ instances: 2 }, 'scale', { from: 5, to: 2, removedVolumes: 'delete' })
    expect((await life.settle()).status).toMatchObject({ instancesReady: 2, keptClaims: [] })
    life.definition.deletion = { requestedAt: life.fixture.clock.now(), requestedBy: 'admin', keepVolumes: false }
    await life.run(() => life.finished)
    expect(life.fixture.observe().claims).toEqual([])
    expect(life.fixture.observe().objects.filter(({ state }) => state !== 'missing')).toEqual([])
    expect(life.failures).toEqual([])
  })

  test('puts a StatefulSet that was deleted by hand back without restarting a pod', async () => {
    const life = new Life(createFixture({ spec: { management } }))
    await life.settle()
    const before = uids(life)
    life.fixture.sandbox.hands.remove('StatefulSet', 'shop', 'shop-db')
    await life.round()
    await life.settle()
    expect(uids(life)).toEqual(before)
  })

  test('grows volumes one first, then all others, and makes the StatefulSet anew without restarting a pod', async () => {
    const life = new Life(createFixture({ spec: { management } }))
    await life.settle()
    const before = uids(life)
    const [size, larger] = [life.definition.spec.storage.sizeBytes, 2 * life.definition.spec.storage.sizeBytes]
    life.change({ storage: { ...life.definition.spec.storage, sizeBytes: larger } }, 'update', { changed: ['storage.sizeBytes'], from: 3, to: 3 })
    await life.run(() => life.of('grow-claim').length === 1)
    expect(life.fixture.observe().claims.map(({ requestedBytes }) => requestedBytes).sort()).toEqual([size, size, larger])
    const analysis = await life.settle()
    expect(life.of('grow-claim')).toHaveLength(3)
    expect(life.fixture.observe().claims.map(({ capacityBytes }) => capacityBytes)).toEqual([larger, larger, larger])
    expect(life.fixture.observe().statefulSet?.volumeSizeBytes).toBe(larger)
    expect(uids(life)).toEqual(before)
    expect(life.of('delete-pod')).toEqual([])
    expect(analysis.status.instances.map(({ volume }) => volume?.capacityBytes)).toEqual([larger, larger, larger])
    expect(life.events.filter(({ severity }) => severity !== 'info')).toEqual([])
    life.change({ instances: 4 }, 'scale', { from: 3, to: 4, removedVolumes: 'keep' })
    await life.settle()
    expect(life.fixture.observe().claims.map(({ capacityBytes }) => capacityBytes)).toEqual([larger, larger, larger, larger])
    expect(life.failures).toEqual([])
  })

  test('takes a cluster up again on its kept volumes, with its data', async () => {
    const first = new Life(createFixture({ spec: { management } }))
    await first.settle()
    const written = (await first.fixture.facts('shop-db-0')).gtidExecuted
    first.definition.deletion = { requestedAt: first.fixture.clock.now(), requestedBy: 'admin', keepVolumes: true }
    await first.run(() => first.finished)
    const second = new Life(createFixture({ spec: { management }, beside: first.fixture, clusterId: 'id-second' }), { id: 'id-second', useKeptVolumes: true })
    await second.settle()
    const now = await second.fixture.facts('shop-db-0')
    const [uuid = ''] = written.split(':')
    expect(now.gtidExecuted).toContain(uuid)
    expect(second.of('bootstrap-primary')).toEqual([])
    second.definition.deletion = { requestedAt: second.fixture.clock.now(), requestedBy: 'admin', keepVolumes: false }
    await second.run(() => second.finished)
    expect(second.fixture.sandbox.world.objects.all().map(({ manifest }) => `${manifest.kind} ${manifest.metadata.name}`)).toEqual([])
    expect(second.failures).toEqual([])
    expect(second.of('delete-claim').map((action) => (action.type === 'delete-claim' ? action.claim : ''))).toEqual(['data-shop-db-0', 'data-shop-db-1', 'data-shop-db-2'])
  })
})

describe('operator management in the sandbox', { timeout: 120_000 }, () => {
  test('heals a killed replica and a killed primary', async () => {
    const life = new Life(createFixture())
    await life.settle()
    for (const name of ['shop-db-2', 'shop-db-0']) {
      life.fixture.sandbox.hands.remove('Pod', 'shop', name)
      await life.run(({ status }) => status.level !== 'healthy')
      await life.settle()
    }
    expect(life.of('bootstrap-primary')).toHaveLength(1)
    expect(life.of('clone-instance')).toHaveLength(2)
    expect(life.memory.epoch).toBe(1)
  })

  test('takes a slow replica out of the reads and back', async () => {
    const life = new Life(createFixture())
    await life.settle()
    const { control } = life.fixture.sandbox
    control.inject({ type: 'set-load', clusterId: life.definition.id, transactionsPerSecond: 200 })
    control.inject({ type: 'slow-replica', clusterId: life.definition.id, instance: 'shop-db-1', applyPerSecond: 20 })
    await life.run(({ status }) => status.instances[1]?.servesReads === false)
    expect(life.fixture.observe().endpoints['shop-db-read']).toEqual(['shop-db-2'])
    for (const { id } of control.state().faults) control.end(id)
    const analysis = await life.run(({ status }) => status.level === 'healthy' && status.instances[1]?.servesReads === true, 1_200_000)
    expect(analysis.status.instances[1]?.readsExcludedBecause).toBe(null)
    const reasons = life.events.map(({ reason }) => reason)
    expect([reasons.includes('ReplicaLagging'), reasons.includes('LagOver')]).toEqual([true, true])
  })

  test('waits while the API server is away, and goes on by itself', async () => {
    const life = new Life(createFixture())
    await life.run(({ status }) => status.instances[0]?.level === 'healthy')
    const { control } = life.fixture.sandbox
    control.inject({ type: 'api-server-away' })
    await life.run(({ status }) => status.findings.some(({ code }) => code === 'KubernetesUnreachable'))
    await life.rounds(20)
    for (const { id } of control.state().faults) control.end(id)
    await life.settle()
    expect(life.of('bootstrap-primary')).toHaveLength(1)
  })

  test('rolls a new template out, the primary last', async () => {
    const life = new Life(createFixture())
    await life.settle()
    life.change({ configuration: { max_connections: '500' } }, 'update', { from: 3, to: 3 })
    await life.settle()
    expect(life.of('delete-pod').map((action) => (action.type === 'delete-pod' ? action.pod : ''))).toEqual(['shop-db-2', 'shop-db-1', 'shop-db-0'])
  })

  test('goes on when its memory was last stored before each of its actions', async () => {
    const life = new Life(createFixture())
    for (let round = 0; round < 60; round++) {
      const before = life.memory
      await life.rounds(1)
      if (round % 2 === 0) life.memory = before
    }
    await life.settle()
    expect(life.of('bootstrap-primary').length).toBeLessThanOrEqual(2)
  })
})

/** Replayable: the seed decides faults and their moments. */
function chances(seed: number): (below: number) => number {
  let state = seed >>> 0
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

describe('under random faults', { timeout: 120_000 }, () => {
  test.each([1, 2, 3, 4, 5, 6])('seed %d: never two writable, nothing bootstrapped twice, and all is well in the end', async (seed) => {
    const life = new Life(createFixture({ seed }))
    await life.settle()
    const { control, world } = life.fixture.sandbox
    const pick = chances(seed)
    for (let fault = 0; fault < 8; fault++) {
      const instance = `shop-db-${pick(3)}`
      const clusterId = life.definition.id
      const faults = [{ type: 'kill-pod', clusterId, instance }, { type: 'stop-sql-thread', clusterId, instance }, { type: 'stop-io-thread', clusterId, instance }, { type: 'slow-replica', clusterId, instance, applyPerSecond: 5 }, { type: 'cut-node', node: [...world.nodes.keys()][pick(3)] ?? '' }, { type: 'api-server-away' }] as const
      try { control.inject(faults[pick(faults.length)] ?? { type: 'api-server-away' }) } catch { /* the instance is away, or is the primary, which has no threads */ }
      await life.run((analysis) => {
        expect(analysis.status.instances.filter(({ mysql }) => mysql?.superReadOnly === false).length).toBeLessThanOrEqual(1)
        return pick(12) === 0
      })
      const { faults: active } = control.state()
      const ending = active[pick(active.length + 1)]
      if (ending) control.end(ending.id)
    }
    for (const { id } of control.state().faults) control.end(id)
    await life.settle(3_600_000)
    expect(life.of('bootstrap-primary')).toHaveLength(1)
    expect(life.memory).toMatchObject({ primary: 'shop-db-0', epoch: 1 })
    expect(life.of('clone-instance')).toHaveLength(2)
  })
})
