import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { clusterStatusSchema } from '@/server/contracts/cluster-status'
import { operationStepSchema } from '@/server/contracts/operation'
import { analyzeCluster } from './analyze-cluster'
import type { Action, Analysis } from './decision'
import { containsGtidSet, parseGtidSet, withoutServer } from './gtid'
import type { ClusterDefinition, OperatorMemory, PendingOperation } from './memory'
import type { ClusterObservation, MysqlObservation } from './observation'
import { definitionOf, instanceMemoryOf, memoryOf, operationOf } from './testing/build-definition'
import { CLUSTER_ID, NOW, answering, claim, empty, gtids, objects, observationOf, pod, replica, replication, silent, uuidOf } from './testing/build-observation'

/** Whatever is observed, however odd: these hold for every analysis. */
interface Case { definition: ClusterDefinition; observation: ClusterObservation; memory: OperatorMemory }

const gtidText = fc.constantFrom('', gtids(0, 5), gtids(0, 10), gtids(0, 12), gtids(1, 1), `${gtids(0, 10)},${gtids(1, 2)}`, `${gtids(0, 10)},${uuidOf(0)}:tag:1-3`, 'nonsense')
const channel = fc.constantFrom(
  null, replication(), replication({ ioThread: 'off' }), replication({ sqlThread: 'off', sqlError: { number: 1062, message: 'Duplicate entry', at: null } }), replication({ ioThread: 'connecting', lagSeconds: null }),
  replication({ ioThread: 'off', sqlThread: 'off' }), replication({ sourceHost: 'shop-db-2.shop-db' }), replication({ sourceHost: '192.0.2.1', autoPosition: false }), replication({ lagSeconds: 48 }),
  replication({ ioThread: 'off', ioError: { number: 13114, message: 'Got fatal error 1236: purged required binary logs', at: null } }),
)
const mysqlOf = (ordinal: number): fc.Arbitrary<MysqlObservation> => fc.oneof(
  fc.constantFrom<MysqlObservation>({ state: 'absent' }, silent(), silent('timeout'), silent('access-denied'), empty(ordinal), ordinal === 0 ? answering() : replica(ordinal)),
  fc.record({
    gtidExecuted: gtidText, gtidPurged: fc.constantFrom('', gtids(0, 5), gtids(0, 11)), superReadOnly: fc.boolean(), clusterId: fc.constantFrom(null, CLUSTER_ID, 'other-cluster'), userSchemaCount: fc.constantFrom(0, 1), replication: channel,
    clone: fc.constantFrom(null, { state: 'in-progress' as const, source: 'shop-db-0.shop-db:3306', progress: 0.61, stage: 'FILE COPY', bytesDone: 61, bytesTotal: 100, startedAt: NOW - 60_000, errorNumber: 0, errorMessage: '' }, { state: 'failed' as const, source: 'x', progress: null, stage: 'FILE COPY', bytesDone: 0, bytesTotal: 0, startedAt: NOW - 3_000, errorNumber: 3862, errorMessage: 'Clone Donor Error' }),
  }).map((facts) => answering({ serverId: ordinal + 1, readOnly: facts.superReadOnly, ...facts })),
)

const rememberedOf = fc.record({ joinedAt: fc.constantFrom(null, NOW - 100_000), servesReads: fc.boolean(), cloneStartedAt: fc.constantFrom(null, NOW - 4_000, NOW - 60_000), cloneDonor: fc.constantFrom(null, 'shop-db-0', 'shop-db-1'), threadsStoppedSince: fc.constantFrom(null, NOW - 6_000), leftReadsAt: fc.constantFrom(null, NOW - 20_000), belowReturnLimitSince: fc.constantFrom(null, NOW - 11_000) }).map(instanceMemoryOf)
const memory = fc.record({
  primary: fc.constantFrom('shop-db-0', 'shop-db-0', 'shop-db-1', 'shop-db-3', null), bootstrappedAt: fc.constantFrom(NOW - 1_000_000, NOW - 1_000_000, null), primaryGtidExecuted: fc.constantFrom('', gtids(0, 5), gtids(0, 10)), primaryServerUuid: fc.constantFrom(null, uuidOf(0)),
  dataClusterId: fc.constantFrom(null, CLUSTER_ID, 'other-cluster'), instances: fc.dictionary(fc.constantFrom('shop-db-0', 'shop-db-1', 'shop-db-2'), rememberedOf),
}).map((overrides) => memoryOf(overrides.bootstrappedAt !== null && overrides.primary === null ? { ...overrides, primary: 'shop-db-0' } : overrides))

