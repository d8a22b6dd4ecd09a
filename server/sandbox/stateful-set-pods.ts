import { addUsage, claimUsage, exceededQuota, NO_USAGE, podUsage } from './quota'
import { claimWithDefaults } from './claim-defaults'
import { registerPod } from './create-pod'
import type { StoredObject } from './object-store'
import type { PodRuntime } from './pod-runtime'
import { readField, readList, readRecord, readText, readTexts } from './read-manifest'
import { parsePodName } from './set-names'
import type { World } from './world'
import type { KubernetesManifest } from '@/server/domain/kubernetes-port'

const CONTROLLER = 'kube-controller-manager'

export type PodCreation = { pod: PodRuntime } | { refused: string } | { wait: true }

/** Makes a pod of the set and the claims that it lacks, as the StatefulSet controller does. */
export function createSetPod(world: World, set: StoredObject, ordinal: number, revision: string, template: unknown): PodCreation {
  const setName = set.manifest.metadata.name
  const podName = `${setName}-${ordinal}`
  for (const claimTemplate of readList(set.manifest, 'spec', 'volumeClaimTemplates')) {
    const claimName = `${readText(claimTemplate, 'metadata', 'name') ?? 'data'}-${podName}`
    const existing = world.objects.get('PersistentVolumeClaim', set.namespace, claimName)
    if (existing?.deletingSince != null) return { wait: true }
    if (existing) continue
    const manifest = claimFrom(world, set, claimTemplate, claimName)
    const refusal = exceededQuota(world, set.namespace, claimUsage(readField(manifest, 'spec')))
    if (refusal) return { refused: `create Claim ${claimName} for Pod ${podName} in StatefulSet ${setName} failed error: persistentvolumeclaims "${claimName}" is forbidden: ${refusal}` }
    world.objects.create(manifest, CONTROLLER)
    recordSetEvent(world, set, 'Normal', 'SuccessfulCreate', `create Claim ${claimName} Pod ${podName} in StatefulSet ${setName} success`)
  }
  const manifest = podFrom(set, podName, ordinal, revision, template)
  const refusal = exceededQuota(world, set.namespace, podUsage(readField(manifest, 'spec')))
  if (refusal) return { refused: `create Pod ${podName} in StatefulSet ${setName} failed error: pods "${podName}" is forbidden: ${refusal}` }
  const pod = registerPod(world, world.objects.create(manifest, CONTROLLER))
  recordSetEvent(world, set, 'Normal', 'SuccessfulCreate', `create Pod ${podName} in StatefulSet ${setName} successful`)
  return { pod }
}

function claimFrom(world: World, set: StoredObject, template: unknown, name: string): KubernetesManifest {
  const metadata = readRecord(template, 'metadata')
  return claimWithDefaults(world, {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { ...metadata, name, namespace: set.namespace, labels: { ...readTexts(metadata, 'labels'), ...readTexts(set.manifest, 'spec', 'selector', 'matchLabels') } },
    spec: readRecord(template, 'spec'),
  })
}

function podFrom(set: StoredObject, name: string, ordinal: number, revision: string, template: unknown): KubernetesManifest {
  const spec = readRecord(template, 'spec')
  const claims = readList(set.manifest, 'spec', 'volumeClaimTemplates').map((claim) => readText(claim, 'metadata', 'name') ?? 'data')
  const volumes = readList(spec, 'volumes').filter((volume) => !claims.includes(readText(volume, 'name') ?? ''))
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      ...readRecord(template, 'metadata'),
      name,
      namespace: set.namespace,
      labels: {
        ...readTexts(template, 'metadata', 'labels'),
        'apps.kubernetes.io/pod-index': String(ordinal),
        'controller-revision-hash': revision,
        'statefulset.kubernetes.io/pod-name': name,
      },
      ownerReferences: [ownerReference(set)],
    },
    spec: {
      ...spec,
      hostname: name,
      subdomain: readText(set.manifest, 'spec', 'serviceName') ?? '',
      volumes: [...volumes, ...claims.map((claim) => ({ name: claim, persistentVolumeClaim: { claimName: `${claim}-${name}` } }))],
    },
  }
}

export function ownerReference(set: StoredObject): Record<string, unknown> {
  return { apiVersion: 'apps/v1', kind: 'StatefulSet', name: set.manifest.metadata.name, uid: set.uid, controller: true, blockOwnerDeletion: true }
}

export function recordSetEvent(world: World, set: StoredObject, type: 'Normal' | 'Warning', reason: string, message: string): void {
  const name = set.manifest.metadata.name
  world.events.record({ namespace: set.namespace, group: name, kind: 'StatefulSet', name, type, reason, message })
}

/** @returns the quota's refusal of `replicas` instances more than `existing`, for a dry run */
export function quotaForSet(world: World, manifest: KubernetesManifest, namespace: string): string | null {
  const added = { ...NO_USAGE }
  const name = manifest.metadata.name
  const replicas = Number(readField(manifest, 'spec', 'replicas') ?? 1)
  for (let ordinal = 0; ordinal < replicas; ordinal++) {
    if (!world.objects.get('Pod', namespace, `${name}-${ordinal}`)) addUsage(added, podUsage(readField(manifest, 'spec', 'template', 'spec')))
    for (const template of readList(manifest, 'spec', 'volumeClaimTemplates')) {
      const claim = `${readText(template, 'metadata', 'name') ?? 'data'}-${name}-${ordinal}`
      if (!world.objects.get('PersistentVolumeClaim', namespace, claim)) addUsage(added, claimUsage(readField(template, 'spec')))
    }
  }
  return exceededQuota(world, namespace, added)
}

export function ordinalIn(pod: PodRuntime, set: StoredObject): number | null {
  const parsed = parsePodName(pod.name)
  return parsed?.setName === set.manifest.metadata.name ? parsed.ordinal : null
}
