import { describe, expect, it } from 'vitest'
import { CLUSTER_PRESETS, GIB, type ClusterSpec } from '@/server/contracts/cluster-spec'
import { findChangeProblems } from './check-change'
import { compareSpecs } from './compare-specs'
import { describeRestart, describeScale } from './describe-consequences'
import { describeSafety } from './describe-safety'
import { describeSummary } from './describe-summary'

const preset = CLUSTER_PRESETS[1]?.spec
if (!preset) throw new Error('presets are missing')
const spec: ClusterSpec = preset
const paths = (after: Partial<ClusterSpec>, before: Partial<ClusterSpec> = {}) => findChangeProblems({ ...spec, ...before }, { ...spec, ...before, ...after }).map((problem) => problem.path)

describe('what a definition may become', () => {
  it('newer versions, other sizes of memory, more instances and other settings', () => {
    expect(paths({ version: '9.8', instances: 5, configuration: { max_connections: '1' }, resources: { ...spec.resources, memoryBytes: 4 * GIB } })).toEqual([])
    expect(paths({ version: '9.7.1' })).toEqual([])
    expect(paths({ topology: 'async', instances: 3 }, { topology: 'single', instances: 1 })).toEqual([])
    expect(paths({ topology: 'semisync', instances: 3 }, { topology: 'single', instances: 1 })).toEqual([])
    expect(paths({ topology: 'semisync' })).toEqual([])
    expect(paths({ topology: 'async' }, { topology: 'semisync' })).toEqual([])
  })
  it('never an older version, another class of volumes or another way of management', () => {
    expect(paths({ version: '8.4' })).toEqual(['spec.version'])
    expect(paths({ version: '9.7.0' }, { version: '9.7.2' })).toEqual(['spec.version'])
    expect(paths({ storage: { className: 'other', sizeBytes: spec.storage.sizeBytes } })).toEqual(['spec.storage.className'])
    expect(paths({ management: 'statefulset' })).toEqual(['spec.management'])
  })
  it('a single instance only when one is left', () => {
    expect(paths({ topology: 'single', instances: 1 })).toEqual(['spec.topology'])
    expect(paths({ topology: 'single', instances: 1 }, { topology: 'semisync' })).toEqual(['spec.topology'])
    expect(paths({ topology: 'single' }, { instances: 1 })).toEqual([])
  })
})

describe('compareSpecs', () => {
  it('tells each leaf by its path, additions and removals included', () => {
    const after = { ...spec, configuration: { b: '2' }, resources: { ...spec.resources, cpuLimitMillicores: 2000 } }
    expect(compareSpecs({ ...spec, configuration: { a: '1' } }, after)).toEqual([
      { path: 'spec.configuration.a', before: '1', after: null },
      { path: 'spec.configuration.b', before: null, after: '2' },
      { path: 'spec.resources.cpuLimitMillicores', before: null, after: 2000 },
    ])
  })
})

describe('plain words', () => {
  const scale = (from: number, to: number, removedVolumes: 'keep' | 'delete' = 'keep', keptInstances: string[] = [], departing: string | null = null) => describeScale({ name: 'db', from, to, removedVolumes, keptInstances, departing }).map((line) => line.message).join(' ')

  it('name the instances that go and what becomes of their volumes', () => {
    expect(scale(3, 2)).toContain('db-2 stops')
    expect(scale(5, 3)).toMatch(/db-3 and db-4 stop.*volumes are kept \(data-db-3 and data-db-4\)/)
    expect(scale(3, 1, 'delete')).toMatch(/deleted \(data-db-1 and data-db-2\).*cannot be undone.*No replica is left/)
  })
  it('tell clones from kept volumes when scaling out', () => {
    expect(scale(2, 4, 'keep', ['db-3'])).toMatch(/db-2 starts and clones.*db-3 starts on its kept volume/)
  })
  it('say that another instance takes over when the primary goes', () => {
    expect(scale(3, 2)).toContain('writes go on without interruption')
    expect(scale(3, 2, 'keep', [], 'db-2')).toMatch(/db-2 is the primary: another instance takes over first/)
    expect(scale(3, 2, 'keep', [], 'db-2')).not.toContain('without interruption')
  })
  it('say what acknowledgements begin or cease to guarantee', () => {
    const words = (before: Partial<ClusterSpec>, after: Partial<ClusterSpec>) => describeSafety({ ...spec, ...before }, { ...spec, ...after }).map((line) => line.message).join(' ')
    expect(words({}, { topology: 'semisync' })).toMatch(/Commits begin to wait.*2 of 3 instances have it/)
    expect(words({ topology: 'semisync' }, {})).toContain('no longer wait')
    expect(words({}, { failover: { ...spec.failover, allowDataLoss: true } })).toContain('may lose')
    expect(words({}, {})).toBe('')
  })
  it('say how long writes stop', () => {
    expect(describeRestart('db', spec)[0]?.message).toMatch(/replicas first.*primary last.*Writes stop/)
    expect(describeRestart('db', { ...spec, instances: 1 })[0]?.message).toContain('db-0 restarts: reads and writes stop')
  })
  it('sum a definition up: shape, what it survives, totals', () => {
    const text = describeSummary(spec, null).join(' ')
    expect(text).toMatch(/3 instances of MySQL 9\.7.*2 replicas serve reads/)
    expect(text).toContain('In total 3 CPU, 6 GiB of memory and 75 GiB of storage.')
    expect(describeSummary({ ...spec, topology: 'single', instances: 1 }, null).join(' ')).toContain('survives no failure without interruption')
  })
})
