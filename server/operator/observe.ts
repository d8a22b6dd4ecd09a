import type { Clock } from '@/server/domain/clock'
import type { ClusterReference, ClusterSecrets, KubernetesConnection, KubernetesManifest } from '@/server/domain/kubernetes-port'
import type { ClusterObservation, MysqlObservation, ObservedPod } from '@/server/domain/observation'
import type { MysqlPort, MysqlTarget } from '@/server/domain/mysql-port'

/** An instance that answers nothing within this is told as unreachable in this round. */
export const SQL_ROUND_TIMEOUT_MS = 1_500

export interface ObserveInput {
  clock: Clock
  connection: KubernetesConnection
  mysql: MysqlPort
  owner: ClusterReference
  wanted: readonly KubernetesManifest[]
  secrets: ClusterSecrets
  includeSizes: boolean
}

/** One look at a cluster: the caches, then one round of SQL to every instance at the same time. */
export async function observeCluster(input: ObserveInput): Promise<ClusterObservation> {
  const observedAt = input.clock.now()
  const kubernetes = input.connection.watch.observe(input.owner, input.wanted)
  const entries = await Promise.all(
    kubernetes.pods.filter((pod) => pod.ours).map(async (pod): Promise<[string, MysqlObservation]> => [pod.name, await observeInstance(pod, input)]),
  )
  return { observedAt, kubernetes, mysql: Object.fromEntries(entries) }
}

async function observeInstance(pod: ObservedPod, input: ObserveInput): Promise<MysqlObservation> {
  const container = pod.containers.find((candidate) => candidate.kind === 'main' && candidate.name === 'mysql')
  if (pod.address === null || container === undefined || container.state !== 'running') {
    return { state: 'unreachable', reason: 'not-started', message: 'The mysql container is not running' }
  }
  const result = await input.mysql.observe(targetOf(pod, input.connection.id, input.owner, input.secrets), {
    timeoutMs: SQL_ROUND_TIMEOUT_MS,
    includeSizes: input.includeSizes,
  })
  return result.ok ? { state: 'answering', ...result.value } : { state: 'unreachable', reason: result.failure.reason, message: result.failure.message }
}

/** Where to reach an instance as Podkeeper's own account. */
export function targetOf(pod: Pick<ObservedPod, 'name' | 'uid' | 'address'>, kubernetesClusterId: string, owner: ClusterReference, secrets: ClusterSecrets): MysqlTarget {
  return { kubernetesClusterId, namespace: owner.namespace, pod: pod.name, podUid: pod.uid, address: pod.address, credentials: { user: 'operator', password: secrets.operator } }
}
