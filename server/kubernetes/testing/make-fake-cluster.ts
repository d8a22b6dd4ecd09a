import { LABELS } from '@/server/domain/kubernetes-port'
import type { FakeObject, FakeObjectStore } from './fake-object-store'

export interface FakeClusterOptions {
  namespace: string
  name: string
  clusterId: string
  instances: number
}

/** A StatefulSet, its pods, claims and endpoints, as large as real ones: managed fields and environment included. */
export function addFakeCluster(store: FakeObjectStore, { namespace, name, clusterId, instances }: FakeClusterOptions): void {
  const labels = { [LABELS.managedBy]: 'podkeeper', [LABELS.name]: 'mysql', [LABELS.instance]: name, [LABELS.clusterId]: clusterId, [LABELS.component]: 'database', [LABELS.version]: '8.4' }
  if (!store.get('v1/namespaces', null, namespace)) store.put('v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } })
  store.put('apps/v1/statefulsets', { apiVersion: 'apps/v1', kind: 'StatefulSet', metadata: { name, namespace, labels, generation: 1 }, spec: { replicas: instances }, status: { observedGeneration: 1, readyReplicas: instances, currentRevision: 'r1', updateRevision: 'r1' } })
  const ordinals = Array.from({ length: instances }, (_, ordinal) => ordinal)
  for (const ordinal of ordinals) {
    store.put('v1/pods', makeFakePod({ namespace, name: `${name}-${ordinal}`, labels: { ...labels, [LABELS.role]: ordinal === 0 ? 'primary' : 'replica' } }))
    store.put('v1/persistentvolumeclaims', { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: `data-${name}-${ordinal}`, namespace, labels }, spec: { storageClassName: 'standard', resources: { requests: { storage: '25Gi' } } }, status: { phase: 'Bound', capacity: { storage: '25Gi' } } })
  }
  const endpoints = ordinals.map((ordinal) => ({ addresses: ['10.0.0.1'], conditions: { ready: true }, targetRef: { kind: 'Pod', name: `${name}-${ordinal}` } }))
  store.put('discovery.k8s.io/v1/endpointslices', { apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', metadata: { name: `${name}-read-x`, namespace, labels: { ...labels, 'kubernetes.io/service-name': `${name}-read` } }, endpoints })
}

export function makeFakePod({ namespace, name, labels }: { namespace: string; name: string; labels: Record<string, string> }): FakeObject {
  const container = (container: string) => ({
    name: container,
    image: 'mysql:8.4',
    command: ['bash', '/etc/podkeeper/run-mysql.sh'],
    env: Array.from({ length: 12 }, (_, index) => ({ name: `VARIABLE_${index}`, value: `value of variable ${index}` })),
    resources: { requests: { cpu: '1', memory: '2Gi' }, limits: { memory: '2Gi' } },
    volumeMounts: Array.from({ length: 6 }, (_, index) => ({ name: `volume-${index}`, mountPath: `/mnt/volume-${index}` })),
    livenessProbe: { exec: { command: ['bash', '/etc/podkeeper/probe.sh', 'live'] }, periodSeconds: 10 },
  })
  const status = (container: string) => ({ name: container, ready: true, restartCount: 0, image: 'mysql:8.4', imageID: 'sha256:'.padEnd(71, 'a'), containerID: 'containerd://'.padEnd(77, 'b'), state: { running: { startedAt: '2026-01-01T00:00:00Z' } } })
  const managed = (manager: string) => ({ manager, operation: 'Update', apiVersion: 'v1', fieldsV1: Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`f:field${index}`, { 'f:value': {} }])) })
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, labels: { ...labels, 'controller-revision-hash': 'r1', 'apps.kubernetes.io/pod-index': name.slice(name.lastIndexOf('-') + 1) }, managedFields: ['kube-controller-manager', 'kubelet', 'podkeeper'].map(managed) },
    spec: { nodeName: 'node-1', initContainers: [container('init-mysql'), container('clone-mysql')], containers: [container('mysql')] },
    status: {
      phase: 'Running',
      podIP: '10.244.1.7',
      startTime: '2026-01-01T00:00:00Z',
      conditions: ['Initialized', 'Ready', 'ContainersReady', 'PodScheduled'].map((type) => ({ type, status: 'True', lastTransitionTime: '2026-01-01T00:00:00Z' })),
      initContainerStatuses: ['init-mysql', 'clone-mysql'].map((init) => ({ ...status(init), state: { terminated: { exitCode: 0, reason: 'Completed', finishedAt: '2026-01-01T00:00:00Z' } } })),
      containerStatuses: [status('mysql')],
    },
  }
}
