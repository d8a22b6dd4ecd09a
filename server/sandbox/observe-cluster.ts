import { objectNames, type ClusterReference, type KubernetesManifest } from '@/server/domain/kubernetes-port'
import type { KubernetesObservation, ObservedClaim, ObservedContainer, ObservedEvent, ObservedPod, ObservedStatefulSet } from '@/server/domain/observation'
import { groupOf, loadAt, sortedMembers } from './mysql-group'
import type { MysqlGroup } from './mysql-group-state'
import { clusterIdOf, type StoredObject } from './object-store'
import { endpointPods } from './network'
import { observeObject, refusalKey, type Refusals } from './object-state'
import type { ContainerRuntime, PodRuntime } from './pod-runtime'
import { labelsOf, parseBytes, readField, readList, readNumber, readText } from './read-manifest'
import type { SetRevisions } from './set-revisions'
import { settleGroup } from './settle-group'
import { usedBytesOf } from './volume-of'
import type { World } from './world'

/** Claims of more instances than a cluster can have are not looked for. */
const ORDINALS_MAX = 20

/** Everything the informers would hold of one cluster. */
export function observeCluster(world: World, revisions: SetRevisions, owner: ClusterReference, wanted: readonly KubernetesManifest[], refusals: Refusals): KubernetesObservation {
  const group = groupOf(world, owner.namespace, owner.name)
  settleGroup(world, group)
  const namespace = world.namespaces.get(owner.namespace)
  const set = world.objects.get('StatefulSet', owner.namespace, owner.name)
  const pods = sortedMembers(group)
  return {
    reachable: true,
    problem: null,
    lastContactAt: world.clock.now(),
    namespace: namespace ? (namespace.terminating ? 'terminating' : 'present') : 'missing',
    objects: wanted.map((manifest) => observeObject(world, owner, manifest, refusals)),
    statefulSet: set && clusterIdOf(set.manifest) === owner.clusterId ? observeSet(revisions, set, pods) : null,
    pods: pods.map((pod) => observePod(world, group, owner, pod)),
    claims: observeClaims(world, owner, refusals),
    endpoints: observeEndpoints(world, owner, group),
    events: observeEvents(world, owner),
  }
}

/** Events of a deleted cluster of the same name may still be there; they are not told. */
function observeEvents(world: World, owner: ClusterReference): ObservedEvent[] {
  const ages = world.objects.ofCluster(owner.clusterId).filter((object) => object.manifest.kind !== 'Pod').map((object) => object.createdAt)
  const since = ages.length === 0 ? Infinity : Math.min(...ages)
  return world.events.ofGroup(owner.namespace, owner.name).filter((event) => event.lastAt >= since)
}

function observeSet(revisions: SetRevisions, set: StoredObject, pods: PodRuntime[]): ObservedStatefulSet {
  return {
    uid: set.uid,
    generation: set.generation,
    specReplicas: readNumber(set.manifest, 'spec', 'replicas') ?? 1,
    readyReplicas: pods.filter((pod) => pod.ready).length,
    volumeSizeBytes: parseBytes(readField(readList(set.manifest, 'spec', 'volumeClaimTemplates')[0], 'spec', 'resources', 'requests', 'storage')) || null,
    deleting: set.deletingSince !== null,
    ...revisions.statusOf(set),
  }
}

function observePod(world: World, group: MysqlGroup, owner: ClusterReference, pod: PodRuntime): ObservedPod {
  const labels = labelsOf(pod.object.manifest)
  const node = pod.node === null ? undefined : world.nodes.get(pod.node)
  return {
    name: pod.name, uid: pod.uid, ordinal: pod.ordinal,
    ours: clusterIdOf(pod.object.manifest) === owner.clusterId,
    phase: pod.phase, ready: pod.ready,
    deleting: pod.object.deletingSince !== null,
    address: pod.address, node: pod.node,
    nodeReady: node?.ready ?? null,
    zone: node?.zone ?? null,
    revision: labels['controller-revision-hash'] ?? null,
    labels,
    createdAt: pod.createdAt, startedAt: pod.startedAt,
    unschedulableBecause: pod.unschedulableBecause,
    containers: pod.containers.map(observeContainer),
    initProgress: pod.initProgress,
    resources: observeResources(world, group, pod),
  }
}

