import type { Preview } from '@/server/contracts/cluster'
import type { ClusterSpec } from '@/server/contracts/cluster-spec'
import { formatBytes, joinWords } from '@/server/domain/format-words'
import { objectNames } from '@/server/domain/kubernetes-port'
import type { KnownVolume } from './check-growth'
import { removedInstances } from './removed-instances'

export type Consequence = Preview['consequences'][number]

export interface ScaleSituation {
  name: string
  from: number
  to: number
  removedVolumes: 'keep' | 'delete'
  /** instances whose volumes were kept when they went */
  keptInstances: readonly string[]
  /** the primary when it is among those that go */
  departing: string | null
}

/** What becomes of instances and volumes when their number changes. */
export function describeScale({ name, from, to, removedVolumes, keptInstances, departing }: ScaleSituation): Consequence[] {
  if (to === from) return [{ severity: 'info', message: `${name} has ${from} ${from === 1 ? 'instance' : 'instances'} already: nothing changes.` }]
  if (to > from) return describeGrowth(removedInstances(name, to, from), keptInstances)
  const removed = removedInstances(name, from, to)
  const one = removed.length === 1
  const claims = joinWords(removed.map((instance) => `data-${instance}`))
  const lines: Consequence[] = [{ severity: 'attention', message: `${joinWords(removed)} ${one ? 'stops' : 'stop'}, the highest ordinal first. Connections to ${one ? 'it' : 'them'} end${departing === null ? '; writes go on without interruption' : ''}.` }]
  if (departing !== null) lines.push({ severity: 'attention', message: `${departing} is the primary: another instance takes over first, by a switchover with all its checks. Writes stop for a moment, usually under 2 s. Until one can take over, ${departing} stays.` })
  lines.push(removedVolumes === 'keep'
    ? { severity: 'info', message: `${one ? 'Its volume is' : 'Their volumes are'} kept (${claims}) and used again when the cluster is scaled out; until then ${one ? 'it costs' : 'they cost'} storage.` }
    : { severity: 'destructive', message: `${one ? 'Its volume is' : 'Their volumes are'} deleted (${claims}); this cannot be undone. The data itself stays on the other instances.` })
  if (to === 1) lines.push({ severity: 'attention', message: 'No replica is left: reads and writes both stop when the one instance or its node is lost.' })
  else if (to === 2) lines.push({ severity: 'attention', message: 'One replica is left: while it is away, nothing but the primary serves reads.' })
  return lines
}

function describeGrowth(added: readonly string[], keptInstances: readonly string[]): Consequence[] {
  const reused = added.filter((instance) => keptInstances.includes(instance))
  const fresh = added.filter((instance) => !keptInstances.includes(instance))
  const lines: Consequence[] = []
  if (fresh.length > 0) lines.push({ severity: 'info', message: `${joinWords(fresh)} ${fresh.length === 1 ? 'starts and clones' : 'start and clone'} the data from a healthy instance, which reads and sends all of it meanwhile. Nothing is interrupted.` })
  if (reused.length > 0) lines.push({ severity: 'info', message: `${joinWords(reused)} ${reused.length === 1 ? 'starts on its kept volume and catches' : 'start on their kept volumes and catch'} up, or ${reused.length === 1 ? 'is' : 'are'} cloned anew where the binary logs do not reach back that far.` })
  return lines
}

/** What restarting every pod means for those who read and write. */
export function describeRestart(name: string, spec: ClusterSpec): Consequence[] {
  if (spec.instances === 1) return [{ severity: 'attention', message: `${objectNames(name).instance(0)} restarts: reads and writes stop meanwhile, usually for 10 to 60 s, longer where much has to be recovered.` }]
  if (spec.management === 'operator') return [{ severity: 'attention', message: `All ${spec.instances} instances restart one after another: replicas first, each waited for until it has caught up, and the primary last, after another instance has taken over. Writes stop for a moment then, usually under 2 s; where no replica can take over, while the primary restarts, usually for 10 to 60 s.` }]
  const how = `from ${objectNames(name).instance(spec.instances - 1)} down to ${objectNames(name).instance(0)}, which takes the writes`
  return [{ severity: 'attention', message: `All ${spec.instances} instances restart one after another: ${how}. Writes stop while the primary restarts, usually for 10 to 60 s; reads go on at the replicas.` }]
}

/** What Kubernetes could not be asked, in the preview of what it would say. */
export function describeUnchecked({ unchecked }: { unchecked: readonly string[] }): Consequence[] {
  return unchecked.map((message) => ({ severity: 'info', message }))
}

/** What larger volumes mean; `grown` those that there are. */
export function describeVolumeGrowth(spec: ClusterSpec, sizeBytes: number, grown: readonly KnownVolume[]): Consequence[] {
  const from = formatBytes(spec.storage.sizeBytes)
  const to = formatBytes(sizeBytes)
  if (sizeBytes < spec.storage.sizeBytes) return [{ severity: 'info', message: `Volumes that have not grown yet stay as they are; those that have ${from} keep it. New instances get ${to}.` }]
  const claims = joinWords(grown.map(({ claim }) => claim))
  return [
    { severity: 'attention', message: `${grown.length === 1 ? 'The volume grows' : 'All volumes grow'} from ${from} to ${to}${claims === '' ? '' : ` (${claims})`}${grown.length > 1 ? ', one of a replica first and, when it has, all others' : ''}. Volumes cannot be made smaller again.` },
    { severity: 'info', message: 'The StatefulSet is made anew, because Kubernetes does not let its volume template change; its pods run on and are adopted. MySQL is not interrupted by the growth.' },
  ]
}

/** What a deletion takes away, and how to get it back. */
export function describeDeletion(cluster: { name: string; namespace: string; spec: ClusterSpec }, volumes: 'keep' | 'delete'): Consequence[] {
  const { name, namespace, spec } = cluster
  const claims = joinWords(Array.from({ length: spec.instances }, (_, ordinal) => objectNames(name).claim(ordinal)))
  const lines: Consequence[] = [{ severity: 'destructive', message: `${spec.instances === 1 ? 'The instance stops' : `All ${spec.instances} instances stop`}; every connection ends, and the names ${name}-primary and ${name}-read no longer resolve.` }]
  lines.push(volumes === 'keep'
    ? { severity: 'info', message: `The volumes are kept (${claims}). A new cluster ${name} in namespace ${namespace} can start on them with the same data and passwords.` }
    : { severity: 'destructive', message: `The volumes are deleted (${claims}), and with them all data. Only a backup brings it back.` })
  return lines
}
