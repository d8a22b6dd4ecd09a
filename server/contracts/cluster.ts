import { z } from 'zod'
import { clusterNameSchema, clusterSpecSchema, managementSchema, namespaceSchema, topologySchema } from './cluster-spec'
import { clusterStatusSchema, healthLevelSchema, instanceRoleSchema } from './cluster-status'
import { holdsSchema } from './hold'
import { operationSchema } from './operation'

/** A row of the list; small, because it is pushed to every open tab when it changes. */
export const clusterSummarySchema = z
  .object({
    id: z.string(),
    name: z.string(),
    namespace: z.string(),
    kubernetesCluster: z.object({ id: z.string(), name: z.string(), sandbox: z.boolean(), reachable: z.boolean().nullable() }),
    management: managementSchema,
    topology: topologySchema,
    version: z.string(),
    generation: z.number().int(),
    level: healthLevelSchema,
    headline: z.string(),
    primary: z.string().nullable(),
    instancesReady: z.number().int(),
    instancesWanted: z.number().int(),
    instances: z.array(z.object({ name: z.string(), role: instanceRoleSchema, level: healthLevelSchema, lagSeconds: z.number().nullable() })),
    worstLagSeconds: z.number().nullable(),
    usedBytes: z.number().nullable(),
    capacityBytes: z.number().nullable(),
    operation: z.object({ id: z.string(), kind: z.string(), title: z.string(), step: z.string().nullable(), stepNumber: z.number().int(), stepCount: z.number().int(), startedAt: z.iso.datetime() }).nullable(),
    observedAt: z.iso.datetime().nullable(),
    createdAt: z.iso.datetime(),
    deletionRequestedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'ClusterSummary' })
export type ClusterSummary = z.infer<typeof clusterSummarySchema>

export const clusterDetailSchema = z
  .object({
    summary: clusterSummarySchema,
    spec: clusterSpecSchema,
    etag: z.string().meta({ description: 'Send as If-Match with a change' }),
    createdBy: z.string(),
    updatedAt: z.iso.datetime(),
    status: clusterStatusSchema.nullable(),
    operations: z.array(operationSchema).meta({ description: 'The running one and the last ten' }),
    holds: holdsSchema.meta({ description: 'What people stopped or isolated' }),
  })
  .meta({ id: 'ClusterDetail' })
export type ClusterDetail = z.infer<typeof clusterDetailSchema>

export const createClusterSchema = z
  .object({
    kubernetesClusterId: z.string().min(1).max(64).nullable().default(null).meta({ description: 'null: the only or first one' }),
    namespace: namespaceSchema.default('default'),
    name: clusterNameSchema,
    spec: clusterSpecSchema,
    useKeptVolumes: z.boolean().default(false).meta({ description: 'Start on the volumes that a deleted cluster of this name left behind' }),
  })
  .meta({ id: 'CreateCluster' })
export type CreateCluster = z.infer<typeof createClusterSchema>

export const scaleClusterSchema = z
  .object({
    instances: z.number().int('A whole number').min(1).max(9),
    removedVolumes: z.enum(['keep', 'delete']).default('keep').meta({ description: 'What becomes of the volumes of instances that go' }),
  })
  .meta({ id: 'ScaleCluster' })
export type ScaleCluster = z.infer<typeof scaleClusterSchema>

export const updateClusterSchema = z.object({ spec: clusterSpecSchema }).meta({ id: 'UpdateCluster' })

export const deleteClusterSchema = z
  .object({
    confirmName: z.string().max(64).meta({ description: 'The name of the cluster, typed again' }),
    volumes: z.enum(['keep', 'delete']),
  })
  .meta({ id: 'DeleteCluster' })
export type DeleteCluster = z.infer<typeof deleteClusterSchema>

export const CLUSTER_SORT_KEYS = ['health', 'name', 'namespace', 'topology', 'primary', 'instances', 'lag', 'size', 'version', 'age'] as const

