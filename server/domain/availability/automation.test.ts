import { describe, expect, test } from 'vitest'
import { LABELS } from '../kubernetes-port'
import type { AutomationPause, ClusterDefinition } from '../memory'
import { actionsOf, analyzed, findingOf, typesOf, wordsOf } from '../testing/analyzed'
import { definitionOf, instanceMemoryOf, memoryOf, operationOf } from '../testing/build-definition'
import { answering, empty as emptyServer, kubernetesOf, NOW, observationOf, pod, replica, replication } from '../testing/build-observation'

const pause = (overrides: Partial<AutomationPause> = {}): AutomationPause => ({ everywhere: false, by: 'ada', reason: 'network work', until: null, ...overrides })
const paused = (overrides: Partial<AutomationPause> = {}): ClusterDefinition => definitionOf({ pause: pause(overrides) })
const newTemplate = () => { const { statefulSet } = kubernetesOf(); return statefulSet && { ...statefulSet, updateRevision: 'r2' } }
const fenced = (instance = 'shop-db-1', until: number | null = null): ClusterDefinition => definitionOf({ fenced: [{ instance, by: 'ada', reason: 'look at it', until }] })

describe('while automation is stopped', () => {
  const empty = observationOf({ mysql: { 'shop-db-2': emptyServer(2) } })
  const joining = memoryOf({ instances: { ...memoryOf().instances, 'shop-db-2': instanceMemoryOf() } })

  test('nothing is cloned, with who stopped it; a person\'s repair is', () => {
    expect(typesOf(analyzed({ observation: empty, memory: joining }))).toContain('clone-instance')
    const analysis = analyzed({ definition: paused(), observation: empty, memory: joining })
    expect(typesOf(analysis)).not.toContain('clone-instance')
    expect(analysis.decisions.find(({ code }) => code === 'AutomationPaused')).toMatchObject({ kind: 'refuse', because: 'ada stopped automation: network work' })
    const repair = operationOf('repair', { parameters: { instance: 'shop-db-2', way: 'reclone' } })
    expect(typesOf(analyzed({ definition: { ...paused(), operations: [repair] }, observation: empty, memory: joining }))).toContain('clone-instance')
  })

  test('no pod is restarted for a new template', () => {
    const outdated = observationOf({ kubernetes: { statefulSet: newTemplate() } })
    expect(typesOf(analyzed({ observation: outdated }))).toContain('delete-pod')
    expect(typesOf(analyzed({ definition: paused(), observation: outdated }))).not.toContain('delete-pod')
  })

  test('reads still leave a replica that is not fit, and a proven primary is opened', () => {
    const late = observationOf({ mysql: { 'shop-db-1': replica(1, { replication: replication({ lagSeconds: 500 }) }) } })
    expect(actionsOf(analyzed({ definition: paused(), observation: late }))).toContainEqual(expect.objectContaining({ type: 'label-pod', pod: 'shop-db-1', labels: { [LABELS.reads]: null } }))
    const closed = observationOf({ mysql: { 'shop-db-0': answering({ readOnly: true, superReadOnly: true }) } })
    expect(typesOf(analyzed({ definition: paused(), observation: closed }))).toContain('make-writable')
  })

  test('it is told with who, why and until when; and ends by itself', () => {
    expect(findingOf(analyzed({ definition: paused({ until: NOW + 60_000 }) }), 'AutomationPaused')?.message).toMatch(/^ada stopped automation: network work \(until 2026-11-24 12:01 UTC\)/)
    expect(findingOf(analyzed({ definition: paused({ everywhere: true }) }), 'AutomationPaused')?.message).toContain('of every cluster')
    const over = analyzed({ definition: paused({ until: NOW }), observation: empty, memory: joining })
    expect(findingOf(over, 'AutomationPaused')).toBeUndefined()
    expect(typesOf(over)).toContain('clone-instance')
  })
})

describe('a fenced replica', () => {
  test('leaves every service and stops replicating', () => {
    const analysis = analyzed({ definition: fenced() })
    expect(actionsOf(analysis)).toContainEqual(expect.objectContaining({ type: 'label-pod', pod: 'shop-db-1', labels: { [LABELS.role]: null, [LABELS.reads]: null } }))
    expect(actionsOf(analysis)).toContainEqual({ type: 'stop-replication', instance: 'shop-db-1', threads: 'both' })
    expect(analysis.status.instances[1]).toMatchObject({ isolation: 'fenced', servesReads: false, headline: 'It is isolated: ada fenced it: look at it' })
    expect(findingOf(analysis, 'InstanceFenced')).toMatchObject({ instance: 'shop-db-1', level: 'attention' })
  })

  test('is left alone once it is stopped: not started, not restarted, not cloned', () => {
    const stopped = replica(1, { replication: replication({ ioThread: 'off', sqlThread: 'off' }) })
    const observation = observationOf({
      kubernetes: { statefulSet: newTemplate(), pods: [pod({ revision: 'r2' }), pod({ ordinal: 1, labels: {} }), pod({ ordinal: 2, revision: 'r2' })] },
      mysql: { 'shop-db-1': stopped },
    })
    expect(actionsOf(analyzed({ definition: fenced(), observation })).filter((action) => JSON.stringify(action).includes('shop-db-1'))).toEqual([])
  })

  test('comes back by itself when the fence is lifted or has run out', () => {
    const observation = observationOf({ mysql: { 'shop-db-1': replica(1, { replication: replication({ ioThread: 'off', sqlThread: 'off' }) }) } })
    for (const definition of [definitionOf(), fenced('shop-db-1', NOW)]) expect(actionsOf(analyzed({ definition, observation }))).toContainEqual({ type: 'start-replication', instance: 'shop-db-1', threads: 'both' })
  })

  test('takes over from nobody and is not counted', () => {
    const { availability } = analyzed({ definition: fenced() }).status
    expect(availability?.switchover['shop-db-1']?.find(({ id }) => id === 'target')).toMatchObject({ state: 'failed', evidence: expect.stringContaining('ada fenced it') })
    expect(availability?.failover?.checks.find(({ id }) => id === 'candidate')?.evidence).toBe('shop-db-2')
  })

  test('is left out of the acknowledgements only when it was seen to receive nothing in an earlier round', () => {
    const members = (analysis: ReturnType<typeof analyzed>) => Object.keys(analysis.memory.acknowledgements.at(-1)?.members ?? {})
    const definition = { ...fenced(), spec: definitionOf({ spec: { topology: 'semisync' } }).spec }
    const still = analyzed({ definition })
    expect(members(still)).toEqual(['shop-db-1', 'shop-db-2'])
    const observation = observationOf({ mysql: { 'shop-db-1': replica(1, { replication: replication({ ioThread: 'off', sqlThread: 'off' }) }) } })
    const stopped = analyzed({ definition, observation, memory: still.memory, now: NOW + 1_000 })
    expect(members(stopped)).toEqual(['shop-db-1', 'shop-db-2'])
    const later = analyzed({ definition, observation, memory: stopped.memory, now: NOW + 2_000 })
    expect(members(later)).toEqual(['shop-db-2'])
    expect(members(analyzed({ definition, memory: later.memory, now: NOW + 3_000 }))).toEqual(['shop-db-1', 'shop-db-2'])
  })

  test('is never the primary: that goes on', () => {
    const analysis = analyzed({ definition: fenced('shop-db-0') })
    expect(wordsOf(analysis).filter((words) => words.includes('shop-db-0'))).toEqual([])
    expect(analysis.status.primary).toBe('shop-db-0')
  })
})
