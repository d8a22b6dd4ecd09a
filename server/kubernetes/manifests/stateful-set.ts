import { FINALIZER, objectNames, type KubernetesManifest, type ManifestInput } from '@/server/domain/kubernetes-port'
import { lastingLabels, selectorLabels } from './labels'
import { objectMetadata } from './metadata'
import { buildPodTemplate } from './pod-template'

export function buildStatefulSet(input: ManifestInput): KubernetesManifest {
  const names = objectNames(input.cluster.name)
  const { storage } = input.spec
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { ...objectMetadata(input, names.statefulSet), ...(input.managed ? { finalizers: [FINALIZER] } : {}) },
    spec: {
      serviceName: names.headlessService,
      replicas: input.replicas,
      selector: { matchLabels: selectorLabels(input) },
      ...updateFields(input),
      revisionHistoryLimit: 5,
      // Data outlives the StatefulSet and scaling in: volumes are deleted by a decision of their own.
      persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
      template: buildPodTemplate(input),
      volumeClaimTemplates: [
        {
          apiVersion: 'v1',
          kind: 'PersistentVolumeClaim',
          metadata: { name: 'data', labels: lastingLabels(input) },
          spec: {
            accessModes: ['ReadWriteOnce'],
            volumeMode: 'Filesystem',
            ...(storage.className === null ? {} : { storageClassName: storage.className }),
            resources: { requests: { storage: `${storage.sizeBytes}` } },
          },
        },
      ],
    },
  }
}

function updateFields(input: ManifestInput): Record<string, unknown> {
  switch (input.spec.management) {
    case 'operator':
      // Podkeeper restarts pods itself: replicas first, the primary last.
      return { podManagementPolicy: 'Parallel', updateStrategy: { type: 'OnDelete' } }
    case 'statefulset':
      // One after another, so that each has a donor; updates go from the highest ordinal to 0, the primary.
      return { podManagementPolicy: 'OrderedReady', updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } } }
  }
}