export const listClustersQuerySchema = z.object({
  search: z.string().max(200).optional(),
  level: z.union([healthLevelSchema, z.array(healthLevelSchema)]).optional(),
  namespace: z.string().max(63).optional(),
  kubernetesClusterId: z.string().max(64).optional(),
  topology: topologySchema.optional(),
  management: managementSchema.optional(),
  sort: z.enum(CLUSTER_SORT_KEYS).default('health'),
  order: z.enum(['asc', 'desc']).default('asc'),
  page: z.coerce.number().int().min(1).max(100_000).default(1),
  pageSize: z.coerce.number().int().min(1).max(200).default(50),
})
export type ListClustersQuery = z.infer<typeof listClustersQuerySchema>

/** A page of anything. */
export function pageSchema<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), page: z.number().int(), pageSize: z.number().int(), total: z.number().int() })
}
export interface Page<T> { items: T[]; page: number; pageSize: number; total: number }

export const manifestSchema = z.object({ kind: z.string(), name: z.string(), change: z.enum(['create', 'update', 'delete', 'unchanged']), yaml: z.string(), before: z.string().nullable() })
export type Manifest = z.infer<typeof manifestSchema>

/** What would happen: the answer to ?dryRun=true. */
export const previewSchema = z
  .object({
    manifests: z.array(manifestSchema),
    /** plain words: what is created, what survives what, what it uses */
    summary: z.array(z.string()),
    /** "mysql-3 and mysql-4 stop; their volumes are kept" */
    consequences: z.array(z.object({ severity: z.enum(['info', 'attention', 'destructive']), message: z.string() })),
    /** what Kubernetes said to a server-side dry run; null when it could not be asked */
    checkedByKubernetes: z.boolean(),
    problems: z.array(z.object({ path: z.string().nullable(), message: z.string() })),
  })
  .meta({ id: 'Preview' })
export type Preview = z.infer<typeof previewSchema>

export const credentialsSchema = z
  .object({ account: z.string(), username: z.string(), password: z.string() })
  .meta({ id: 'Credentials' })

export const sampleSeriesSchema = z
  .object({
    resolutionSeconds: z.number().int(),
    from: z.iso.datetime(),
    to: z.iso.datetime(),
    /** Unix seconds, ascending, common to all series */
    times: z.array(z.number()),
    series: z.array(z.object({ instance: z.string(), metric: z.string(), values: z.array(z.number().nullable()) })),
  })
  .meta({ id: 'SampleSeries' })
export type SampleSeries = z.infer<typeof sampleSeriesSchema>

export const sampleQuerySchema = z.object({
  metric: z.enum(['lagSeconds', 'transactionsBehind', 'queriesPerSecond', 'threadsConnected', 'usedBytes']).default('lagSeconds'),
  rangeSeconds: z.coerce.number().int().min(60).max(30 * 86_400).default(3600),
  points: z.coerce.number().int().min(10).max(2000).default(600),
})

export const timelineEventSchema = z
  .object({
    id: z.string(),
    at: z.iso.datetime(),
    lastAt: z.iso.datetime(),
    count: z.number().int(),
    kind: z.enum(['definition', 'operator', 'kubernetes', 'mysql', 'operation']),
    severity: z.enum(['info', 'attention', 'broken']),
    reason: z.string(),
    message: z.string(),
    instance: z.string().nullable(),
    details: z.unknown().nullable(),
  })
  .meta({ id: 'TimelineEvent' })
export type TimelineEventView = z.infer<typeof timelineEventSchema>

export const auditEntrySchema = z
  .object({
    id: z.string(),
    at: z.iso.datetime(),
    actorName: z.string(),
    actorKind: z.enum(['session', 'token', 'system']),
    action: z.string(),
    targetKind: z.string(),
    targetId: z.string().nullable(),
    targetName: z.string(),
    before: z.unknown().nullable(),
    after: z.unknown().nullable(),
    requestId: z.string().nullable(),
    address: z.string().nullable(),
  })
  .meta({ id: 'AuditEntry' })
export type AuditEntryView = z.infer<typeof auditEntrySchema>
