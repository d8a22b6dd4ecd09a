import { randomBytes } from 'node:crypto'
import { CoreV1Api, KubeConfig, KubernetesObjectApi } from '@kubernetes/client-node'
import type { KubernetesManifest } from '@/server/domain/kubernetes-port'

export interface OwnNamespace {
  name: string
  apply(manifests: readonly KubernetesManifest[]): Promise<void>
  /** uid and address of a pod, null when there is none */
  pod(name: string): Promise<{ uid: string; address: string | null } | null>
  remove(): Promise<void>
}

/** For tests on the real cluster of KUBECONFIG: a namespace that goes away with everything in it. */
export async function createOwnNamespace(prefix: string): Promise<OwnNamespace> {
  const kubeConfig = new KubeConfig()
  kubeConfig.loadFromDefault()
  const core = kubeConfig.makeApiClient(CoreV1Api)
  const objects = KubernetesObjectApi.makeApiClient(kubeConfig)
  const name = `${prefix}-${randomBytes(4).toString('hex')}`
  await core.createNamespace({ body: { metadata: { name } } })
  return {
    name,
    async apply(manifests) {
      for (const manifest of manifests) await objects.create({ ...manifest, metadata: { ...manifest.metadata, namespace: name } })
    },
    async pod(podName) {
      const { items } = await core.listNamespacedPod({ namespace: name, fieldSelector: `metadata.name=${podName}` })
      const pod = items[0]
      return pod?.metadata?.uid ? { uid: pod.metadata.uid, address: pod.status?.podIP ?? null } : null
    },
    async remove() {
      await core.deleteNamespace({ name })
    },
  }
}
