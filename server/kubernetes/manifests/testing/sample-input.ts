import { clusterSpecSchema, GIB, MIB, type ClusterSpec } from '@/server/contracts/cluster-spec'
import type { ClusterSecrets, ManifestInput } from '@/server/domain/kubernetes-port'

/** Passwords with everything that has to be escaped somewhere. */
export const SAMPLE_SECRETS: ClusterSecrets = {
  root: 'rootSecret1', operator: 'op\'er\\at"or', replication: 'replicationSecret1', clone: "cl'one\\Secret", backup: 'backupSecret1', exporter: 'exporterSecret1',
}

export function sampleSpec(spec: Partial<ClusterSpec> = {}): ClusterSpec {
  return { ...clusterSpecSchema.parse({ resources: { cpuRequestMillicores: 50, memoryBytes: 512 * MIB }, storage: { sizeBytes: 2 * GIB } }), ...spec }
}

export function sampleInput(input: Partial<ManifestInput> & { name?: string; namespace?: string } = {}): ManifestInput {
  const { name = 'shop-db', namespace = 'shop', ...more } = input
  const spec = more.spec ?? sampleSpec()
  return { cluster: { clusterId: 'c123', namespace, name }, spec, secrets: SAMPLE_SECRETS, replicas: spec.instances, managed: true, ...more }
}
