import { z } from 'zod'
import type { ClusterSummary } from '@/server/contracts/cluster'
import { managementSchema, topologySchema } from '@/server/contracts/cluster-spec'
import { healthLevelSchema, instanceRoleSchema } from '@/server/contracts/cluster-status'
import { operationStepSchema } from '@/server/contracts/operation'

/** How a cluster counts that no operator has looked at yet: it is being worked on. */
export const LEVEL_BEFORE_FIRST_LOOK = 'working'

/**
 * What a summary needs, with "c" = Cluster, "k" = KubernetesCluster, "s" = ClusterStatus (left join). The large status
 * document stays in Postgres; only these members of it are sent.
 */
export const SUMMARY_COLUMNS = `
  c."id", c."name", c."namespace", c."generation", c."createdAt", c."deletionRequestedAt",
  c."spec"->>'management' AS "management", c."spec"->>'topology' AS "topology", c."spec"->>'version' AS "version",
  (c."spec"->>'instances')::int AS "instancesWanted",
  k."id" AS "kubernetesId", k."name" AS "kubernetesName", k."source" AS "kubernetesSource", k."reachable",
  s."healthLevel", s."primaryInstance", s."instancesReady", s."worstLagSeconds", s."usedBytes"::float8 AS "usedBytes", s."observedAt",
  s."status"->>'headline' AS "headline",
  i."instances", i."capacityBytes",
  (SELECT jsonb_build_object('id', o."id", 'kind', o."kind", 'title', o."title", 'steps', o."steps", 'startedAt', coalesce(o."startedAt", o."requestedAt"))
     FROM "Operation" o WHERE o."clusterId" = c."id" AND o."state" IN ('pending', 'running') ORDER BY o."requestedAt" DESC LIMIT 1) AS "operation"`

/** Reads the list of instances once for both of its columns; stands after the tables of SUMMARY_COLUMNS. */
export const SUMMARY_INSTANCES = `
  LEFT JOIN LATERAL (SELECT jsonb_agg(jsonb_build_object('name', e->'name', 'role', e->'role', 'level', e->'level', 'lagSeconds', e#>'{replication,lagSeconds}') ORDER BY (e->>'ordinal')::int) AS "instances",
    sum((e#>>'{volume,capacityBytes}')::float8) AS "capacityBytes" FROM jsonb_array_elements(s."status"->'instances') e) i ON true`

const runningOperationSchema = z.object({ id: z.string(), kind: z.string(), title: z.string(), steps: z.array(operationStepSchema), startedAt: z.string() })

const summaryRowSchema = z.object({
  id: z.string(),
  name: z.string(),
  namespace: z.string(),
  generation: z.number(),
  createdAt: z.date(),
  deletionRequestedAt: z.date().nullable(),
  management: managementSchema,
  topology: topologySchema,
  version: z.string(),
  instancesWanted: z.number(),
  kubernetesId: z.string(),
  kubernetesName: z.string(),
  kubernetesSource: z.string(),
  reachable: z.boolean().nullable(),
  healthLevel: healthLevelSchema.nullable(),
  primaryInstance: z.string().nullable(),
  instancesReady: z.number().nullable(),
  worstLagSeconds: z.number().nullable(),
  usedBytes: z.number().nullable(),
  observedAt: z.date().nullable(),
  headline: z.string().nullable(),
  instances: z.array(z.object({ name: z.string(), role: instanceRoleSchema, level: healthLevelSchema, lagSeconds: z.number().nullable() })).nullable(),
  capacityBytes: z.number().nullable(),
  operation: runningOperationSchema.nullable(),
})

/** @throws z.ZodError when a column holds what this version does not know */
export function viewSummary(raw: unknown): ClusterSummary {
  const row = summaryRowSchema.parse(raw)
  return {
    ...{ id: row.id, name: row.name, namespace: row.namespace, management: row.management, topology: row.topology, version: row.version, generation: row.generation },
    kubernetesCluster: { id: row.kubernetesId, name: row.kubernetesName, sandbox: row.kubernetesSource === 'sandbox', reachable: row.reachable },
    level: row.healthLevel ?? LEVEL_BEFORE_FIRST_LOOK,
    headline: row.headline ?? 'Defined; the operator has not looked at it yet',
    primary: row.primaryInstance,
    instancesReady: row.instancesReady ?? 0,
    instancesWanted: row.instancesWanted,
    instances: row.instances ?? [],
    worstLagSeconds: row.worstLagSeconds,
    usedBytes: row.usedBytes,
    capacityBytes: row.capacityBytes,
    operation: row.operation === null ? null : viewRunning(row.operation),
    observedAt: row.observedAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
    deletionRequestedAt: row.deletionRequestedAt?.toISOString() ?? null,
  }
}

function viewRunning({ steps, ...operation }: z.infer<typeof runningOperationSchema>): ClusterSummary['operation'] {
  const running = steps.findIndex((step) => step.state === 'running')
  const index = running === -1 ? steps.findIndex((step) => step.state === 'pending') : running
  return {
    ...{ id: operation.id, kind: operation.kind, title: operation.title, startedAt: new Date(operation.startedAt).toISOString() },
    step: steps[index]?.title ?? null,
    stepNumber: index === -1 ? steps.length : index + 1,
    stepCount: steps.length,
  }
}
