import { objectNames, type KubernetesManifest, type ManifestInput } from '@/server/domain/kubernetes-port'
import { MYSQL_PORT } from './paths'
import { selectorLabels } from './labels'
import { objectMetadata } from './metadata'

/**
 * In: MySQL from every pod of the Kubernetes cluster (applications, Podkeeper, and the other instances, which replicate and
 * clone over the same port); nothing from outside it. A port-forward through the API server is not subject to it.
 * Out: the cluster's own instances, for replication and clones, and DNS at any address, because a node-local cache has its own.
 */
export function buildNetworkPolicy(input: ManifestInput): KubernetesManifest {
  const mysqlPorts = [{ protocol: 'TCP', port: MYSQL_PORT }]
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: objectMetadata(input, objectNames(input.cluster.name).networkPolicy),
    spec: {
      podSelector: { matchLabels: selectorLabels(input) },
      policyTypes: ['Ingress', 'Egress'],
      ingress: [{ from: [{ namespaceSelector: {} }], ports: mysqlPorts }],
      egress: [
        { to: [{ podSelector: { matchLabels: selectorLabels(input) } }], ports: mysqlPorts },
        { ports: [{ protocol: 'UDP', port: 53 }, { protocol: 'TCP', port: 53 }] },
      ],
    },
  }
}
