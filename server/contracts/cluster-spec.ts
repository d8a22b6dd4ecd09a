import { z } from 'zod'
import { failoverPolicySchema, semiSyncSchema } from './availability'

export const MIB = 1024 ** 2
export const GIB = 1024 ** 3

/** Longest name: `<name>-<10 characters of revision>` must fit a label of 63, `<name>-primary` a DNS label. */
export const CLUSTER_NAME_LENGTH_MAX = 40

export const clusterNameSchema = z
  .string()
  .min(1, 'Give the cluster a name')
  .max(CLUSTER_NAME_LENGTH_MAX, `At most ${CLUSTER_NAME_LENGTH_MAX} characters, because Kubernetes adds to it`)
  .regex(/^[a-z]([-a-z0-9]*[a-z0-9])?$/, 'Lower case letters, digits and hyphens; begins with a letter, does not end with a hyphen')
  .meta({ description: 'Name of the cluster and of its Kubernetes objects', example: 'shop-db' })

export const namespaceSchema = z
  .string()
  .min(1, 'Choose a namespace')
  .max(63, 'At most 63 characters')
  .regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/, 'Lower case letters, digits and hyphens')
  .meta({ example: 'shop' })

export const managementSchema = z.enum(['statefulset', 'operator']).meta({
  description: 'statefulset: plain Kubernetes objects that work without Podkeeper; operator: Podkeeper owns replication',
})
export type Management = z.infer<typeof managementSchema>

export const topologySchema = z.enum(['single', 'async', 'semisync'])
export type Topology = z.infer<typeof topologySchema>

const imageSchema = z
  .string()
  .min(1)
  .max(255)
  .regex(/^[a-zA-Z0-9][a-zA-Z0-9._/:@-]*$/, 'An image reference such as mysql:9.7 or registry.example.com/mysql:9.7')

/** Variables that Podkeeper sets itself; replication would break if they were changed. */
export const RESERVED_VARIABLES = [
  'server_id', 'server_uuid', 'report_host', 'report_port', 'gtid_mode', 'enforce_gtid_consistency', 'log_bin', 'skip_log_bin',
  'log_replica_updates', 'binlog_format', 'read_only', 'super_read_only', 'skip_replica_start', 'relay_log_recovery', 'datadir',
  'port', 'socket', 'bind_address', 'skip_networking', 'plugin_load', 'plugin_load_add', 'user', 'pid_file', 'init_file', 'tmpdir',
  'admin_address', 'admin_port', 'skip_grant_tables', 'initialize', 'initialize_insecure', 'log_error', 'secure_file_priv',
  'rpl_semi_sync_source_enabled', 'rpl_semi_sync_source_timeout', 'rpl_semi_sync_source_wait_point', 'rpl_semi_sync_source_wait_no_replica', 'rpl_semi_sync_source_wait_for_replica_count', 'rpl_semi_sync_replica_enabled',
  'plugin_dir', 'basedir', 'lc_messages_dir', 'early_plugin_load', 'log_bin_index', 'relay_log', 'relay_log_index', 'server_id_bits',
] as const

export const configurationSchema = z
  .record(
    z.string().max(64).regex(/^[a-z][a-z0-9_]*$/, 'A variable name in lower case with underscores, such as max_connections'),
    z.string().max(1024).regex(/^[^\r\n\0]*$/, 'One line'),
  )
  .superRefine((variables, context) => {
    for (const name of Object.keys(variables)) {
      if ((RESERVED_VARIABLES as readonly string[]).includes(name)) {
        context.addIssue({ code: 'custom', path: [name], message: `${name} is set by Podkeeper, because replication depends on it` })
      }
    }
    if (Object.keys(variables).length > 100) context.addIssue({ code: 'custom', message: 'At most 100 variables' })
  })

export const resourcesSchema = z.object({
  cpuRequestMillicores: z.number().int().min(50, 'At least 50 m').max(256_000, 'At most 256 CPUs'),
  cpuLimitMillicores: z.number().int().min(50).max(256_000).nullable().default(null).meta({ description: 'null: no limit, so that MySQL is not throttled' }),
  memoryBytes: z.number().int().min(384 * MIB, 'At least 384 MiB: MySQL does not start with less').max(4096 * GIB).meta({ description: 'Request and limit, so that the instance is not evicted first' }),
})

export const storageSchema = z.object({
  className: z.string().max(253).nullable().default(null).meta({ description: 'null: the default class of the Kubernetes cluster' }),
  sizeBytes: z.number().int().min(GIB, 'At least 1 GiB').max(64 * 1024 * GIB, 'At most 64 TiB'),
})

export const spreadSchema = z.object({
  nodes: z.enum(['required', 'preferred']).default('preferred').meta({ description: 'required: never two instances on one node' }),
  zones: z.enum(['required', 'preferred', 'none']).default('preferred'),
})

export const lagLimitsSchema = z
  .object({
    attentionSeconds: z.number().min(0.1).max(86_400).default(5).meta({ description: 'From here on the cluster is shown as needing attention' }),
    leaveReadsSeconds: z.number().min(0.5).max(86_400).default(30).meta({ description: 'A replica that lags longer leaves the read service' }),
    returnReadsSeconds: z.number().min(0.1).max(86_400).default(5).meta({ description: 'It comes back when it has stayed below this for 10 s' }),
  })
  .refine((l) => l.returnReadsSeconds < l.leaveReadsSeconds, { path: ['returnReadsSeconds'], message: 'Must be lower than the limit for leaving' })

