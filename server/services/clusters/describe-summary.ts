import { imageOf, type ClusterSpec } from '@/server/contracts/cluster-spec'
import type { KubernetesInventory } from '@/server/contracts/kubernetes'
import { formatBytes } from '@/server/domain/format-words'

/** A definition in plain words: its shape, what it survives, what it uses. One sentence each. */
export function describeSummary(spec: ClusterSpec, inventory: KubernetesInventory | null): string[] {
  return [describeShape(spec), ...describeSurvival(spec, inventory), describeManagement(spec), describeTotals(spec)]
}

function describeShape(spec: ClusterSpec): string {
  const image = `MySQL ${spec.version} (${imageOf(spec)})`
  if (spec.topology === 'single' || spec.instances === 1) return `1 instance of ${image}, which takes reads and writes.`
  const replicas = spec.instances - 1
  const place = spec.spread.nodes === 'required' ? 'on different nodes' : 'on different nodes where there are enough'
  const zones = spec.spread.zones === 'required' ? ' and evenly over the zones' : ''
  return `${spec.instances} instances of ${image} ${place}${zones}: 1 primary takes writes, ${replicas} ${replicas === 1 ? 'replica serves' : 'replicas serve'} reads.`
}

function describeSurvival(spec: ClusterSpec, inventory: KubernetesInventory | null): string[] {
  if (spec.topology === 'single' || spec.instances === 1) return ['It survives no failure without interruption: when the instance or its node is lost, reads and writes stop until Kubernetes has started it again on its volume.']
  const lines = [`Reads survive the loss of any ${spec.instances === 2 ? 'replica' : 'instances as long as one replica is left'}; a lost replica comes back by itself.`]
  lines.push('When the primary is lost, writes stop until Kubernetes has started it again on its volume. Replication is asynchronous: what was committed is on the primary\'s volume, and may not be on a replica yet.')
  const nodes = inventory?.nodes.filter((node) => node.ready).length ?? null
  if (nodes !== null && nodes < spec.instances && spec.spread.nodes === 'preferred') lines.push(`${nodes === 1 ? 'There is 1 node' : `There are ${nodes} nodes`} for ${spec.instances} instances: the loss of one node can take several at once.`)
  return lines
}

function describeManagement(spec: ClusterSpec): string {
  switch (spec.management) {
    case 'operator':
      return `Podkeeper owns replication: a replica that lags more than ${spec.lag.leaveReadsSeconds} s leaves the read service and comes back below ${spec.lag.returnReadsSeconds} s.`
    case 'statefulset':
      return 'Plain Kubernetes objects: it works on when Podkeeper is switched off. Writes go to ordinal 0.'
  }
}

function describeTotals({ instances, resources, storage }: ClusterSpec): string {
  const cpus = Number(((instances * resources.cpuRequestMillicores) / 1000).toFixed(2))
  return `In total ${cpus} CPU, ${formatBytes(instances * resources.memoryBytes)} of memory and ${formatBytes(instances * storage.sizeBytes)} of storage.`
}
