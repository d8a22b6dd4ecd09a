import type { PodRuntime } from './pod-runtime'
import { readField, readList, readText } from './read-manifest'
import type { World } from './world'

/** The first thing that a pod's containers need and that is not there; null when all is. */
export function missingMount(world: World, pod: PodRuntime): { reason: string; message: string } | null {
  if (pod.dataClaim !== null) {
    const claim = world.objects.get('PersistentVolumeClaim', pod.namespace, pod.dataClaim)
    if (!claim || !world.volumes.has(claim.uid)) return { reason: 'FailedMount', message: `MountVolume.SetUp failed for volume "data" : persistentvolumeclaim "${pod.dataClaim}" is not bound` }
  }
  for (const volume of readList(pod.object.manifest, 'spec', 'volumes')) {
    const name = readText(volume, 'name') ?? ''
    const configMap = readText(volume, 'configMap', 'name')
    if (configMap !== null && !isThere(world, 'ConfigMap', pod, configMap, volume)) return mountProblem(name, `configmap "${configMap}" not found`)
    const secret = readText(volume, 'secret', 'secretName')
    if (secret !== null && !isThere(world, 'Secret', pod, secret, volume)) return mountProblem(name, `secret "${secret}" not found`)
  }
  return missingEnvironment(world, pod)
}

function missingEnvironment(world: World, pod: PodRuntime): { reason: string; message: string } | null {
  for (const list of ['initContainers', 'containers']) {
    for (const container of readList(pod.object.manifest, 'spec', list)) {
      for (const variable of readList(container, 'env')) {
        const secret = readText(variable, 'valueFrom', 'secretKeyRef', 'name')
        if (secret !== null && !isThere(world, 'Secret', pod, secret, readField(variable, 'valueFrom', 'secretKeyRef'))) {
          return { reason: 'Failed', message: `Error: secret "${secret}" not found` }
        }
      }
    }
  }
  return null
}

function isThere(world: World, kind: string, pod: PodRuntime, name: string, reference: unknown): boolean {
  const optional = ['configMap', 'secret'].some((field) => readField(reference, field, 'optional') === true) || readField(reference, 'optional') === true
  return optional || world.objects.get(kind, pod.namespace, name) !== null
}

function mountProblem(volume: string, why: string): { reason: string; message: string } {
  return { reason: 'FailedMount', message: `MountVolume.SetUp failed for volume "${volume}" : ${why}` }
}
