import type { CreateCluster } from '@/server/contracts/cluster'
import type { ClusterSpec } from '@/server/contracts/cluster-spec'
import type { ErrorCode } from '@/server/contracts/errors'
import { knowsStorageClasses } from '@/server/contracts/knows-storage-classes'
import type { KubernetesInventory } from '@/server/contracts/kubernetes'
import { formatBytes, joinWords } from '@/server/domain/format-words'

export interface InputProblem {
  code: ErrorCode
  /** dotted path into the input */
  path: string
  message: string
  action: string
}

/** What makes a creation impossible on this Kubernetes cluster, by what was seen of it. */
export function findCreationProblems(input: Pick<CreateCluster, 'name' | 'namespace' | 'spec' | 'useKeptVolumes'>, inventory: KubernetesInventory, kubernetesName: string): InputProblem[] {
  return [...namespaceProblems(input.namespace, inventory, kubernetesName), ...storageProblems(input.spec, inventory, kubernetesName), ...keptVolumeProblems(input, inventory)]
}

/** Names of the claims that a deleted cluster of this name left behind. */
export function keptClaimsOf(input: { name: string; namespace: string }, inventory: KubernetesInventory): KubernetesInventory['keptClaims'] {
  return inventory.keptClaims.filter((claim) => claim.namespace === input.namespace && claim.cluster === input.name)
}

function namespaceProblems(namespace: string, inventory: KubernetesInventory, kubernetesName: string): InputProblem[] {
  const found = inventory.namespaces.find((candidate) => candidate.name === namespace)
  if (found && !found.terminating) return []
  const message = found ? `The namespace ${namespace} is being deleted.` : `There is no namespace ${namespace} on ${kubernetesName} that Podkeeper may use.`
  return [{ code: 'kubernetes.namespace-missing', path: 'namespace', message, action: `Choose another one, or create it: kubectl create namespace ${namespace}` }]
}

function storageProblems(spec: ClusterSpec, inventory: KubernetesInventory, kubernetesName: string): InputProblem[] {
  if (!knowsStorageClasses(inventory)) return []
  const { className } = spec.storage
  const names = inventory.storageClasses.map((storageClass) => storageClass.name)
  const choose = names.length === 0 ? 'Install a storage provisioner first.' : `Choose one of ${joinWords(names.slice(0, 10))}.`
  if (className === null) {
    if (inventory.storageClasses.some((storageClass) => storageClass.isDefault)) return []
    return [{ code: 'kubernetes.storage-class-missing', path: 'spec.storage.className', message: `${kubernetesName} has no default storage class.`, action: choose }]
  }
  if (names.includes(className)) return []
  return [{ code: 'kubernetes.storage-class-missing', path: 'spec.storage.className', message: `There is no storage class ${className} on ${kubernetesName}.`, action: choose }]
}

/** A StatefulSet would silently take claims of its names over, with data and passwords of another cluster. */
function keptVolumeProblems(input: Pick<CreateCluster, 'name' | 'namespace' | 'useKeptVolumes'>, inventory: KubernetesInventory): InputProblem[] {
  const claims = keptClaimsOf(input, inventory)
  if (input.useKeptVolumes && claims.length === 0) {
    return [{ code: 'request.invalid', path: 'useKeptVolumes', message: `There are no volumes of a deleted cluster ${input.name} in namespace ${input.namespace}.`, action: 'Create it with new volumes, or correct name and namespace.' }]
  }
  if (input.useKeptVolumes || claims.length === 0) return []
  const names = claims.map((claim) => claim.claim)
  return [{
    code: 'kubernetes.object-not-ours', path: 'useKeptVolumes', message: `A deleted cluster ${input.name} left volumes behind (${joinWords(names)}), which a new one of this name would start on.`,
    action: `Choose to start on the kept volumes, take another name, or delete them: kubectl -n ${input.namespace} delete pvc ${names.join(' ')}`,
  }]
}

/** What will likely keep pods from starting; nothing that forbids a creation, because nodes may be added. */
export function findPlacementWarnings(spec: ClusterSpec, inventory: KubernetesInventory): { path: string; message: string }[] {
  const warnings: { path: string; message: string }[] = []
  const ready = inventory.nodes.filter((node) => node.ready)
  const { cpuRequestMillicores, memoryBytes } = spec.resources
  const large = ready.filter((node) => node.cpuMillicores >= cpuRequestMillicores && node.memoryBytes >= memoryBytes)
  if (ready.length > 0 && large.length === 0) {
    const tooMuchMemory = ready.every((node) => node.memoryBytes < memoryBytes)
    const largest = Math.max(...ready.map((node) => (tooMuchMemory ? node.memoryBytes : node.cpuMillicores)))
    warnings.push(tooMuchMemory
      ? { path: 'spec.resources.memoryBytes', message: `No node has ${formatBytes(memoryBytes)} of memory (the largest has ${formatBytes(largest)}): the pods would wait for one.` }
      : { path: 'spec.resources.cpuRequestMillicores', message: `No node that has the memory has ${cpuRequestMillicores / 1000} CPU (the largest has ${largest / 1000}): the pods would wait for one.` })
  } else if (spec.spread.nodes === 'required' && large.length < spec.instances) {
    warnings.push({ path: 'spec.spread.nodes', message: `${spec.instances} instances on different nodes need ${spec.instances} nodes; ${large.length} are large enough: ${spec.instances - large.length} would wait.` })
  }
  const zones = new Set(ready.flatMap((node) => (node.zone === null ? [] : [node.zone])))
  if (spec.spread.zones === 'required' && zones.size === 0) warnings.push({ path: 'spec.spread.zones', message: 'The nodes carry no zone label (topology.kubernetes.io/zone), so that a required spread over zones cannot be kept: the pods would wait.' })
  return warnings
}
