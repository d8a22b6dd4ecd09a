import { linkKey } from './group-faults'
import { readField, readTexts, labelsOf, matchesLabels } from './read-manifest'
import type { PodRuntime } from './pod-runtime'
import { nodesReachable, podNamed, type World } from './world'

/** Pods behind a service: chosen by its selector, ready unless it publishes those that are not, lowest ordinal first. */
export function endpointPods(world: World, namespace: string, service: string, candidates: Iterable<PodRuntime>): PodRuntime[] {
  const object = world.objects.get('Service', namespace, service)
  if (!object) return []
  const selector = readTexts(object.manifest, 'spec', 'selector')
  const publishesAll = readField(object.manifest, 'spec', 'publishNotReadyAddresses') === true
  return [...candidates]
    .filter((pod) => pod.address !== null && matchesLabels(labelsOf(pod.object.manifest), selector))
    .filter((pod) => publishesAll || (pod.ready && pod.object.deletingSince === null))
    .sort((a, b) => a.ordinal - b.ordinal)
}

/**
 * The pod that a host name leads to from inside the cluster: `pod`, `pod.service`, `pod.service.namespace.svc…`, a service, or
 * an IP. Null: the name is unknown.
 */
export function resolveHost(world: World, host: string, namespace: string): PodRuntime | null {
  if (/^\d+\.\d+\.\d+\.\d+$/.test(host)) return [...world.pods.values()].find((pod) => pod.address === host) ?? null
  const [name = '', service, third] = host.split('.')
  const pod = podNamed(world, third ?? namespace, name)
  if (pod) return pod.address === null ? null : pod
  // `service.namespace.svc…`
  const serviceNamespace = third === 'svc' || service === undefined ? (service ?? namespace) : namespace
  const group = [...world.groups.values()].filter((candidate) => candidate.namespace === serviceNamespace && name.startsWith(candidate.setName))
  return group.flatMap((candidate) => endpointPods(world, serviceNamespace, name, candidate.members.values()))[0] ?? null
}

/** open: packets pass · refused: the machine answers that nobody listens · silent: nothing comes back */
export type Link = 'open' | 'refused' | 'silent'

/** The way from one pod to another's MySQL. */
export function linkBetween(world: World, from: PodRuntime, to: PodRuntime): Link {
  const faults = world.groups.get(`${to.namespace}/${to.setName}`)?.faults
  const cut = faults?.cutLinks.has(linkKey(from.name, to.name)) || faults?.isolated.has(from.name) || faults?.isolated.has(to.name)
  if (cut || !nodesReachable(world, from.node, to.node) || to.mysqld.hung) return 'silent'
  return to.mysqld.state === 'running' ? 'open' : 'refused'
}

/** Whether a connection from one pod to another's MySQL would be made now. */
export function canConnect(world: World, from: PodRuntime, to: PodRuntime): boolean {
  return linkBetween(world, from, to) === 'open'
}

/** How long a packet takes from one pod to another, ms. */
export function delayBetween(world: World, from: PodRuntime, to: PodRuntime): number {
  const slow = (pod: PodRuntime): number => world.groups.get(`${pod.namespace}/${pod.setName}`)?.faults.delayMs.get(pod.name) ?? 0
  return world.tuning.linkMs + slow(from) + slow(to)
}
