import type { KubernetesManifest } from '@/server/domain/kubernetes-port'
import { refreshLoad } from './client-fleets'
import { writeAsClient, type ClientWrite } from './client-writes'
import { deleteObject } from './delete-object'
import { crashContainer } from './kubelet'
import { groupOf } from './mysql-group'
import type { ClientFleet } from './mysql-group-state'
import { podNamed, type World } from './world'

/** What people and machines do beside Podkeeper: kubectl, and processes that die. */
export interface Hands {
  create(manifest: KubernetesManifest, fieldManager?: string): void
  edit(kind: string, namespace: string, name: string, change: (manifest: KubernetesManifest) => KubernetesManifest): void
  remove(kind: string, namespace: string, name: string, propagation?: 'background' | 'orphan'): void
  /** mysqld dies inside its container; Kubernetes restarts the container */
  crash(namespace: string, pod: string, reason?: 'Error' | 'OOMKilled'): void
  /** a client's commits, whose answer can be asked for later */
  write(namespace: string, pod: string, count: number): ClientWrite
  /** where the cluster's applications run, instead of one fleet outside that makes all the load; shares add up to 1 */
  placeClients(namespace: string, setName: string, fleets: readonly Pick<ClientFleet, 'name' | 'node' | 'share'>[]): void
}

/** Each throws when what it is to change is not there: a test that names the wrong thing must fail. */
export function createHands(world: World): Hands {
  return {
    create(manifest, fieldManager = 'kubectl-client-side-apply') {
      world.objects.create(manifest, fieldManager)
    },
    edit(kind, namespace, name, change) {
      const object = found(kind, namespace, name)
      world.objects.replace(object, change(object.manifest))
    },
    remove(kind, namespace, name, propagation = 'background') {
      deleteObject(world, found(kind, namespace, name), propagation)
    },
    crash(namespace, name, reason = 'Error') {
      crashContainer(world, foundPod(namespace, name), reason)
    },
    write: (namespace, name, count) => writeAsClient(world, foundPod(namespace, name), count),
    placeClients(namespace, setName, fleets) {
      const group = groupOf(world, namespace, setName)
      refreshLoad(world, group)
      group.fleets = fleets.map((fleet) => ({ ...fleet, connection: null }))
      refreshLoad(world, group)
    },
  }

  function foundPod(namespace: string, name: string) {
    const pod = podNamed(world, namespace, name)
    if (!pod) throw new Error(`The sandbox has no pod ${namespace}/${name}`)
    return pod
  }

  function found(kind: string, namespace: string, name: string) {
    const object = world.objects.get(kind, namespace, name)
    if (!object) throw new Error(`The sandbox has no ${kind} ${namespace}/${name}`)
    return object
  }
}
