import type { KubernetesInventory } from '@/server/contracts/kubernetes'
import type { KubernetesObservation, ObjectReference } from './observation'

/** A Kubernetes object as plain data; adapters build and read the details. */
export interface KubernetesManifest {
  apiVersion: string
  kind: string
  metadata: { name: string; namespace?: string; labels?: Record<string, string>; annotations?: Record<string, string>; [more: string]: unknown }
  [more: string]: unknown
}

export interface ClusterReference {
  clusterId: string
  namespace: string
  name: string
}

export interface LogOptions {
  container: string
  /** the container's previous run */
  previous: boolean
  tailLines: number
  sinceSeconds: number | null
  follow: boolean
  signal: AbortSignal
}

/**
 * Requests to one Kubernetes cluster. Methods throw AppError with a `kubernetes.*` code, whose action says e.g. which role to
 * apply. Time-outs are the adapter's (10 s; streams excepted).
 */
export interface KubernetesPort {
  /** server-side apply with field manager `podkeeper`; never takes over an object that lacks this cluster's label */
  apply(manifest: KubernetesManifest, owner: ClusterReference, options?: { dryRun?: boolean }): Promise<KubernetesManifest>
  get(reference: ObjectReference & { namespace: string }): Promise<KubernetesManifest | null>
  /** deletes only what carries the cluster's label; a missing object is success. graceSeconds, at least 1: the node still has to confirm the end of a pod */
  delete(reference: ObjectReference & { namespace: string }, owner: ClusterReference, options: { propagation: 'background' | 'orphan'; uid?: string; graceSeconds?: number }): Promise<void>
  /** null removes a label; fails with kubernetes.not-found when the pod's uid is another */
  labelPod(namespace: string, pod: string, podUid: string, labels: Record<string, string | null>): Promise<void>
  /** see Action release-stateful-set */
  releaseStatefulSet(owner: ClusterReference, options: { orphanPods: boolean }): Promise<void>
  /** lines of a container's log; ends when the container does, or never with follow */
  logs(namespace: string, pod: string, options: LogOptions): AsyncIterable<string>
  inventory(): Promise<KubernetesInventory>
}

/** The operator's live view: caches kept by informers with re-list, and what changed. */
export interface KubernetesWatch {
  /** resolves when every cache was filled once */
  start(): Promise<void>
  stop(): Promise<void>
  /**
   * @param wanted what the definition asks for, from which each object's state is told
   */
  observe(owner: ClusterReference, wanted: readonly KubernetesManifest[]): KubernetesObservation
  /** called with the cluster's id (label) or null for what concerns all (nodes, connection lost or back) */
  onChange(listener: (clusterId: string | null) => void): () => void
  /** remember that `applied` is now as `wanted`, so that later edits are told as drift */
  noteApplied(owner: ClusterReference, wanted: KubernetesManifest, applied: KubernetesManifest): void
  noteRefused(owner: ClusterReference, wanted: KubernetesManifest, problem: { code: string; detail: string; action: string | null }): void
}

/** One registered Kubernetes cluster, opened. */
export interface KubernetesConnection {
  id: string
  port: KubernetesPort
  watch: KubernetesWatch
  close(): Promise<void>
}

/** Builds the objects of a cluster; pure. Implemented in server/kubernetes/manifests. */
export interface ManifestBuilder {
  build(input: ManifestInput): KubernetesManifest[]
}

export interface ManifestInput {
  cluster: ClusterReference
  spec: import('@/server/contracts/cluster-spec').ClusterSpec
  /** account → password; null in previews and exports, where "…" stands instead */
  secrets: ClusterSecrets | null
  /** instances that the StatefulSet shall have now: the analyzer lowers it only when it is safe */
  replicas: number
  /** false for YAML that stands alone: no finalizer, no Podkeeper ids */
  managed: boolean
}

/** One account per purpose. Keys are the keys of the Kubernetes Secret. */
export const ACCOUNTS = ['root', 'operator', 'replication', 'clone', 'backup', 'exporter'] as const
export type AccountName = (typeof ACCOUNTS)[number]
export type ClusterSecrets = Record<AccountName, string>

/** Names of the objects of a cluster called `name`. */
export function objectNames(name: string) {
  return {
    statefulSet: name,
    headlessService: name,
    primaryService: `${name}-primary`,
    readService: `${name}-read`,
    secret: `${name}-credentials`,
    configMap: `${name}-config`,
    serviceAccount: name,
    podDisruptionBudget: name,
    networkPolicy: name,
    claim: (ordinal: number) => `data-${name}-${ordinal}`,
    instance: (ordinal: number) => `${name}-${ordinal}`,
  }
}

/**
 * Name of a service inside its Kubernetes cluster. The cluster's domain is left out: the resolver of every pod adds it, whatever it
 * is, and Podkeeper need not know it.
 */
export function serviceHost(service: string, namespace: string): string {
  return `${service}.${namespace}.svc`
}

/** Name of an instance, by the headless service; what SOURCE_HOST and a clone's donor list hold. */
export function instanceHost(instance: string, cluster: Pick<ClusterReference, 'name' | 'namespace'>): string {
  return `${instance}.${serviceHost(objectNames(cluster.name).headlessService, cluster.namespace)}`
}

export const LABELS = {
  name: 'app.kubernetes.io/name',
  instance: 'app.kubernetes.io/instance',
  component: 'app.kubernetes.io/component',
  managedBy: 'app.kubernetes.io/managed-by',
  version: 'app.kubernetes.io/version',
  /** id of the row in Postgres */
  clusterId: 'podkeeper.dev/cluster-id',
  /** primary | replica */
  role: 'podkeeper.dev/role',
  /** "true" while the instance may serve reads */
  reads: 'podkeeper.dev/reads',
} as const

export const FIELD_MANAGER = 'podkeeper'
export const FINALIZER = 'podkeeper.dev/keep-pods'
export const ANNOTATIONS = { specHash: 'podkeeper.dev/spec-hash', specGeneration: 'podkeeper.dev/generation' } as const
