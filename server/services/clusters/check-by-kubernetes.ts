import type { ClusterReference, KubernetesManifest } from '@/server/domain/kubernetes-port'
import { dryRunManifests, type DryRunResult } from './dry-run-manifests'
import { probeGrowth, probeInstances, runProbes, type Additions } from './probe-quota'

/** Everything that Kubernetes can say in advance: to the objects, to the pods and claims that will come of them, and to larger claims. */
export async function checkByKubernetes(kubernetesClusterId: string, owner: ClusterReference, objects: readonly KubernetesManifest[], additions: Additions): Promise<DryRunResult> {
  const checked = await dryRunManifests(kubernetesClusterId, owner, objects)
  // nothing more is asked of what does not answer, or of a namespace that is not there
  if (!checked.checkedByKubernetes || checked.problems.length > 0) return checked
  const probes = [...probeInstances(owner, objects, additions), ...probeGrowth(additions)]
  return { checkedByKubernetes: true, ...(await runProbes(kubernetesClusterId, owner, probes)) }
}