const pods = fc.tuple(...[0, 1, 2].map((ordinal) => fc.record({ there: fc.constantFrom(true, true, true, false), ready: fc.boolean(), deleting: fc.constantFrom(false, false, true), revision: fc.constantFrom('r1', 'r1', 'r0') }).map((more) => ({ ordinal, ...more }))))
const kubernetes = fc.record({
  reachable: fc.constantFrom(true, true, false), namespace: fc.constantFrom('present' as const, 'present' as const, 'missing' as const, 'terminating' as const, 'unknown' as const),
  objects: fc.constantFrom(objects(), objects('missing'), objects('outdated'), objects('current', { StatefulSet: { state: 'deleting' } }), objects('current', { Secret: { state: 'foreign', owner: 'helm' } }), objects('missing', { ConfigMap: { lastProblem: { code: 'kubernetes.quota-exceeded', detail: 'quota', action: null } } })),
  claims: fc.constantFrom([0, 1, 2].map((ordinal) => claim({ ordinal })), [0, 1, 2, 3].map((ordinal) => claim({ ordinal, clusterId: 'other-cluster' })), []), pods,
})
const definition = fc.record({
  management: fc.constantFrom('operator' as const, 'operator' as const, 'statefulset' as const), instances: fc.constantFrom(1, 2, 3, 5), useKeptVolumes: fc.boolean(), deletion: fc.constantFrom(null, null, null, { requestedAt: NOW, requestedBy: 'x', keepVolumes: true }, { requestedAt: NOW, requestedBy: 'x', keepVolumes: false }),
  operations: fc.constantFrom<PendingOperation[][]>([], [operationOf('create')], [operationOf('scale', { parameters: { from: 5, to: 3, removedVolumes: 'delete' } })], [operationOf('update')], [operationOf('delete')]),
}).map(({ management, instances, ...more }) => definitionOf({ ...more, spec: { management, instances } }))

const cases: fc.Arbitrary<Case> = fc.record({ definition, memory, kubernetes, mysql: fc.tuple(mysqlOf(0), mysqlOf(1), mysqlOf(2)) }).map(({ definition, memory, kubernetes, mysql }) => {
  const present = kubernetes.pods.filter(({ there }) => there).map(({ ordinal, ready, deleting, revision }) => pod({ ordinal, ready, deleting, revision }))
  return { definition, memory, observation: observationOf({ kubernetes: { ...kubernetes, pods: present }, mysql: Object.fromEntries(present.map(({ name, ordinal }) => [name, mysql[ordinal] ?? silent()])) }) }
})

const actionsOf = (analysis: Analysis) => analysis.decisions.flatMap(({ action }) => (action ? [action] : []))
const analyze = ({ definition, observation, memory }: Case) => analyzeCluster(definition, observation, memory, NOW)
const factsOf = ({ observation }: Case, name: string) => { const seen = observation.mysql[name]; return seen?.state === 'answering' ? seen : null }
const opens = (action: Action): action is Extract<Action, { type: 'make-writable' | 'bootstrap-primary' }> => action.type === 'make-writable' || action.type === 'bootstrap-primary'

function always(check: (input: Case, analysis: Analysis) => void, numRuns = 150): void {
  fc.assert(fc.property(cases, (input) => check(input, analyze(input))), { numRuns })
}

