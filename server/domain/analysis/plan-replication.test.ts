import { describe, expect, test } from 'vitest'
import { actionsOf, analyzed, analyzedAgain, findingOf, wordsOf } from '../testing/analyzed'
import { NOW, gtids, observationOf, replica, replication, silent } from '../testing/build-observation'
import { diagnoseReplication } from './diagnose-replication'

const error = (number: number, message = 'x') => ({ number, message, at: null })
const seen = (channel: Parameters<typeof replication>[0] | null, more = {}) => observationOf({ mysql: { 'shop-db-1': replica(1, { replication: channel === null ? null : replication(channel) }), ...more } })
const sqlOf = (analysis: Parameters<typeof actionsOf>[0]) => actionsOf(analysis).filter(({ type }) => type !== 'label-pod')

describe('a replica', () => {
  test.each([
    ['that follows nobody', null],
    ['that follows another instance', { sourceHost: 'shop-db-2.shop-db.shop.svc.cluster.local' }],
    ['that follows a stranger', { sourceHost: 'db.example.com' }],
    ['without auto-position', { autoPosition: false }],
  ])('%s is pointed at the primary', (_what, channel) => {
    expect(sqlOf(analyzed({ observation: seen(channel) }))).toEqual([{ type: 'follow-source', instance: 'shop-db-1', source: 'shop-db-0' }])
  })
  test('that names the primary by its address is left alone', () => {
    expect(sqlOf(analyzed({ observation: seen({ sourceHost: '10.0.0.1' }) }))).toEqual([])
  })
  test.each([
    ['both threads', { ioThread: 'off', sqlThread: 'off' }, 'both'],
    ['its I/O thread', { ioThread: 'off' }, 'io'],
    ['its SQL thread', { sqlThread: 'off' }, 'sql'],
  ] as const)('with %s stopped without an error is started', (_what, channel, threads) => {
    expect(sqlOf(analyzed({ observation: seen(channel) }))).toEqual([{ type: 'start-replication', instance: 'shop-db-1', threads }])
  })
  test('that stays stopped is started with pauses, and told after some attempts', () => {
    const rounds = analyzedAgain({ observation: seen({ sqlThread: 'off' }) }, 120, 1_000)
    const starts = rounds.flatMap(sqlOf).length
    expect(starts).toBeGreaterThanOrEqual(4)
    expect(starts).toBeLessThanOrEqual(7)
    expect(rounds.at(-1)?.status.findings.find(({ code }) => code === 'ReplicationStopped')?.message).toMatch(/does not go on replicating/)
  })
  test('is pointed nowhere while the primary does not answer', () => {
    const analysis = analyzed({ observation: seen(null, { 'shop-db-0': silent() }) })
    expect(sqlOf(analysis)).toEqual([])
    expect(wordsOf(analysis)).toContain('wait shop-db-1 follows the primary as soon as that answers with its data')
  })
  test('that loses its source reconnects by itself, and is pointed anew only when that does not help', () => {
    const rounds = analyzedAgain({ observation: seen({ ioThread: 'connecting', lagSeconds: null, ioError: error(2003, 'Can\'t connect') }) }, 20, 1_000)
    expect(rounds.slice(0, 15).flatMap(sqlOf)).toEqual([])
    expect(rounds.flatMap(sqlOf)).toEqual([{ type: 'follow-source', instance: 'shop-db-1', source: 'shop-db-0' }])
  })
  test('with errant transactions is not touched, though its threads stand still', () => {
    const observation = observationOf({ mysql: { 'shop-db-1': replica(1, { gtidExecuted: `${gtids(0, 10)},${gtids(1, 2)}`, replication: replication({ sqlThread: 'off' }) }) } })
    const analysis = analyzed({ observation })
    expect(sqlOf(analysis)).toEqual([])
    expect(analysis.status.instances[1]).toMatchObject({ servesReads: false, readsExcludedBecause: 'it has transactions that the primary lacks' })
  })
  test('ahead by what the primary wrote since it was asked is not errant', () => {
    const analysis = analyzed({ observation: observationOf({ mysql: { 'shop-db-1': replica(1, { gtidExecuted: gtids(0, 15) }) } }) })
    expect(findingOf(analysis, 'ErrantTransactions')).toBeUndefined()
    expect(analysis.status.level).toBe('healthy')
  })
})

describe('an error of replication', () => {
  test.each([[1062], [1032], [1146], [1396], [13114], [1236], [4711]])('%d is for a person: nothing is skipped', (number) => {
    const analysis = analyzed({ observation: seen({ sqlThread: 'off', sqlError: error(number) }) })
    expect(sqlOf(analysis)).toEqual([])
    expect(analysis.decisions.find(({ id }) => id === 'repair/shop-db-1')).toMatchObject({ kind: 'refuse', because: expect.stringContaining('differ from the primary') })
    expect(findingOf(analysis, 'ReplicationStopped')).toMatchObject({ level: 'attention', instance: 'shop-db-1', action: expect.any(String) })
  })
  test.each([[2003], [2013], [1040], [1205], [1213]])('%d passes: the thread is started again', (number) => {
    expect(sqlOf(analyzed({ observation: seen({ ioThread: 'off', ioError: error(number) }) }))).toEqual([{ type: 'start-replication', instance: 'shop-db-1', threads: 'io' }])
  })
  test.each([[1045], [2061], [1872], [13117], [13121]])('%d is repaired by setting the channel up anew', (number) => {
    expect(sqlOf(analyzed({ observation: seen({ ioThread: 'off', ioError: error(number) }) }))).toEqual([{ type: 'follow-source', instance: 'shop-db-1', source: 'shop-db-0' }])
  })
  test.each([
    [{ number: 1062, message: 'Duplicate entry \'7\' for key \'PRIMARY\'' }, /inserts a row whose key it already has/],
    [{ number: 13114, message: 'Got fatal error 1236 from source: \'Cannot replicate because the source purged required binary logs\'' }, /no longer has the transactions that are missing/],
    [{ number: 1236, message: 'replica has more GTIDs than the source has' }, /source itself lacks/],
    [{ number: 13114, message: 'A replica with the same server_uuid has connected' }, /same server id/],
    [{ number: 3, message: 'Error writing file' }, /does not know/],
  ])('%j is told in words', (given, words) => {
    expect(diagnoseReplication(given).words).toMatch(words)
    expect(diagnoseReplication(given).evidence).toBe(`error ${given.number}: ${given.message}`)
  })
  test('does not fill pages: long messages are cut', () => {
    expect(diagnoseReplication({ number: 1062, message: 'x'.repeat(100_000) }).evidence.length).toBeLessThan(500)
  })
})

test('with Kubernetes away a stopped replica is still started: MySQL answers for itself', () => {
  const analysis = analyzed({ observation: observationOf({ kubernetes: { reachable: false, lastContactAt: NOW - 5_000 }, mysql: { 'shop-db-1': replica(1, { replication: replication({ sqlThread: 'off' }) }) } }) })
  expect(sqlOf(analysis)).toEqual([{ type: 'start-replication', instance: 'shop-db-1', threads: 'sql' }])
})
