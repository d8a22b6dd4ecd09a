import { MIB } from '@/server/contracts/cluster-spec'
import type { KubernetesManifest } from './kubernetes-port'

/** What is applied to a claim to make its volume larger: no other field of it becomes Podkeeper's. */
export function requestGrowth(claim: string, sizeBytes: number): KubernetesManifest {
  return { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: claim }, spec: { resources: { requests: { storage: toQuantity(sizeBytes) } } } }
}

/** Bytes as a Kubernetes quantity: in MiB where it comes out even, because people read it in messages. */
export function toQuantity(bytes: number): string {
  return bytes % MIB === 0 ? `${bytes / MIB}Mi` : `${bytes}`
}
