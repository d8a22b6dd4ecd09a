/** One rule of the role that Podkeeper needs. `subresource` is part of `resource`, as RBAC writes it: "pods/log". */
export interface PermissionRule {
  group: string
  resource: string
  verbs: readonly string[]
  /** nothing breaks without it; only less is shown */
  optional: boolean
  /** cannot be given by a Role of a namespace */
  clusterScoped: boolean
}

const READ = ['get', 'list', 'watch'] as const
const OWN = [...READ, 'create', 'patch', 'delete'] as const

const rule = (group: string, resource: string, verbs: readonly string[], more: Partial<Pick<PermissionRule, 'optional' | 'clusterScoped'>> = {}): PermissionRule => ({ group, resource, verbs, optional: false, clusterScoped: false, ...more })

/**
 * Everything that Podkeeper asks of Kubernetes. deploy/rbac says the same in YAML, and a test compares the two; the
 * inventory asks Kubernetes for each whether it is granted.
 */
export const BASE_ROLE: readonly PermissionRule[] = [
  rule('', 'configmaps', OWN),
  rule('', 'secrets', OWN),
  rule('', 'services', OWN),
  rule('', 'serviceaccounts', OWN),
  // No create: the StatefulSet controller makes pods. Patch is for role labels and owner references.
  rule('', 'pods', [...READ, 'patch', 'delete']),
  rule('', 'pods/log', ['get']),
  // Newer API servers ask for create on the web socket that older ones open by get.
  rule('', 'pods/portforward', ['get', 'create']),
  rule('', 'persistentvolumeclaims', [...READ, 'patch', 'delete']),
  rule('', 'events', READ),
  rule('apps', 'statefulsets', OWN),
  rule('policy', 'poddisruptionbudgets', OWN),
  rule('networking.k8s.io', 'networkpolicies', OWN),
  rule('discovery.k8s.io', 'endpointslices', READ),
  rule('', 'namespaces', READ, { clusterScoped: true }),
  rule('', 'nodes', READ, { clusterScoped: true }),
  rule('storage.k8s.io', 'storageclasses', ['get', 'list'], { clusterScoped: true }),
  rule('snapshot.storage.k8s.io', 'volumesnapshotclasses', ['get', 'list'], { optional: true, clusterScoped: true }),
  rule('metrics.k8s.io', 'pods', ['get', 'list'], { optional: true }),
]

/** Used bytes of volumes come from the kubelets through this; it opens all of the kubelet's API, so it is apart. */
export const NODE_STATISTICS_ROLE: readonly PermissionRule[] = [rule('', 'nodes/proxy', ['get'], { optional: true, clusterScoped: true })]
