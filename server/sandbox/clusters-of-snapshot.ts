import { LABELS } from '@/server/domain/kubernetes-port'
import { clusterIdOf } from './object-store'
import { setNameOfClaim } from './set-names'
import type { SandboxSnapshot } from './snapshot-schema'

/** Kinds that outlive their cluster when its volumes are kept. */
const KEPT_KINDS = new Set(['Secret', 'PersistentVolumeClaim'])

/** Takes the objects of clusters that do not live any more out of a snapshot: they were deleted after it was taken. */
export function dropClusters(snapshot: SandboxSnapshot, living: ReadonlySet<string>): void {
  snapshot.objects = snapshot.objects.filter(({ manifest }) => {
    const clusterId = manifest.metadata.labels?.[LABELS.clusterId]
    return clusterId === undefined || living.has(clusterId) || KEPT_KINDS.has(manifest.kind)
  })
}

/** Ids of clusters whose StatefulSet runs on data: on what the operator remembers of them it can go on. */
export function clustersWithData(snapshot: SandboxSnapshot): Set<string> {
  const holding = new Set(snapshot.volumes.filter(({ data }) => data.clusterId !== null).map(({ claimUid }) => claimUid))
  const sets = snapshot.objects
    .filter(({ manifest, uid }) => manifest.kind === 'PersistentVolumeClaim' && holding.has(uid))
    .map(({ manifest, namespace }) => `${namespace}/${setNameOfClaim(manifest.metadata.name)}`)
  const withData = snapshot.objects.filter(({ manifest, namespace }) => manifest.kind === 'StatefulSet' && sets.includes(`${namespace}/${manifest.metadata.name}`))
  return new Set(withData.map(({ manifest }) => clusterIdOf(manifest)).filter((id) => id !== null))
}
