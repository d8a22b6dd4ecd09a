import type { ClusterSpec } from '@/server/contracts/cluster-spec'
import type { ClusterDefinition, OperatorMemory } from './memory'

/**
 * The definition as its objects are made from it now. Volumes of new instances keep the earlier size until every claim was
 * accepted with the new one: were that refused, by a quota or the storage class, the StatefulSet would have been made anew for
 * nothing, and could not be changed in any other way meanwhile.
 */
export function chooseSpec({ spec }: Pick<ClusterDefinition, 'spec'>, memory: Pick<OperatorMemory, 'templateSizeBytes'>): ClusterSpec {
  const { templateSizeBytes } = memory
  return templateSizeBytes === null || templateSizeBytes === spec.storage.sizeBytes ? spec : { ...spec, storage: { ...spec.storage, sizeBytes: templateSizeBytes } }
}
