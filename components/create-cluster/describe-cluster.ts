import type { ClusterSpec } from '@/server/contracts/cluster-spec'
import { knowsStorageClasses } from '@/server/contracts/knows-storage-classes'
import type { KubernetesInventory } from '@/server/contracts/kubernetes'
import { acknowledgementsOf, explainTolerance } from '@/server/contracts/tolerance'
import { placeInstances, worstLoss } from './place-instances'

/** How much of a name is shown elsewhere than in its field: longer ones are refused. */
export const NAME_SHOWN = 40

export interface ClusterDescription {
  /** what it is, in a sentence */
  shape: string
  /** what it survives and what not, one sentence each */
  survives: { good: boolean; text: string }[]
  totals: { cpuMillicores: number; memoryBytes: number; storageBytes: number }
  /** what will go wrong with this choice on this Kubernetes cluster */
  warnings: string[]
}

type Shape = Pick<ClusterSpec, 'instances' | 'spread' | 'resources' | 'management' | 'topology' | 'storage' | 'deletionProtection' | 'semiSync' | 'failover'>

/** Plain words beside the form. Pure, so that they follow each key without asking the server. */
export function describeCluster(spec: Shape, inventory: KubernetesInventory | null): ClusterDescription {
  return {
    shape: describeShape(spec),
    survives: describeFailures(spec, inventory),
    totals: {
      cpuMillicores: spec.instances * spec.resources.cpuRequestMillicores,
      memoryBytes: spec.instances * spec.resources.memoryBytes,
      storageBytes: spec.instances * spec.storage.sizeBytes,
    },
    warnings: findWarnings(spec, inventory),
  }
}

function describeShape(spec: Shape): string {
  if (spec.topology === 'single' || spec.instances === 1) return 'One instance takes reads and writes.'
  const replicas = spec.instances - 1
  const count = Number.isInteger(replicas) ? String(replicas) : 'the'
  return `One primary takes writes; ${count} ${replicas === 1 ? 'replica follows' : 'replicas follow'} it ${spec.topology === 'semisync' ? 'semi-synchronously' : 'asynchronously'} and ${replicas === 1 ? 'serves' : 'serve'} reads.`
}

function describeFailures(spec: Shape, inventory: KubernetesInventory | null): ClusterDescription['survives'] {
  const lines: ClusterDescription['survives'] = []
  if (spec.topology === 'single' || spec.instances === 1) {
    lines.push({ good: false, text: 'When the instance or its node is lost, reads and writes stop until Kubernetes has started it again on its volume.' })
  } else {
    const loss = worstLoss(placeInstances(spec, inventory))
    lines.push({ good: true, text: 'A replica may be lost: the others go on serving reads, and it comes back by itself.' })
    if (loss.perNode > 1) lines.push({ good: false, text: `One node carries ${loss.perNode} instances: its loss takes all of them at once.` })
    else if (loss.perNode === 1) lines.push({ good: true, text: 'Losing one node takes one instance.' })
    if (loss.perZone !== null && loss.perZone < spec.instances) lines.push({ good: true, text: `Losing one zone takes at most ${loss.perZone} of ${spec.instances} instances.` })
    if (loss.perZone !== null && loss.perZone === spec.instances) lines.push({ good: false, text: 'All instances are in one zone: its loss takes the cluster down.' })
    lines.push(...describePrimaryLoss(spec))
  }
  lines.push({ good: true, text: spec.management === 'operator' ? 'A replica that lags too far leaves the read service and comes back by itself.' : 'It works on when Podkeeper is switched off.' })
  if (spec.deletionProtection) lines.push({ good: true, text: 'It cannot be deleted before its protection is switched off.' })
  return lines
}

/** Who takes over, and what of the committed writes is kept. */
function describePrimaryLoss(spec: Shape): ClusterDescription['survives'] {
  const waits = { good: false, text: 'When the primary is lost, writes stop until Kubernetes has started it again on its volume; what was committed there is kept.' }
  if (spec.management !== 'operator' || !Number.isInteger(spec.instances)) return [waits]
  const safe = spec.topology === 'semisync' ? [{ good: true, text: explainTolerance(spec.instances, acknowledgementsOf(spec)) }] : []
  if (spec.failover.mode === 'off') return [...safe, waits]
  if (spec.failover.mode === 'manual') return [...safe, { good: false, text: 'When the primary is lost, writes stop until a person starts the failover.' }]
  if (spec.topology === 'semisync') return spec.failover.allowDataLoss ? [...safe, { good: false, text: 'When too few replicas are left to be sure, a failover is done all the same and may lose writes.' }] : safe
  return spec.failover.allowDataLoss ? [{ good: false, text: 'When the primary is lost, another instance takes over; writes of its last moments may be lost.' }] : [waits]
}

function findWarnings(spec: Shape, inventory: KubernetesInventory | null): string[] {
  if (inventory === null) return []
  const warnings: string[] = []
  const placement = placeInstances(spec, inventory)
  if (placement.nodes.length === 0) warnings.push('No ready node is large enough for one instance: the pods would wait for one.')
  else if (placement.unplaced.length > 0) {
    const rule = spec.spread.nodes === 'required' ? 'never two on one node' : 'the same number in each zone'
    warnings.push(`${placement.unplaced.length} of ${spec.instances} instances would find no node, because the rule is “${rule}”.`)
  }
  const storageClass = inventory.storageClasses.find((c) => (spec.storage.className === null ? c.isDefault : c.name === spec.storage.className))
  if (!knowsStorageClasses(inventory)) return warnings
  if (storageClass === undefined) warnings.push(spec.storage.className === null ? 'This Kubernetes cluster has no default storage class: choose one.' : `The storage class ${spec.storage.className} does not exist.`)
  else if (!storageClass.expandable) warnings.push(`Volumes of ${storageClass.name} cannot be made larger later: choose the size with room to grow.`)
  return warnings
}
