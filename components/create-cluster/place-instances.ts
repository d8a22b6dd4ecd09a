import type { KubernetesInventory } from '@/server/contracts/kubernetes'
import type { ClusterSpec } from '@/server/contracts/cluster-spec'

export interface PlacedNode {
  name: string
  zone: string | null
  /** ordinals of the instances drawn on it */
  ordinals: number[]
}

export interface Placement {
  nodes: PlacedNode[]
  /** ordinals that the spread rules leave without a node */
  unplaced: number[]
}

type Shape = Pick<ClusterSpec, 'instances' | 'spread' | 'resources'>

/**
 * Where the scheduler would likely put the instances: an illustration for the form, not a promise. Emptiest zone first, then
 * emptiest node; `required` spread leaves instances over, as Kubernetes would. Nodes too small for one instance are left out; sizes
 * that are not numbers (yet) are not compared.
 */
export function placeInstances(spec: Shape, inventory: Pick<KubernetesInventory, 'nodes'> | null): Placement {
  const fitting = (inventory?.nodes ?? [])
    .filter((n) => n.ready && !(n.memoryBytes < spec.resources.memoryBytes) && !(n.cpuMillicores < spec.resources.cpuRequestMillicores))
    .sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }))
  const nodes = fitting.map((n): PlacedNode => ({ name: n.name, zone: n.zone, ordinals: [] }))
  const unplaced: number[] = []
  for (let ordinal = 0; ordinal < spec.instances; ordinal += 1) {
    const node = chooseNode(nodes, spec.spread)
    if (node === undefined) unplaced.push(ordinal)
    else node.ordinals.push(ordinal)
  }
  return { nodes, unplaced }
}

function chooseNode(nodes: readonly PlacedNode[], spread: ClusterSpec['spread']): PlacedNode | undefined {
  const load = zoneLoad(nodes)
  const lowest = Math.min(...load.values())
  const allowed = nodes.filter((n) => {
    if (spread.nodes === 'required' && n.ordinals.length > 0) return false
    // Kubernetes' maxSkew 1 with DoNotSchedule
    return spread.zones !== 'required' || (n.zone !== null && (load.get(n.zone) ?? 0) <= lowest)
  })
  const zoneWeight = (n: PlacedNode) => (spread.zones === 'none' ? 0 : (load.get(n.zone ?? '') ?? 0))
  return [...allowed].sort((a, b) => zoneWeight(a) - zoneWeight(b) || a.ordinals.length - b.ordinals.length)[0]
}

function zoneLoad(nodes: readonly PlacedNode[]): Map<string, number> {
  const load = new Map<string, number>()
  for (const n of nodes) load.set(n.zone ?? '', (load.get(n.zone ?? '') ?? 0) + n.ordinals.length)
  return load
}

/** Most instances on one node, and in one zone (null: nodes carry no zone label). */
export function worstLoss(placement: Placement): { perNode: number; perZone: number | null } {
  const used = placement.nodes.filter((n) => n.ordinals.length > 0)
  const perNode = Math.max(0, ...used.map((n) => n.ordinals.length))
  if (used.length === 0 || used.some((n) => n.zone === null)) return { perNode, perZone: null }
  return { perNode, perZone: Math.max(...zoneLoad(used).values()) }
}
