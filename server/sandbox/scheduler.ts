import { classOf, provisioningProblem } from './claim-controller'
import { selectorMatches } from './label-selector'
import { groupOfPod } from './mysql-group'
import type { PodRequests } from './pod-requests'
import type { PodRuntime } from './pod-runtime'
import { labelsOf, readField, readList, readNumber, readText } from './read-manifest'
import type { SandboxNode, World } from './world'

export type Placement = { node: SandboxNode } | { refused: string }

/** Chooses a node as the default scheduler does: filters, then scores by what is free and by how the pods are to be spread. */
export function placePod(world: World, pod: PodRuntime): Placement {
  const nodes = [...world.nodes.values()]
  const unbound = unboundClaimProblem(world, pod)
  if (unbound) return { refused: `0/${nodes.length} nodes are available: ${unbound}. preemption: 0/${nodes.length} nodes are available: ${nodes.length} Preemption is not helpful for scheduling.` }
  const used = usedByNode(world)
  const refusals = new Map<string, number>()
  const possible = nodes.filter((node) => {
    const reasons = filterNode(world, pod, node, used.get(node.name))
    for (const reason of reasons) refusals.set(reason, (refusals.get(reason) ?? 0) + 1)
    return reasons.length === 0
  })
  const best = possible.map((node) => ({ node, score: scoreNode(world, pod, node, used.get(node.name)) })).sort((a, b) => b.score - a.score)[0]
  if (best) return { node: best.node }
  const told = [...refusals].map(([reason, count]) => `${count} ${reason}`).sort().join(', ')
  return { refused: `0/${nodes.length} nodes are available: ${told}. preemption: 0/${nodes.length} nodes are available: ${nodes.length} No preemption victims found for incoming pod.` }
}

function unboundClaimProblem(world: World, pod: PodRuntime): string | null {
  if (pod.dataClaim === null) return null
  const claim = world.objects.get('PersistentVolumeClaim', pod.namespace, pod.dataClaim)
  if (!claim) return `persistentvolumeclaim "${pod.dataClaim}" not found`
  if (claim.deletingSince !== null) return `persistentvolumeclaim "${pod.dataClaim}" is being deleted`
  if (world.volumes.has(claim.uid)) return null
  if (world.lostClaims.has(claim.uid)) return provisioningProblem(world, claim)
  return provisioningProblem(world, claim) !== null || !classOf(world, claim)?.waitsForConsumer ? 'pod has unbound immediate PersistentVolumeClaims' : null
}

function usedByNode(world: World): Map<string, PodRequests> {
  const used = new Map<string, PodRequests>()
  for (const pod of world.pods.values()) {
    if (pod.node === null || pod.phase === 'Succeeded' || pod.phase === 'Failed') continue
    const sum = used.get(pod.node) ?? { cpuMillicores: 0, memoryBytes: 0 }
    sum.cpuMillicores += pod.requests.cpuMillicores
    sum.memoryBytes += pod.requests.memoryBytes
    used.set(pod.node, sum)
  }
  return used
}

function filterNode(world: World, pod: PodRuntime, node: SandboxNode, used: PodRequests | undefined): string[] {
  if (!node.ready) return ['node(s) had untolerated taint {node.kubernetes.io/unreachable: }']
  const reasons: string[] = []
  if ((used?.cpuMillicores ?? 0) + pod.requests.cpuMillicores > node.cpuMillicores) reasons.push('Insufficient cpu')
  if ((used?.memoryBytes ?? 0) + pod.requests.memoryBytes > node.memoryBytes) reasons.push('Insufficient memory')
  if (reasons.length > 0) return reasons
  const claim = pod.dataClaim === null ? null : world.objects.get('PersistentVolumeClaim', pod.namespace, pod.dataClaim)
  const zone = claim ? world.volumes.get(claim.uid)?.zone : null
  if (zone && zone !== node.zone) return ["node(s) didn't match PersistentVolume's node affinity"]
  const terms = readList(pod.object.manifest, 'spec', 'affinity', 'podAntiAffinity', 'requiredDuringSchedulingIgnoredDuringExecution')
  if (terms.some((term) => countMatching(world, pod, term, node) > 0)) return ["node(s) didn't match pod anti-affinity rules"]
  const skewed = spreadConstraints(pod).some((constraint) => readText(constraint, 'whenUnsatisfiable') === 'DoNotSchedule' && skewWith(world, pod, constraint, node) > (readNumber(constraint, 'maxSkew') ?? 1))
  return skewed ? ["node(s) didn't match pod topology spread constraints"] : []
}

function scoreNode(world: World, pod: PodRuntime, node: SandboxNode, used: PodRequests | undefined): number {
  const free = 1 - (used?.cpuMillicores ?? 0) / node.cpuMillicores + 1 - (used?.memoryBytes ?? 0) / node.memoryBytes
  const preferred = readList(pod.object.manifest, 'spec', 'affinity', 'podAntiAffinity', 'preferredDuringSchedulingIgnoredDuringExecution')
  const apart = preferred.reduce<number>((sum, term) => sum + (readNumber(term, 'weight') ?? 1) * countMatching(world, pod, readField(term, 'podAffinityTerm'), node), 0)
  const spread = spreadConstraints(pod).reduce<number>((sum, constraint) => sum + 20 * skewWith(world, pod, constraint, node), 0)
  return free - apart - spread
}

function spreadConstraints(pod: PodRuntime): unknown[] {
  return readList(pod.object.manifest, 'spec', 'topologySpreadConstraints')
}

/** Only pods of the same StatefulSet are looked at: Podkeeper's terms name no others. */
function countMatching(world: World, pod: PodRuntime, term: unknown, node: SandboxNode): number {
  const domain = domainOf(node, readText(term, 'topologyKey'))
  return placedMatching(world, pod, readField(term, 'labelSelector')).filter((other) => domainOf(other, readText(term, 'topologyKey')) === domain).length
}

/** how many more pods the node's domain would have than the emptiest one */
function skewWith(world: World, pod: PodRuntime, constraint: unknown, node: SandboxNode): number {
  const key = readText(constraint, 'topologyKey')
  const counts = new Map<string, number>()
  for (const each of world.nodes.values()) if (each.ready) counts.set(domainOf(each, key), 0)
  for (const placed of placedMatching(world, pod, readField(constraint, 'labelSelector'))) {
    const domain = domainOf(placed, key)
    if (counts.has(domain)) counts.set(domain, (counts.get(domain) ?? 0) + 1)
  }
  return (counts.get(domainOf(node, key)) ?? 0) + 1 - Math.min(...counts.values())
}

function placedMatching(world: World, pod: PodRuntime, selector: unknown): SandboxNode[] {
  return [...groupOfPod(world, pod).members.values()]
    .filter((other) => other !== pod && other.node !== null && selectorMatches(selector, labelsOf(other.object.manifest)))
    .flatMap((other) => world.nodes.get(other.node ?? '') ?? [])
}

function domainOf(node: SandboxNode, topologyKey: string | null): string {
  return topologyKey === 'topology.kubernetes.io/zone' ? node.zone : node.name
}
