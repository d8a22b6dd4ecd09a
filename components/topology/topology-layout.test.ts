import { describe, expect, it } from 'vitest'
import type { ClusterStatus, InstanceStatus, ReplicationStatus } from '@/server/contracts/cluster-status'
import { describeDistance, describeThreads, movesData } from './describe-replication'
import { layoutTopology, linePath, NODE, PORT } from './topology-layout'

const replicating = (source: string, change: Partial<ReplicationStatus> = {}): ReplicationStatus => ({ sourceHost: source, sourceInstance: source, ioThread: 'on', sqlThread: 'on', lagSeconds: 0, transactionsBehind: 0, lastError: null, ...change })
const instance = (ordinal: number, replication: ReplicationStatus | null): InstanceStatus => ({
  name: `db-${ordinal}`, ordinal, role: replication ? 'replica' : 'primary', level: 'healthy', headline: '', pod: null, mysql: null, mysqlProblem: null, replication,
  isolation: null, servesReads: true, readsExcludedBecause: null, volume: null, resources: null, clone: null,
})
const services: ClusterStatus['services'] = [
  { name: 'db-primary', kind: 'primary', host: 'h', port: 3306, instances: ['db-0'] },
  { name: 'db-read', kind: 'read', host: 'h', port: 3306, instances: ['db-1', 'gone-7'] },
]
const overlaps = (a: { x: number; y: number; width: number; height: number }, b: typeof a) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height

describe('topology map', () => {
  it.each([1, 2, 3, 9].flatMap((count) => [280, 700, 1100, 1400].map((width) => [count, width] as const)))('%i instances at %i px overlap nothing and stay inside', (count, width) => {
    const instances = Array.from({ length: count }, (_, i) => instance(i, i === 0 ? null : replicating('db-0')))
    const layout = layoutTopology({ instances, services, primary: 'db-0' }, width)
    const boxes = [...layout.instances.map((i) => ({ x: i.x, y: i.y, ...NODE })), ...layout.services.map((s) => ({ x: s.x, y: s.y, ...PORT }))]
    expect(layout.instances).toHaveLength(count)
    boxes.forEach((a, i) => boxes.slice(i + 1).forEach((b) => expect(overlaps(a, b)).toBe(false)))
    for (const box of boxes) {
      expect(box.x).toBeGreaterThanOrEqual(0)
      expect(box.x + box.width).toBeLessThanOrEqual(width)
      expect(box.y).toBeGreaterThanOrEqual(0)
      expect(box.y + box.height).toBeLessThanOrEqual(layout.height)
    }
  })

  it('puts the primary left of its replicas, whatever its ordinal', () => {
    const layout = layoutTopology({ instances: [instance(0, replicating('db-1')), instance(1, null)], services, primary: 'db-1' }, 1200)
    const x = (name: string) => layout.instances.find((i) => i.instance.name === name)?.x ?? Number.NaN
    expect(x('db-1')).toBeLessThan(x('db-0'))
  })

  it('draws a line to the source that is really followed', () => {
    const layout = layoutTopology({ instances: [instance(0, null), instance(1, replicating('db-0')), instance(2, replicating('db-1'))], services, primary: 'db-0' }, 1200)
    expect(layout.lines.map((l) => `${l.from}>${l.to}`)).toEqual(['db-0>db-1', 'db-1>db-2'])
  })

  it('draws no line from a source outside, and says when a thread stands', () => {
    const instances = [instance(0, null), instance(1, replicating('elsewhere', { sourceInstance: null })), instance(2, replicating('db-0', { sqlThread: 'off' }))]
    expect(layoutTopology({ instances, services, primary: 'db-0' }, 1200).lines).toMatchObject([{ to: 'db-2', flowing: false }])
  })

  it('shows only instances of the cluster behind a service', () => {
    const layout = layoutTopology({ instances: [instance(0, null), instance(1, replicating('db-0'))], services, primary: 'db-0' }, 1200)
    expect(layout.services.map((s) => s.selected)).toEqual([['db-0'], ['db-1']])
  })

  it('makes paths of finite numbers', () => {
    for (const width of [300, 1200]) {
      const layout = layoutTopology({ instances: [instance(0, null), instance(1, replicating('db-0'))], services, primary: null }, width)
      for (const line of layout.lines) expect(linePath(line, layout.orientation)).not.toMatch(/NaN|Infinity|undefined/)
    }
  })
})

describe('replication in words', () => {
  it('names the thread that stands', () => {
    expect(describeThreads(replicating('a', { sqlThread: 'off' }))).toBe('Applier thread is stopped')
    expect(describeThreads(replicating('a', { ioThread: 'connecting' }))).toBe('Connecting to its source')
    expect(describeThreads(null)).toBeNull()
  })
  it('counts transactions, and does not call unknown caught up', () => {
    expect(describeDistance(replicating('a', { transactionsBehind: 1 }))).toBe('1 transaction behind')
    expect(describeDistance(replicating('a', { transactionsBehind: null }))).toBeNull()
  })
  it('moves only when data moves', () => {
    const busy = { mysql: { version: '', serverUuid: '', uptimeSeconds: 1, readOnly: false, superReadOnly: false, gtidExecuted: '', threadsConnected: 1, connectionsMax: 1, queriesPerSecond: 3 } }
    const idle = { mysql: { ...busy.mysql, queriesPerSecond: 0 } }
    expect(movesData(instance(1, replicating('a')), busy)).toBe(true)
    expect(movesData(instance(1, replicating('a')), idle)).toBe(false)
    expect(movesData(instance(1, replicating('a', { transactionsBehind: 4 })), idle)).toBe(true)
    expect(movesData(instance(1, replicating('a', { sqlThread: 'off', transactionsBehind: 4 })), busy)).toBe(false)
  })
})
