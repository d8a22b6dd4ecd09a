import { AppError } from '@/server/contracts/errors'
import type { KubernetesManifest, KubernetesPort } from '@/server/domain/kubernetes-port'
import { requireApiServer, requireDeletable } from './api-errors'
import { applyObject } from './apply-object'
import { deleteObject, releaseSet } from './delete-object'
import { readInventory } from './inventory'
import { withMetadata } from './object-store'
import { pause } from './pause'
import { readPodLogs } from './pod-logs'
import { podChanged } from './pod-steps'
import { labelsOf } from './read-manifest'
import { withStatus } from './pod-status'
import type { World } from './world'

/** The API server of the sandbox. */
export function createSandboxKubernetes(world: World): KubernetesPort {
  /** a request takes its time and finds the API server there or not */
  async function request<T>(answer: () => T): Promise<T> {
    await pause(world, world.tuning.latencyMs)
    requireApiServer(world)
    return answer()
  }

  return {
    apply: (manifest, owner, options) => request(() => applyObject(world, manifest, owner, options?.dryRun === true)),
    get: ({ kind, namespace, name }) => request(() => getObject(world, kind, namespace, name)),
    delete: ({ kind, namespace, name }, owner, { propagation, uid, graceSeconds }) =>
      request(() => {
        const object = world.objects.get(kind, namespace, name)
        // another uid: what was meant is gone already
        if (!object || (uid !== undefined && object.uid !== uid)) return
        requireDeletable(object, owner)
        deleteObject(world, object, propagation, graceSeconds)
      }),
    labelPod: (namespace, name, podUid, labels) =>
      request(() => {
        const object = world.objects.get('Pod', namespace, name)
        const pod = object ? world.pods.get(object.uid) : undefined
        if (!object || !pod || object.uid !== podUid) throw new AppError('kubernetes.not-found', `Pod ${namespace}/${name} is gone or was replaced.`, { action: 'Nothing: the next round sees the new pod.' })
        const changed = Object.entries({ ...labelsOf(object.manifest), ...labels }).filter((entry): entry is [string, string] => entry[1] !== null)
        world.objects.replace(object, withMetadata(object.manifest, { labels: Object.fromEntries(changed) }))
        podChanged(world, pod)
      }),
    releaseStatefulSet: (owner, options) => request(() => releaseSet(world, owner, options)),
    async *logs(namespace, pod, options) {
      await request(() => undefined)
      yield* readPodLogs(world, namespace, pod, options)
    },
    inventory: () => request(() => readInventory(world)),
  }
}

function getObject(world: World, kind: string, namespace: string, name: string): KubernetesManifest | null {
  const object = world.objects.get(kind, namespace, name)
  const pod = object ? world.pods.get(object.uid) : undefined
  return pod ? withStatus(pod) : (object?.manifest ?? null)
}