const specFields = {
  management: managementSchema.default('operator'),
  topology: topologySchema.default('async'),
  instances: z.number().int('A whole number').min(1, 'At least 1').max(9, 'At most 9').default(3),
  version: z.string().max(32).regex(/^\d+\.\d+(\.\d+)?$/, 'A version such as 9.7 or 8.4').default('9.7'),
  image: imageSchema.nullable().default(null).meta({ description: 'null: mysql:<version>' }),
  imagePullSecrets: z.array(z.string().min(1).max(253).regex(/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/)).max(10).default([]),
  resources: resourcesSchema,
  storage: storageSchema,
  configuration: configurationSchema.default({}),
  spread: spreadSchema.default({ nodes: 'preferred', zones: 'preferred' }),
  lag: lagLimitsSchema.default({ attentionSeconds: 5, leaveReadsSeconds: 30, returnReadsSeconds: 5 }),
  semiSync: semiSyncSchema.default({ acknowledgements: null, whenShort: 'wait', degradeAfterSeconds: 30 }),
  failover: failoverPolicySchema.default({ mode: 'automatic', allowDataLoss: false, confirmSeconds: 3, quietSeconds: 60 }),
  deletionProtection: z.boolean().default(false),
}

/** What a MySQL cluster is to be. Stored in Postgres, versioned by `generation`. */
export const clusterSpecSchema = z
  .object(specFields)
  .superRefine((spec, context) => {
    if (spec.topology === 'single' && spec.instances !== 1) {
      context.addIssue({ code: 'custom', path: ['instances'], message: 'A single cluster has exactly one instance; choose asynchronous replication for more' })
    }
    if (spec.topology === 'semisync' && spec.instances < 2) {
      context.addIssue({ code: 'custom', path: ['instances'], message: 'Semi-synchronous replication needs at least 2 instances, better 3: with 2, commits wait whenever the replica is away' })
    }
    if (spec.topology === 'semisync' && spec.management !== 'operator') {
      context.addIssue({ code: 'custom', path: ['topology'], message: 'Semi-synchronous replication needs the operator way: without Podkeeper nobody decides who may be promoted' })
    }
    if (spec.topology === 'semisync' && spec.semiSync.acknowledgements !== null && spec.semiSync.acknowledgements > spec.instances - 1) {
      context.addIssue({ code: 'custom', path: ['semiSync', 'acknowledgements'], message: `At most ${Math.max(1, spec.instances - 1)}: there are no more replicas` })
    }
    const [major, minor] = spec.version.split('.').map(Number)
    if (major !== undefined && minor !== undefined && (major < 8 || (major === 8 && minor < 4))) {
      context.addIssue({ code: 'custom', path: ['version'], message: 'MySQL 8.4 or newer: earlier versions lack the statements Podkeeper uses' })
    }
    if (spec.resources.cpuLimitMillicores !== null && spec.resources.cpuLimitMillicores < spec.resources.cpuRequestMillicores) {
      context.addIssue({ code: 'custom', path: ['resources', 'cpuLimitMillicores'], message: 'The limit must not be lower than the request' })
    }
  })
  .meta({ id: 'ClusterSpec' })

export type ClusterSpec = z.infer<typeof clusterSpecSchema>

/** The image that runs: the given one, else Docker's official image of the version. */
export function imageOf(spec: Pick<ClusterSpec, 'image' | 'version'>): string {
  return spec.image ?? `mysql:${spec.version}`
}

export interface ClusterPreset {
  id: 'development' | 'production-small' | 'production-medium' | 'production-large'
  title: string
  summary: string
  spec: ClusterSpec
}

const preset = (spec: z.input<typeof clusterSpecSchema>): ClusterSpec => clusterSpecSchema.parse(spec)

/** Sizes that people start from; every number may be changed afterwards. */
export const CLUSTER_PRESETS: readonly ClusterPreset[] = [
  {
    id: 'development', title: 'Development', summary: 'One instance, no replication',
    spec: preset({ topology: 'single', instances: 1, resources: { cpuRequestMillicores: 100, memoryBytes: 512 * MIB }, storage: { sizeBytes: 5 * GIB } }),
  },
  {
    id: 'production-small', title: 'Production, small', summary: '3 instances, 1 CPU and 2 GiB each',
    spec: preset({ resources: { cpuRequestMillicores: 1000, memoryBytes: 2 * GIB }, storage: { sizeBytes: 25 * GIB }, deletionProtection: true }),
  },
  {
    id: 'production-medium', title: 'Production, medium', summary: '3 instances, 4 CPUs and 8 GiB each',
    spec: preset({ resources: { cpuRequestMillicores: 4000, memoryBytes: 8 * GIB }, storage: { sizeBytes: 100 * GIB }, deletionProtection: true }),
  },
  {
    id: 'production-large', title: 'Production, large', summary: '3 instances, 8 CPUs and 32 GiB each',
    spec: preset({ resources: { cpuRequestMillicores: 8000, memoryBytes: 32 * GIB }, storage: { sizeBytes: 200 * GIB }, spread: { nodes: 'required', zones: 'preferred' }, deletionProtection: true }),
  },
]
