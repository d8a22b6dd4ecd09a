import { GIB } from '@/server/contracts/cluster-spec'
import { LABELS, objectNames, type AccountName, type ManifestInput } from '@/server/domain/kubernetes-port'
import { buildCloneMysql, buildInitMysql, buildMysql, buildReplication, INIT_ACCOUNTS, SIDECAR_ACCOUNTS } from './containers'
import { hashObject } from './hash-object'
import { objectLabels, selectorLabels } from './labels'

/** Hash of what mysqld reads at its start only: when it changes, instances have to be restarted. */
export const CONFIGURATION_HASH_ANNOTATION = 'podkeeper.dev/configuration-hash'

/** uid and gid of `mysql` in the official images */
const MYSQL_USER = 999

export function buildPodTemplate(input: ManifestInput): Record<string, unknown> {
  const standsAlone = input.spec.management === 'statefulset'
  return {
    metadata: {
      // Pods that no operator labels are replicas, until Podkeeper says of ordinal 0 that it is the primary.
      labels: { ...objectLabels(input), ...(standsAlone ? { [LABELS.role]: 'replica' } : {}) },
      // The definition's variables and not the rendered file: a newer Podkeeper must not restart every database.
      annotations: { [CONFIGURATION_HASH_ANNOTATION]: hashObject(input.spec.configuration), 'kubectl.kubernetes.io/default-container': 'mysql' },
    },
    spec: {
      ...identityFields(input),
      ...placementFields(input),
      initContainers: [buildInitMysql(input), buildCloneMysql(input)],
      containers: [buildMysql(input), ...(standsAlone ? [buildReplication(input)] : [])],
      volumes: buildVolumes(input),
    },
  }
}

function identityFields(input: ManifestInput): Record<string, unknown> {
  return {
    serviceAccountName: objectNames(input.cluster.name).serviceAccount,
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    ...(input.spec.imagePullSecrets.length > 0 ? { imagePullSecrets: input.spec.imagePullSecrets.map((name) => ({ name })) } : {}),
    securityContext: {
      runAsUser: MYSQL_USER,
      runAsGroup: MYSQL_USER,
      runAsNonRoot: true,
      fsGroup: MYSQL_USER,
      // Millions of files would otherwise be visited at every start.
      fsGroupChangePolicy: 'OnRootMismatch',
      seccompProfile: { type: 'RuntimeDefault' },
    },
    restartPolicy: 'Always',
    // InnoDB writes its dirty pages before it ends: two minutes, and 10 s for each GiB, at most an hour.
    terminationGracePeriodSeconds: Math.min(3600, 120 + Math.ceil(input.spec.resources.memoryBytes / GIB) * 10),
  }
}

function placementFields(input: ManifestInput): Record<string, unknown> {
  const { nodes, zones } = input.spec.spread
  const labelSelector = { matchLabels: selectorLabels(input) }
  const term = { labelSelector, topologyKey: 'kubernetes.io/hostname' }
  const constraint = (topologyKey: string, required: boolean) => ({
    maxSkew: 1,
    topologyKey,
    whenUnsatisfiable: required ? 'DoNotSchedule' : 'ScheduleAnyway',
    labelSelector,
  })
  return {
    affinity: {
      podAntiAffinity:
        nodes === 'required'
          ? { requiredDuringSchedulingIgnoredDuringExecution: [term] }
          : { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, podAffinityTerm: term }] },
    },
    topologySpreadConstraints: [
      // Even with two instances on a node, not three on one and none on another.
      constraint('kubernetes.io/hostname', false),
      ...(zones === 'none' ? [] : [constraint('topology.kubernetes.io/zone', zones === 'required')]),
    ],
  }
}

function buildVolumes(input: ManifestInput): Record<string, unknown>[] {
  const names = objectNames(input.cluster.name)
  const secret = (name: string, accounts: readonly AccountName[]) => ({
    name,
    secret: { secretName: names.secret, defaultMode: 0o440, items: accounts.map((account) => ({ key: account, path: account })) },
  })
  return [
    { name: 'config', configMap: { name: names.configMap, defaultMode: 0o444 } },
    secret('init-secrets', INIT_ACCOUNTS),
    { name: 'conf', emptyDir: { sizeLimit: '1Mi' } },
    { name: 'tmp', emptyDir: { sizeLimit: '64Mi' } },
    // Client option files hold passwords while a script runs: in memory only.
    { name: 'run', emptyDir: { medium: 'Memory', sizeLimit: '16Mi' } },
    ...(input.spec.management === 'statefulset'
      ? [secret('sidecar-secrets', SIDECAR_ACCOUNTS), { name: 'tmp-replication', emptyDir: { medium: 'Memory', sizeLimit: '16Mi' } }]
      : []),
  ]
}
