import { clusterSpecSchema, type ClusterSpec } from '@/server/contracts/cluster-spec'
import { emptyInstanceMemory, emptyMemory, type ClusterDefinition, type InstanceMemory, type OperatorMemory, type PendingOperation } from '../memory'
import { CLUSTER_ID, NOW, gtids, uuidOf } from './build-observation'

const GIB = 1024 ** 3

/** Cluster `shop-db` in namespace `shop`: operator management, asynchronous, three instances. */
export function definitionOf(overrides: Partial<Omit<ClusterDefinition, 'spec'>> & { spec?: Partial<ClusterSpec> } = {}): ClusterDefinition {
  const { spec, ...more } = overrides
  return {
    id: CLUSTER_ID, name: 'shop-db', namespace: 'shop', generation: 1, useKeptVolumes: false, createdAt: NOW - 3_600_000, deletion: null, pause: null, fenced: [], operations: [],
    spec: clusterSpecSchema.parse({ instances: 3, resources: { cpuRequestMillicores: 500, memoryBytes: 2 * GIB }, storage: { sizeBytes: 10 * GIB }, ...spec }),
    ...more,
  }
}

export function operationOf(kind: PendingOperation['kind'], overrides: Partial<PendingOperation> = {}): PendingOperation {
  return { id: `${kind}-1`, kind, state: 'pending', title: `${kind} shop-db`, steps: [], generation: 1, parameters: {}, requestedAt: NOW - 1_000, startedAt: null, ...overrides }
}

export function instanceMemoryOf(overrides: Partial<InstanceMemory> = {}): InstanceMemory {
  return { ...emptyInstanceMemory(), ...overrides }
}

/** What the operator remembers of a healthy cluster: `shop-db-0` is the primary and had executed 1–10. */
export function memoryOf(overrides: Partial<OperatorMemory> = {}, instances = 3): OperatorMemory {
  const remembered = Array.from({ length: instances }, (_, ordinal) => [`shop-db-${ordinal}`, instanceMemoryOf({
    joinedAt: NOW - 500_000, servesReads: ordinal > 0, podUid: `pod-${ordinal}`, toldState: ordinal === 0 ? 'primary' : 'replicating',
  })] as const)
  return {
    ...emptyMemory(), epoch: 1, primary: 'shop-db-0', bootstrappedAt: NOW - 550_000, primaryGtidExecuted: gtids(0, 10), primaryServerUuid: uuidOf(0), dataClusterId: CLUSTER_ID,
    objectsCompleteAt: NOW - 590_000, instances: Object.fromEntries(remembered), ...overrides,
  }
}
