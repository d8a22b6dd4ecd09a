import { describe, expect, it } from 'vitest'
import { CLUSTER_PRESETS, clusterSpecSchema, GIB } from '@/server/contracts/cluster-spec'
import { planScale } from './plan-scale'
import { listDifferences, rebaseSpec } from './spec-differences'

const base = CLUSTER_PRESETS[1]?.spec
if (!base) throw new Error('presets are missing')

describe('what changed', () => {
  it('is told field by field in units people use', () => {
    const after = { ...base, instances: 5, resources: { ...base.resources, memoryBytes: 4 * GIB }, configuration: { max_connections: '500' }, deletionProtection: false }
    expect(listDifferences(base, after).map((d) => [d.label, d.before, d.after])).toEqual([
      ['Instances', '3', '5'],
      ['Memory', '2 GiB', '4 GiB'],
      ['Deletion protection', 'on', 'off'],
      ['max_connections', 'not set', '500'],
    ])
  })
  it('is nothing for equal definitions', () => expect(listDifferences(base, structuredClone(base))).toEqual([]))
})

describe('two people edit', () => {
  it('keeps what the other changed and adds what I changed', () => {
    const mine = { ...base, configuration: { max_connections: '500' } }
    const theirs = { ...base, instances: 5 }
    const { spec, clashes } = rebaseSpec(base, mine, theirs)
    expect(clusterSpecSchema.parse(spec)).toMatchObject({ instances: 5, configuration: { max_connections: '500' } })
    expect(clashes).toEqual([])
  })
  it('names the field that both changed', () => {
    const mine = { ...base, instances: 7 }
    const theirs = { ...base, instances: 5 }
    const { spec, clashes } = rebaseSpec(base, mine, theirs)
    expect(spec.instances).toBe(7)
    expect(clashes.map((c) => [c.path, c.before, c.after])).toEqual([['instances', '5', '7']])
  })
  it('does not bring back a variable that the other removed, nor one that I removed', () => {
    const start = { ...base, configuration: { a: '1', b: '2' } }
    const { spec } = rebaseSpec(start, { ...start, configuration: { a: '1' } }, { ...start, configuration: { b: '2' } })
    expect(spec.configuration).toEqual({})
  })
})

describe('scale', () => {
  it('removes the highest ordinals first', () => {
    expect(planScale('db', 5, 3, 'db-0', [])).toEqual({ added: [], removed: ['db-4', 'db-3'], reused: [], primaryGoes: false })
  })
  it('says when the primary would go', () => expect(planScale('db', 3, 2, 'db-2', []).primaryGoes).toBe(true))
  it('says which new instances start on a kept volume', () => {
    expect(planScale('db', 2, 4, 'db-0', ['db-3'])).toMatchObject({ added: ['db-2', 'db-3'], reused: ['db-3'] })
  })
})
