import { describe, expect, it } from 'vitest'
import { clusterNamesFor, EventLog } from './event-log'

const event = (uid: string, name: string, count = 1, at = 0) => ({ metadata: { uid, namespace: 'shop' }, involvedObject: { kind: 'Pod', name }, type: 'Normal', reason: 'Started', message: 'm', count, lastTimestamp: new Date(at).toISOString() })

describe('EventLog', () => {
  it('forgets events of clusters that it was not told of', () => {
    const log = new EventLog()
    log.admit('shop', 'db')
    expect(log.add(event('1', 'other-0'))).toBeNull()
    expect(log.add(event('2', 'db-0'))).toEqual({ namespace: 'shop', name: 'db' })
    expect(log.newest('shop', 'db', 0).map(({ id }) => id)).toEqual(['2'])
  })

  it('counts a repeated event up and does not go back', () => {
    const log = new EventLog()
    log.admit('shop', 'db')
    log.add(event('1', 'db-0', 3, 2000))
    expect(log.add(event('1', 'db-0', 2, 1000))).toBeNull()
    expect(log.newest('shop', 'db', 0)).toMatchObject([{ count: 3, lastAt: 2000 }])
  })

  it('is bounded: the oldest go first, and it is told oldest first', () => {
    const log = new EventLog()
    log.admit('shop', 'db')
    for (let index = 200; index > 0; index -= 1) log.add(event(String(index), 'db-0', 1, index * 1000))
    const kept = log.newest('shop', 'db', 0)
    expect(kept).toHaveLength(60)
    expect(kept.map(({ lastAt }) => lastAt)).toEqual(Array.from({ length: 60 }, (_, index) => (141 + index) * 1000))
  })

  it('leaves out what happened to an earlier cluster of the same name', () => {
    const log = new EventLog()
    log.admit('shop', 'db')
    log.add(event('old', 'db-0', 1, 1000))
    log.add(event('new', 'db-0', 1, 9000))
    expect(log.newest('shop', 'db', 5000).map(({ id }) => id)).toEqual(['new'])
  })
})

describe('clusterNamesFor', () => {
  it.each([
    ['Pod', 'shop-db-12', 'shop-db'],
    ['PersistentVolumeClaim', 'data-shop-db-2', 'shop-db'],
    ['Service', 'shop-db-read', 'shop-db'],
    ['StatefulSet', 'shop-db', 'shop-db'],
  ])('%s %s may be of %s', (kind, name, cluster) => expect(clusterNamesFor(kind, name)).toContain(cluster))
})