function observeContainer({ name, kind, state, reason, message, exitCode, ready, restarts, startedAt, lastTermination }: ContainerRuntime): ObservedContainer {
  return { name, kind, state, reason, message, exitCode, ready, restarts, startedAt, lastTermination }
}

function observeResources(world: World, group: MysqlGroup, pod: PodRuntime): ObservedPod['resources'] {
  const { cpuMillicores, memoryBytes } = pod.requests
  const base = { cpuRequestMillicores: cpuMillicores, memoryBytes }
  if (pod.mysqld.state !== 'running') return { ...base, cpuUsedMillicores: null, memoryUsedBytes: null }
  const now = world.clock.now()
  const moving = 0.8 + 0.4 * world.random.noise(`cpu/${pod.namespace}/${pod.name}`, now, 15_000)
  const total = [...group.loads.values()].reduce((sum, load) => sum + load.transactionsPerSecond, 0)
  const writing = 1.1 * (total + loadAt(group, pod))
  const warm = 1 - Math.exp(-(now - (pod.mysqld.startedAt ?? now)) / 1_800_000)
  return { ...base, cpuUsedMillicores: Math.round((12 + writing) * moving), memoryUsedBytes: Math.round(memoryBytes * (0.42 + 0.25 * warm)) }
}

function observeClaims(world: World, owner: ClusterReference, refusals: Refusals): ObservedClaim[] {
  const found: ObservedClaim[] = []
  for (let ordinal = 0; ordinal < ORDINALS_MAX; ordinal++) {
    const name = objectNames(owner.name).claim(ordinal)
    const claim = world.objects.get('PersistentVolumeClaim', owner.namespace, name)
    if (claim) found.push({ ...observeClaim(world, claim, name, ordinal), lastProblem: refusals.get(refusalKey(owner, claim.manifest)) ?? null })
  }
  return found
}

function observeClaim(world: World, claim: StoredObject, name: string, ordinal: number): Omit<ObservedClaim, 'lastProblem'> {
  const volume = world.volumes.get(claim.uid)
  const group = groupOf(world, claim.namespace, name.slice(name.indexOf('-') + 1, name.lastIndexOf('-')))
  const mountedBy = [...group.members.values()].find((pod) => pod.dataClaim === name && pod.startedAt !== null)
  const usedBytes = volume && mountedBy ? usedBytesOf(world, mountedBy, volume) : null
  const requestedBytes = parseBytes(readField(claim.manifest, 'spec', 'resources', 'requests', 'storage'))
  return {
    name, ordinal,
    uid: claim.uid,
    phase: volume ? 'Bound' : world.lostClaims.has(claim.uid) ? 'Lost' : 'Pending',
    storageClass: readText(claim.manifest, 'spec', 'storageClassName'),
    capacityBytes: volume?.capacityBytes ?? null,
    requestedBytes,
    growth: volume && requestedBytes > volume.capacityBytes ? { stage: 'volume', problem: null } : null,
    deleting: claim.deletingSince !== null,
    usedBytes,
    availableBytes: volume && usedBytes !== null ? volume.capacityBytes - usedBytes : null,
    clusterId: clusterIdOf(claim.manifest),
  }
}

function observeEndpoints(world: World, owner: ClusterReference, group: MysqlGroup): Record<string, string[]> {
  const { headlessService, primaryService, readService } = objectNames(owner.name)
  const endpoints: Record<string, string[]> = {}
  for (const service of [headlessService, primaryService, readService]) {
    if (!world.objects.get('Service', owner.namespace, service)) continue
    endpoints[service] = endpointPods(world, owner.namespace, service, group.members.values()).filter((pod) => pod.ready).map((pod) => pod.name)
  }
  return endpoints
}
