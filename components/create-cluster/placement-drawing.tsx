import type { ClusterSpec } from '@/server/contracts/cluster-spec'
import type { KubernetesInventory } from '@/server/contracts/kubernetes'
import { placeInstances, type PlacedNode } from './place-instances'

/** Nodes without an instance are drawn only up to this many in all. */
const NODES_SHOWN = 9

/** The instances drawn on nodes and zones, as the scheduler would likely put them. */
export function PlacementDrawing({ spec, inventory }: { spec: Pick<ClusterSpec, 'instances' | 'spread' | 'resources'>; inventory: KubernetesInventory | null }) {
  const placement = placeInstances(spec, inventory)
  if (placement.nodes.length === 0) return <InstanceRow ordinals={Array.from({ length: Math.min(9, spec.instances || 0) }, (_, i) => i)} note={inventory === null ? 'The nodes are not known yet.' : 'No node is large enough.'} />
  const used = placement.nodes.filter((n) => n.ordinals.length > 0)
  const shown = [...used, ...placement.nodes.filter((n) => n.ordinals.length === 0)].slice(0, Math.max(used.length, NODES_SHOWN))
  const zones = [...new Set(shown.map((n) => n.zone))].sort((a, b) => (a ?? '').localeCompare(b ?? ''))
  return (
    <figure className="flex flex-col gap-2" aria-label={describe(used, placement.unplaced.length)}>
      <div aria-hidden className="flex flex-wrap gap-2">
        {zones.map((zone) => (
          <div key={zone ?? ''} className="rounded-md border border-dashed p-1.5">
            <p className="figures mb-1 max-w-40 truncate text-xs text-muted">{zone ?? 'no zone'}</p>
            <div className="flex flex-wrap gap-1.5">{shown.filter((n) => n.zone === zone).map((node) => <NodeBox key={node.name} node={node} />)}</div>
          </div>
        ))}
      </div>
      {placement.unplaced.length > 0 && <InstanceRow ordinals={placement.unplaced} note="without a node" />}
      <figcaption className="text-xs text-muted">Where Kubernetes would likely put them; {placement.nodes.length} nodes are large enough.</figcaption>
    </figure>
  )
}

function NodeBox({ node }: { node: PlacedNode }) {
  return (
    <div className="min-w-14 rounded-sm border bg-sunken p-1" title={node.name}>
      <p className="figures max-w-20 truncate text-xs text-muted">{node.name}</p>
      <div className="flex min-h-6 flex-wrap gap-1">{node.ordinals.map((ordinal) => <InstanceMark key={ordinal} ordinal={ordinal} />)}</div>
    </div>
  )
}

function InstanceMark({ ordinal }: { ordinal: number }) {
  return <span className={`figures inline-flex size-6 items-center justify-center rounded-sm border text-xs ${ordinal === 0 ? 'border-ink bg-ink text-surface' : 'border-line-strong bg-surface'}`}>{ordinal}</span>
}

function InstanceRow({ ordinals, note }: { ordinals: readonly number[]; note: string }) {
  return <p className="flex flex-wrap items-center gap-1 text-xs text-muted">{ordinals.map((ordinal) => <InstanceMark key={ordinal} ordinal={ordinal} />)} {note}</p>
}

function describe(used: readonly PlacedNode[], unplaced: number): string {
  const nodes = used.map((n) => `${n.name}${n.zone === null ? '' : ` in ${n.zone}`}: ${n.ordinals.map((o) => (o === 0 ? 'the primary' : `replica ${o}`)).join(', ')}`)
  return `${nodes.join('; ')}${unplaced > 0 ? `; ${unplaced} without a node` : ''}`
}
