import { describe, expect, test } from 'vitest'
import type { NewTimelineEvent } from '../decision'
import type { ClusterObservation, ObservedEvent } from '../observation'
import { analyzed, analyzedAgain } from '../testing/analyzed'
import { memoryOf } from '../testing/build-definition'
import { NOW, container, objects, observationOf, pod, replica, replication, silent } from '../testing/build-observation'

const event = (overrides: Partial<ObservedEvent> = {}): ObservedEvent => ({ id: 'e1', type: 'Warning', reason: 'FailedScheduling', message: '0/3 nodes are available.', object: { kind: 'Pod', name: 'shop-db-1' }, count: 1, lastAt: NOW - 2_000, ...overrides })
const withEvents = (...events: ObservedEvent[]) => observationOf({ kubernetes: { events } })

/** What a series of observations, a second apart, puts on the timeline. */
function tell(...observations: ClusterObservation[]): string[] {
  const events: NewTimelineEvent[] = []
  let memory = memoryOf()
  observations.forEach((observation, second) => {
    const analysis = analyzed({ memory, observation, now: NOW + second * 1_000 })
    events.push(...analysis.events)
    memory = analysis.memory
  })
  return events.map(({ message }) => message)
}

describe('warnings of Kubernetes', () => {
  test('are told once, and again only when they happened again', () => {
    expect(tell(withEvents(event()), withEvents(event()), withEvents(event({ count: 2 })))).toHaveLength(2)
  })
  test('of normal kind are not told', () => expect(tell(withEvents(event({ type: 'Normal' })))).toEqual([]))
  test('from before this cluster are not told', () => expect(tell(withEvents(event({ lastAt: NOW - 4_000_000 })))).toEqual([]))
  test('about probes of a server that starts are noise', () => {
    expect(tell(withEvents(event({ reason: 'Unhealthy', message: 'Startup probe failed' })))).toEqual([])
    expect(tell(withEvents(event({ reason: 'Unhealthy', message: 'Readiness probe failed' })))).toHaveLength(1)
  })
  test('of one kind about one object share a fingerprint, so that they count up', () => {
    const [one, two] = analyzed({ observation: withEvents(event(), event({ id: 'e2', message: 'other numbers' })) }).events
    expect(one?.fingerprint).toBe(two?.fingerprint)
  })
  test('that are remembered stay bounded', () => {
    const many = Array.from({ length: 2_000 }, (_, index) => event({ id: `e${index}` }))
    expect(Object.keys(analyzed({ observation: withEvents(...many) }).memory.seenEvents).length).toBeLessThanOrEqual(500)
  })
})

describe('an instance', () => {
  const restarted = (reason: string, exitCode: number) => observationOf({ kubernetes: { pods: [pod({ ordinal: 0 }), pod({ ordinal: 1, containers: [container({ restarts: 1, lastTermination: { reason, exitCode, finishedAt: NOW } })] }), pod({ ordinal: 2 })] } })
  test.each([
    ['OOMKilled', 137, 'shop-db-1 was restarted: container mysql was killed: it used more than its 2 GiB of memory'],
    ['Error', 1, 'shop-db-1 was restarted: container mysql ended with exit code 1'],
    ['Completed', 0, 'shop-db-1 was restarted: container mysql ended without an error'],
  ])('restarted after %s is told why', (reason, exitCode, words) => expect(tell(restarted(reason, exitCode), restarted(reason, exitCode))).toEqual([words]))
  test('with a new pod is told', () => {
    expect(tell(observationOf({ kubernetes: { pods: [pod({ ordinal: 0 }), pod({ ordinal: 1, uid: 'new', node: 'node-9' }), pod({ ordinal: 2 })] } }))).toEqual(['shop-db-1 got a new pod on node-9'])
  })
  test('that begins and ends to lag is told at both ends, with hysteresis between', () => {
    const lag = (lagSeconds: number) => observationOf({ mysql: { 'shop-db-2': replica(2, { replication: replication({ lagSeconds }) }) } })
    expect(tell(lag(0), lag(6), lag(4), lag(6), lag(4), lag(1), lag(0))).toEqual(['shop-db-2 lags 6 s, more than 5 s', 'shop-db-2 has caught up'])
  })
  test('silent for a moment is not told, silent for longer is', () => {
    const away = observationOf({ mysql: { 'shop-db-2': silent('timeout') } })
    expect(tell(away, away, observationOf())).toEqual([])
    expect(tell(away, away, away, away, observationOf())).toEqual(['shop-db-2 no longer answers: MySQL does not answer in time', 'shop-db-2 replicates from shop-db-0'])
  })
  test('that stops replicating is told with the reason', () => {
    const stopped = observationOf({ mysql: { 'shop-db-2': replica(2, { replication: replication({ sqlThread: 'off', sqlError: { number: 1062, message: 'Duplicate', at: null } }) }) } })
    expect(tell(stopped, stopped, stopped).some((message) => /^shop-db-2 stopped replicating: the source inserts a row/.test(message))).toBe(true)
  })
})

test('a decision is told when it begins, not each round; a refusal also when it is over', () => {
  const foreign = observationOf({ kubernetes: { objects: objects('current', { Secret: { state: 'foreign', owner: 'helm' } }) } })
  const messages = tell(foreign, foreign, foreign, observationOf())
  expect(messages).toEqual([
    'Secret shop-db-credentials is not taken over. A Secret named shop-db-credentials already exists in shop and belongs to helm',
    'Over: Secret shop-db-credentials is not taken over',
  ])
})

test('nothing is told while nothing changes', () => {
  const trouble = observationOf({ mysql: { 'shop-db-1': silent('timeout'), 'shop-db-2': replica(2, { replication: replication({ lagSeconds: 90 }) }) } })
  const rounds = analyzedAgain({ observation: trouble }, 60, 1_000)
  expect(rounds.slice(5).flatMap(({ events }) => events)).toEqual([])
})
