import type { ClusterSpec } from '@/server/contracts/cluster-spec'
import type { ClusterReference, KubernetesManifest } from '@/server/domain/kubernetes-port'
import { dryRunManifests, type DryRunResult } from './dry-run-manifests'
import { probeQuota } from './probe-quota'

/** Everything that Kubernetes can say in advance: to the objects, and to the pods and claims that will come of them. */
export async function checkByKubernetes(kubernetesClusterId: string, owner: ClusterReference, objects: readonly KubernetesManifest[], growth: { spec: ClusterSpec; added: number; newVolumes: boolean }): Promise<DryRunResult> {
  const checked = await dryRunManifests(kubernetesClusterId, owner, objects)
  // nothing more is asked of what does not answer, or of a namespace that is not there
  if (!checked.checkedByKubernetes || checked.problems.length > 0) return checked
  return { checkedByKubernetes: true, problems: await probeQuota(kubernetesClusterId, owner, { ...growth, objects }) }
}