describe('whatever is observed', { timeout: 60_000 }, () => {
  test('never are two instances opened for writing, nor one beside another that is open', () => {
    always((input, analysis) => {
      const opening = actionsOf(analysis).filter(opens)
      expect(opening.length).toBeLessThanOrEqual(1)
      for (const { instance } of opening) {
        const others = Object.keys(input.observation.mysql).filter((name) => name !== instance && factsOf(input, name)?.superReadOnly === false)
        if (input.memory.bootstrappedAt !== null) expect(others).toEqual([])
      }
    })
  })

  test('after the bootstrap, an instance is opened only with all that the primary was seen to have', () => {
    always((input, analysis) => {
      for (const action of actionsOf(analysis)) {
        if (input.memory.bootstrappedAt === null || !opens(action)) continue
        expect(action.type).toBe('make-writable')
        expect(action.instance).toBe(input.memory.primary)
        const facts = factsOf(input, action.instance)
        expect(facts !== null && facts.gtidExecuted !== '').toBe(true)
        expect(containsGtidSet(parseGtidSet(facts?.gtidExecuted ?? ''), parseGtidSet(input.memory.primaryGtidExecuted))).toBe(true)
      }
    })
  })

  test('a bootstrap happens only while no instance is seen with data, or to finish its own', () => {
    always((input, analysis) => {
      for (const action of actionsOf(analysis)) {
        if (action.type !== 'bootstrap-primary' || input.definition.useKeptVolumes) continue
        const facts = factsOf(input, action.instance)
        expect(facts?.userSchemaCount).toBe(0)
        if (facts?.gtidExecuted !== '') { expect(input.memory.primary).toBe(action.instance); continue }
        for (const name of Object.keys(input.observation.mysql)) if (factsOf(input, name)?.gtidExecuted !== 'nonsense') expect(factsOf(input, name)?.userSchemaCount ?? 0).toBe(0)
      }
    })
  })

  test('a clone never replaces the primary, errant transactions, another cluster\'s data, or a replica that was up', () => {
    always((input, analysis) => {
      const clones = actionsOf(analysis).filter((action) => action.type === 'clone-instance')
      expect(new Set(clones.map(({ donor }) => donor)).size).toBe(clones.length)
      for (const { instance, donor } of clones) {
        const facts = factsOf(input, instance)
        const primary = factsOf(input, input.memory.primary ?? '')
        expect(instance).not.toBe(input.memory.primary)
        expect(donor).not.toBe(instance)
        expect(facts?.clusterId === null || facts?.clusterId === CLUSTER_ID || facts?.clusterId === input.memory.dataClusterId).toBe(true)
        if (facts === null || facts.gtidExecuted === '') { expect(facts?.userSchemaCount).toBe(0); continue }
        expect(input.memory.instances[instance]?.joinedAt ?? null).toBe(null)
        expect(containsGtidSet(parseGtidSet(primary?.gtidExecuted ?? ''), withoutServer(parseGtidSet(facts.gtidExecuted), primary?.serverUuid ?? ''))).toBe(true)
      }
    })
  })

  test('with Kubernetes away nothing is changed in it, and nothing is cloned', () => {
    always((input, analysis) => {
      if (input.observation.kubernetes.reachable) return
      const allowed = new Set<Action['type']>(['make-writable', 'make-read-only', 'bootstrap-primary', 'follow-source', 'start-replication', 'detach-from-source', 'require-acknowledgements', 'inject-empty-transactions', 'probe-write'])
      expect(actionsOf(analysis).filter(({ type }) => !allowed.has(type))).toEqual([])
      expect(analysis.status.findings.some(({ code }) => code === 'KubernetesUnreachable')).toBe(true)
    })
  })

  test('volumes are deleted only for a deletion with volumes, or for instances that a scale operation took away', () => {
    always((input, analysis) => {
      for (const action of actionsOf(analysis)) {
        if (action.type !== 'delete-claim') continue
        const ordinal = Number(action.claim.split('-').at(-1))
        expect(input.observation.kubernetes.pods.some((one) => one.ordinal === ordinal)).toBe(false)
        if (input.definition.deletion) expect(input.definition.deletion.keepVolumes).toBe(false)
        else expect(ordinal).toBeGreaterThanOrEqual(Math.max(3, input.definition.spec.instances))
      }
    })
  })

  test('a cluster is not taken apart unless its deletion was asked for', () => {
    always((input, analysis) => {
      if (input.definition.deletion) return
      expect(actionsOf(analysis).filter((action) => action.type === 'delete-object' || action.type === 'finish-deletion' || (action.type === 'release-stateful-set' && !action.orphanPods))).toEqual([])
    })
  })

  test('stopped, silent and errant replicas serve no reads', () => {
    always((input, analysis) => {
      if (input.definition.deletion) return
      for (const [name, remembered] of Object.entries(analysis.memory.instances)) {
        if (!remembered.servesReads) continue
        const facts = factsOf(input, name)
        expect(facts).not.toBe(null)
        expect(remembered.errantGtids).toBe('')
        if (name === analysis.memory.primary) expect(input.definition.spec.instances === 1 || input.definition.spec.topology === 'single').toBe(true)
        else if (facts?.replication?.ioThread === 'off' || facts?.replication?.sqlThread === 'off') expect(NOW - (remembered.threadsStoppedSince ?? NOW)).toBeLessThanOrEqual(5_000)
      }
    })
  })

  test('statefulset management gets no SQL from Podkeeper', () => {
    always((input, analysis) => {
      if (input.definition.spec.management !== 'statefulset' || input.definition.deletion) return
      expect(actionsOf(analysis).filter(({ type }) => !['apply-object', 'label-pod', 'delete-claim', 'release-stateful-set'].includes(type))).toEqual([])
    })
  })

  test('the analysis is pure, and its results fit their schemas', () => {
    always((input, analysis) => {
      const before = JSON.stringify(input)
      expect(analyze(input)).toEqual(analysis)
      expect(JSON.stringify(input)).toBe(before)
      expect(clusterStatusSchema.safeParse(analysis.status).error?.issues ?? []).toEqual([])
      for (const { steps } of analysis.operations) for (const step of steps) expect(operationStepSchema.safeParse(step).success).toBe(true)
      expect(new Set(analysis.decisions.map(({ id }) => id)).size).toBe(analysis.decisions.length)
      expect(JSON.parse(JSON.stringify(analysis.memory))).toEqual(analysis.memory)
    })
  })

  test('seeing the same again, it does not do the same again at once', () => {
    always((input) => {
      let { memory } = input
      let last: Action[] = []
      for (let round = 0; round < 6; round++) {
        const analysis = analyzeCluster(input.definition, input.observation, memory, NOW)
        memory = analysis.memory
        last = actionsOf(analysis)
      }
      expect(last.filter(({ type }) => type !== 'finish-deletion' && type !== 'release-stateful-set')).toEqual([])
    }, 60)
  })
})
