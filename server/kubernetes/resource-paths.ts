import { AppError } from '@/server/contracts/errors'

export interface ResourceKind {
  apiVersion: string
  kind: string
  plural: string
  namespaced: boolean
}

const kind = (apiVersion: string, name: string, plural: string, namespaced = true): ResourceKind => ({ apiVersion, kind: name, plural, namespaced })

/** Every kind that Podkeeper reads or writes. A table, so that no discovery request stands before the first apply. */
export const KINDS = {
  Pod: kind('v1', 'Pod', 'pods'),
  Service: kind('v1', 'Service', 'services'),
  ConfigMap: kind('v1', 'ConfigMap', 'configmaps'),
  Secret: kind('v1', 'Secret', 'secrets'),
  ServiceAccount: kind('v1', 'ServiceAccount', 'serviceaccounts'),
  PersistentVolumeClaim: kind('v1', 'PersistentVolumeClaim', 'persistentvolumeclaims'),
  Event: kind('v1', 'Event', 'events'),
  Node: kind('v1', 'Node', 'nodes', false),
  Namespace: kind('v1', 'Namespace', 'namespaces', false),
  StatefulSet: kind('apps/v1', 'StatefulSet', 'statefulsets'),
  PodDisruptionBudget: kind('policy/v1', 'PodDisruptionBudget', 'poddisruptionbudgets'),
  NetworkPolicy: kind('networking.k8s.io/v1', 'NetworkPolicy', 'networkpolicies'),
  EndpointSlice: kind('discovery.k8s.io/v1', 'EndpointSlice', 'endpointslices'),
  StorageClass: kind('storage.k8s.io/v1', 'StorageClass', 'storageclasses', false),
  VolumeSnapshotClass: kind('snapshot.storage.k8s.io/v1', 'VolumeSnapshotClass', 'volumesnapshotclasses', false),
  VolumeSnapshot: kind('snapshot.storage.k8s.io/v1', 'VolumeSnapshot', 'volumesnapshots'),
  Job: kind('batch/v1', 'Job', 'jobs'),
  CronJob: kind('batch/v1', 'CronJob', 'cronjobs'),
} as const satisfies Record<string, ResourceKind>

export type KindName = keyof typeof KINDS

/** @throws AppError kubernetes.rejected for a kind that Podkeeper does not handle */
export function resourceKind(reference: { apiVersion: string; kind: string }): ResourceKind {
  const known = Object.values(KINDS).find((candidate) => candidate.kind === reference.kind && candidate.apiVersion === reference.apiVersion)
  if (!known) throw new AppError('kubernetes.rejected', `Podkeeper does not handle objects of kind ${reference.kind} (${reference.apiVersion}).`)
  return known
}

export function apiGroup(resource: ResourceKind): string {
  return resource.apiVersion.includes('/') ? (resource.apiVersion.split('/')[0] ?? '') : ''
}

/** Path of one object, or of the collection when `name` is null; `namespace` null means all namespaces. */
export function resourcePath(resource: ResourceKind, namespace: string | null, name: string | null = null): string {
  const root = resource.apiVersion.includes('/') ? `/apis/${resource.apiVersion}` : `/api/${resource.apiVersion}`
  const scope = resource.namespaced && namespace !== null ? `/namespaces/${encodeURIComponent(namespace)}` : ''
  return `${root}${scope}/${resource.plural}${name === null ? '' : `/${encodeURIComponent(name)}`}`
}
