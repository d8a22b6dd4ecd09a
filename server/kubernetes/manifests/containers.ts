import { imageOf } from '@/server/contracts/cluster-spec'
import type { AccountName, ManifestInput } from '@/server/domain/kubernetes-port'
import { CONFIG_DIRECTORY, DATA_DIRECTORY, MYSQL_PORT, RENDERED_DIRECTORY, RUN_DIRECTORY, SECRETS_DIRECTORY, TEMPORARY_DIRECTORY } from './paths'

type Container = Record<string, unknown>

/** Accounts whose passwords a container may read. */
export const INIT_ACCOUNTS: readonly AccountName[] = ['root', 'operator', 'replication', 'clone', 'backup', 'exporter']
export const SIDECAR_ACCOUNTS: readonly AccountName[] = ['operator', 'replication', 'clone']

/** Writes this instance's configuration: server_id, name and role. */
export function buildInitMysql(input: ManifestInput): Container {
  return {
    ...commonFields(input, 'init-mysql', 'init-mysql.sh'),
    resources: smallResources('64Mi'),
    volumeMounts: [CONFIG_MOUNT, { name: 'conf', mountPath: RENDERED_DIRECTORY }, ...SCRATCH_MOUNTS],
  }
}

/** Fills an empty volume: initializes it, or in `statefulset` management clones another instance. */
export function buildCloneMysql(input: ManifestInput): Container {
  return {
    ...commonFields(input, 'clone-mysql', input.spec.management === 'statefulset' ? 'clone-from-peer.sh' : 'initialize.sh'),
    resources: mysqlResources(input),
    volumeMounts: [CONFIG_MOUNT, RENDERED_MOUNT, { name: 'init-secrets', mountPath: SECRETS_DIRECTORY, readOnly: true }, ...DATA_MOUNTS, ...SCRATCH_MOUNTS],
  }
}

/**
 * The server. No liveness probe on purpose: whatever it asked, there is a crash recovery, a clone or an overload during which a
 * sound server does not answer, and killing it then begins it anew. A server that ends is restarted; one that hangs is not ready.
 */
export function buildMysql(input: ManifestInput): Container {
  const probe = { exec: { command: ['bash', `${CONFIG_DIRECTORY}/probe.sh`] } }
  return {
    ...commonFields(input, 'mysql', 'run-mysql.sh'),
    ports: [{ name: 'mysql', containerPort: MYSQL_PORT, protocol: 'TCP' }],
    resources: mysqlResources(input),
    // Three days: the longest crash recovery must never be cut off by a probe.
    startupProbe: { ...probe, periodSeconds: 1, timeoutSeconds: 3, failureThreshold: 3 * 86_400 },
    readinessProbe: { ...probe, periodSeconds: 3, timeoutSeconds: 3, failureThreshold: 2 },
    volumeMounts: [CONFIG_MOUNT, RENDERED_MOUNT, ...DATA_MOUNTS, ...SCRATCH_MOUNTS],
  }
}

/** `statefulset` management: points replicas at ordinal 0 and keeps them there, opens ordinal 0. */
export function buildReplication(input: ManifestInput): Container {
  return {
    ...commonFields(input, 'replication', 'replicate.sh'),
    resources: smallResources('128Mi'),
    // A replica that cannot replicate leaves the read service, and a rolling update waits for it.
    readinessProbe: { exec: { command: ['test', '-e', '/tmp/ready'] }, periodSeconds: 3, timeoutSeconds: 3, failureThreshold: 1 },
    volumeMounts: [CONFIG_MOUNT, { name: 'sidecar-secrets', mountPath: SECRETS_DIRECTORY, readOnly: true }, { name: 'tmp-replication', mountPath: '/tmp' }],
  }
}

const CONFIG_MOUNT = { name: 'config', mountPath: CONFIG_DIRECTORY, readOnly: true }
const RENDERED_MOUNT = { name: 'conf', mountPath: RENDERED_DIRECTORY, readOnly: true }
const DATA_MOUNTS = [
  { name: 'data', mountPath: DATA_DIRECTORY, subPath: 'mysql' },
  { name: 'data', mountPath: TEMPORARY_DIRECTORY, subPath: 'tmp' },
]
const SCRATCH_MOUNTS = [
  { name: 'tmp', mountPath: '/tmp' },
  { name: 'run', mountPath: RUN_DIRECTORY },
]

function commonFields(input: ManifestInput, name: string, script: string): Container {
  return {
    name,
    image: imageOf(input.spec),
    imagePullPolicy: 'IfNotPresent',
    command: ['bash', `${CONFIG_DIRECTORY}/${script}`],
    env: [
      { name: 'CLUSTER_NAME', value: input.cluster.name },
      // Empty where Podkeeper does not manage it.
      { name: 'CLUSTER_ID', value: input.managed ? input.cluster.clusterId : '' },
      { name: 'POD_NAME', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.name' } } },
      { name: 'NAMESPACE', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } } },
      // Where the mysql client keeps its history and settings; the image's own home may not be written.
      { name: 'HOME', value: '/tmp' },
    ],
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      privileged: false,
      readOnlyRootFilesystem: true,
      runAsNonRoot: true,
    },
    terminationMessagePolicy: 'FallbackToLogsOnError',
  }
}

/** Memory as request and limit: an instance is not the first that a node in need evicts. */
function mysqlResources(input: ManifestInput) {
  const { cpuRequestMillicores, cpuLimitMillicores, memoryBytes } = input.spec.resources
  return {
    requests: { cpu: `${cpuRequestMillicores}m`, memory: `${memoryBytes}` },
    limits: { ...(cpuLimitMillicores === null ? {} : { cpu: `${cpuLimitMillicores}m` }), memory: `${memoryBytes}` },
  }
}

function smallResources(memory: string) {
  return { requests: { cpu: '10m', memory: '32Mi' }, limits: { memory } }
}
