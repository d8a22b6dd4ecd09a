import { LABELS, objectNames, type KubernetesManifest, type ManifestInput } from '@/server/domain/kubernetes-port'
import { selectorLabels } from './labels'
import { objectMetadata } from './metadata'
import { MYSQL_PORT } from './paths'

/** Headless service (a DNS name for each instance, ready or not), the primary's service and the one for reads. */
export function buildServices(input: ManifestInput): KubernetesManifest[] {
  const names = objectNames(input.cluster.name)
  return [
    // An instance that is not ready must be found too: that is when it is cloned or repaired.
    buildService(input, names.headlessService, selectorLabels(input), { clusterIP: 'None', publishNotReadyAddresses: true }),
    buildService(input, names.primaryService, { ...selectorLabels(input), ...primarySelector(input) }, {}),
    buildService(input, names.readService, { ...selectorLabels(input), ...readSelector(input) }, {}),
  ]
}

function buildService(input: ManifestInput, name: string, selector: Record<string, string>, more: Record<string, unknown>): KubernetesManifest {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: objectMetadata(input, name),
    spec: { type: 'ClusterIP', ...more, selector, ports: [{ name: 'mysql', protocol: 'TCP', port: MYSQL_PORT, targetPort: 'mysql' }] },
  }
}

function primarySelector(input: ManifestInput): Record<string, string> {
  switch (input.spec.management) {
    case 'operator':
      return { [LABELS.role]: 'primary' }
    case 'statefulset':
      // Kubernetes itself labels pods so: no one has to be there to say which is ordinal 0.
      return { 'statefulset.kubernetes.io/pod-name': objectNames(input.cluster.name).instance(0) }
  }
}

function readSelector(input: ManifestInput): Record<string, string> {
  switch (input.spec.management) {
    case 'operator':
      return { [LABELS.reads]: 'true' }
    case 'statefulset':
      // With one instance, that one answers reads.
      return input.spec.topology === 'single' ? {} : { [LABELS.role]: 'replica' }
  }
}
