import type { KubernetesClusterView } from '@/server/contracts/kubernetes'

/** Of all Kubernetes clusters, those that do not answer; what a banner needs of them. */
export type UnreachableKubernetes = readonly Pick<KubernetesClusterView, 'id' | 'name' | 'lastSeenAt'>[]

export function listUnreachable(clusters: readonly KubernetesClusterView[]): UnreachableKubernetes {
  return clusters.filter((cluster) => cluster.reachable === false).map(({ id, name, lastSeenAt }) => ({ id, name, lastSeenAt }))
}

/** The list after a pushed view; the same object when nothing changed, so that nothing renders. */
export function noteReachability(known: UnreachableKubernetes, cluster: KubernetesClusterView): UnreachableKubernetes {
  const before = known.find((other) => other.id === cluster.id)
  const [after] = listUnreachable([cluster])
  if (before?.lastSeenAt === after?.lastSeenAt && before?.name === after?.name) return known
  const others = known.filter((other) => other.id !== cluster.id)
  return after ? [...others, after] : others
}
