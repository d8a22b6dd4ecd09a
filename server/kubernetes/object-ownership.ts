import { AppError } from '@/server/contracts/errors'
import { FIELD_MANAGER, LABELS, type ClusterReference } from '@/server/domain/kubernetes-port'
import { ownerOf, type ObjectMetadata } from './manifest-schema'

/** `kept`: left by a deleted cluster of the same name; it may be taken over when no cluster with that id lives. */
export type Ownership = { state: 'ours' } | { state: 'kept'; clusterId: string | null } | { state: 'foreign'; owner: string | null }

/** Kinds that outlive their cluster when volumes are kept: data, and the passwords to it. */
const KEPT_KINDS = new Set(['Secret', 'PersistentVolumeClaim'])

export function tellOwnership(kind: string, metadata: Pick<ObjectMetadata, 'labels' | 'managedFields'>, owner: ClusterReference): Ownership {
  const clusterId = metadata.labels[LABELS.clusterId]
  if (clusterId === owner.clusterId) return { state: 'ours' }
  const byPodkeeper = metadata.labels[LABELS.managedBy] === FIELD_MANAGER
  if (byPodkeeper && KEPT_KINDS.has(kind) && metadata.labels[LABELS.instance] === owner.name) return { state: 'kept', clusterId: clusterId ?? null }
  if (byPodkeeper) return { state: 'foreign', owner: `another Podkeeper cluster (${clusterId ?? 'id unknown'})` }
  return { state: 'foreign', owner: ownerOf(metadata, LABELS.managedBy) }
}

export function notOurs(kind: string, name: string, namespace: string, foreignOwner: string | null): AppError {
  const who = foreignOwner === null ? 'It does not say whose it is' : `It belongs to ${foreignOwner}`
  return new AppError('kubernetes.object-not-ours', `${kind} "${name}" already exists in namespace "${namespace}" and was not made for this cluster. ${who}, so Podkeeper leaves it alone.`, {
    action: `Choose another name or namespace, or remove it when nobody needs it: \`kubectl delete ${kind.toLowerCase()} ${name} -n ${namespace}\`.`,
    fields: [{ path: 'name', message: `${kind} "${name}" exists already` }],
  })
}
