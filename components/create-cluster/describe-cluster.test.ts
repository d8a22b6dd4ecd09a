import { describe, expect, it } from 'vitest'
import { CLUSTER_PRESETS, GIB, type ClusterSpec } from '@/server/contracts/cluster-spec'
import type { KubernetesInventory } from '@/server/contracts/kubernetes'
import { describeCluster } from './describe-cluster'
import { findKeptVolumes } from './kept-volumes'
import { placeInstances, worstLoss } from './place-instances'

const base = CLUSTER_PRESETS[1]?.spec
if (!base) throw new Error('presets are missing')
const spec = (change: Partial<ClusterSpec>): ClusterSpec => ({ ...base, ...change })
const node = (name: string, zone: string | null, memoryGib = 64) => ({ name, zone, ready: true, cpuMillicores: 16_000, memoryBytes: memoryGib * GIB })
const inventory = (nodes: KubernetesInventory['nodes'], change: Partial<KubernetesInventory> = {}): KubernetesInventory => ({
  version: '1.33', nodes, namespaces: [], keptClaims: [], missingPermissions: [], metricsAvailable: true,
  storageClasses: [{ name: 'fast', isDefault: true, provisioner: 'p', expandable: true, waitsForConsumer: true, reclaimPolicy: 'Delete', snapshots: false }], ...change,
})
const threeZones = [node('n1', 'a'), node('n2', 'a'), node('n3', 'b'), node('n4', 'c')]

describe('where instances are drawn', () => {
  it('spreads over zones before it uses a second node of a zone', () => {
    const placement = placeInstances(spec({ instances: 3 }), inventory(threeZones))
    expect(worstLoss(placement)).toEqual({ perNode: 1, perZone: 1 })
  })
  it('leaves instances over where two may not share a node', () => {
    const placement = placeInstances(spec({ instances: 3, spread: { nodes: 'required', zones: 'none' } }), inventory([node('n1', null), node('n2', null)]))
    expect(placement.unplaced).toEqual([2])
  })
  it('shares nodes where that is permitted', () => {
    const placement = placeInstances(spec({ instances: 3 }), inventory([node('n1', null), node('n2', null)]))
    expect(placement.unplaced).toEqual([])
    expect(worstLoss(placement)).toEqual({ perNode: 2, perZone: null })
  })
  it('does not use nodes that are too small or not ready', () => {
    const nodes = [node('small', 'a', 1), { ...node('down', 'a'), ready: false }, node('good', 'b')]
    expect(placeInstances(spec({ instances: 1 }), inventory(nodes)).nodes.map((n) => n.name)).toEqual(['good'])
  })
})

describe('plain words', () => {
  it('never promise more for asynchronous replication than it gives', () => {
    const texts = describeCluster(spec({ instances: 3 }), inventory(threeZones)).survives
    expect(texts.some((t) => t.good && /replica may be lost/.test(t.text))).toBe(true)
    expect(texts.some((t) => !t.good && /primary is lost, writes stop/.test(t.text))).toBe(true)
  })
  it('says that one instance is an outage', () => {
    expect(describeCluster(spec({ topology: 'single', instances: 1 }), null).survives[0]).toMatchObject({ good: false })
  })
  it('says when all instances are in one zone', () => {
    const texts = describeCluster(spec({ instances: 2 }), inventory([node('n1', 'a'), node('n2', 'a')])).survives.map((s) => s.text)
    expect(texts).toContain('All instances are in one zone: its loss takes the cluster down.')
  })
  it('adds resources up', () => {
    expect(describeCluster(spec({ instances: 3 }), null).totals).toEqual({ cpuMillicores: 3000, memoryBytes: 6 * GIB, storageBytes: 75 * GIB })
  })
  it('warns of what would not run', () => {
    expect(describeCluster(spec({ instances: 3, spread: { nodes: 'required', zones: 'none' } }), inventory([node('n1', null)])).warnings.join()).toMatch(/2 of 3 instances would find no node/)
    expect(describeCluster(spec({}), inventory([])).warnings.join()).toMatch(/No ready node/)
    expect(describeCluster(spec({}), inventory(threeZones, { storageClasses: [] })).warnings.join()).toMatch(/no default storage class/)
    expect(describeCluster(spec({ storage: { className: 'gone', sizeBytes: GIB } }), inventory(threeZones)).warnings.join()).toMatch(/gone does not exist/)
  })
  it('is silent about a cluster that it knows nothing of', () => expect(describeCluster(spec({}), null).warnings).toEqual([]))
})

describe('kept volumes', () => {
  const claims = ['data-shop-db-10', 'data-shop-db-2'].map((claim) => ({ namespace: 'shop', cluster: 'shop-db', claim, capacityBytes: GIB, storageClass: 'fast' }))
  const view = { id: 'k', name: 'k', source: 'sandbox' as const, context: null, reachable: true, problem: null, lastSeenAt: null, clusterCount: 0, inventory: inventory([], { keptClaims: claims }) }
  it('are found for the name in its namespace only', () => {
    expect(findKeptVolumes(view, 'shop', 'shop-db')).toEqual({ claims: ['data-shop-db-2', 'data-shop-db-10'], totalBytes: 2 * GIB, largestBytes: GIB })
    expect(findKeptVolumes(view, 'other', 'shop-db')).toBeNull()
    expect(findKeptVolumes(view, 'shop', 'shop')).toBeNull()
  })
})

describe('while what is typed is no number', () => {
  it('nothing is said that would follow from it', () => {
    const { shape, warnings } = describeCluster(spec({ instances: Number.NaN, resources: { ...base.resources, cpuRequestMillicores: Number.NaN, memoryBytes: Number.NaN } }), inventory(threeZones))
    expect([shape, ...warnings].join(' ')).not.toMatch(/NaN|large enough/)
  })
})
