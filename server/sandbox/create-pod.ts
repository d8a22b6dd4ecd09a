import { noteMember } from './mysql-group'
import { clusterIdOf, type StoredObject } from './object-store'
import { podRequests } from './pod-requests'
import { defaultSemiSync, SIDECAR, type ContainerRuntime, type PodRuntime } from './pod-runtime'
import { readField, readList, readText } from './read-manifest'
import { parsePodName } from './set-names'
import type { World } from './world'

/** Makes the kubelet's side of a pod that the API server accepted. */
export function registerPod(world: World, object: StoredObject): PodRuntime {
  const name = object.manifest.metadata.name
  const parsed = parsePodName(name)
  const containers = readContainers(object)
  const pod: PodRuntime = {
    object, name, containers,
    namespace: object.namespace,
    uid: object.uid,
    setName: parsed?.setName ?? name,
    ordinal: parsed?.ordinal ?? 0,
    clusterId: clusterIdOf(object.manifest),
    node: null, address: null, phase: 'Pending', ready: false, unschedulableBecause: null,
    requests: podRequests(readField(object.manifest, 'spec')),
    dataClaim: readList(object.manifest, 'spec', 'volumes').map((volume) => readText(volume, 'persistentVolumeClaim', 'claimName')).find((claim) => claim !== null) ?? null,
    initProgress: null,
    mysqld: { state: 'stopped', startedAt: null, readOnly: true, superReadOnly: true, connectionsMax: 151, executedAtStart: 0, semiSync: defaultSemiSync(), hung: false, closing: false },
    createdAt: object.createdAt,
    startedAt: null,
    sidecarReady: !containers.some((container) => container.name === SIDECAR),
    selfReplicating: containers.some((container) => container.name === SIDECAR && container.kind === 'main'),
    run: 0,
    gone: false,
    logListeners: new Set(),
  }
  world.pods.set(pod.uid, pod)
  noteMember(world, pod)
  return pod
}

function readContainers(object: StoredObject): ContainerRuntime[] {
  const read = (item: unknown, kind: 'init' | 'main'): ContainerRuntime => ({
    name: readText(item, 'name') ?? '', kind, image: readText(item, 'image') ?? '',
    state: 'waiting', reason: null, message: null, exitCode: null, ready: false, restarts: 0, startedAt: null, lastTermination: null,
    log: [], previousLog: null,
  })
  const init = readList(object.manifest, 'spec', 'initContainers').map((item) => read(item, readField(item, 'restartPolicy') === 'Always' ? 'main' : 'init'))
  const main = readList(object.manifest, 'spec', 'containers').map((item) => read(item, 'main'))
  return [...init, ...main]
}
