import { z } from 'zod'
import { timelineEventSchema } from './cluster'
import { clusterSpecSchema } from './cluster-spec'
import { operationSchema } from './operation'

/** `true` or `false` in a query string. */
const flag = z.enum(['true', 'false']).default('false').transform((value) => value === 'true')

export const dryRunQuerySchema = z.object({ dryRun: flag.meta({ description: 'true: nothing is changed; answers what would happen (Preview)' }) })

export const timelineKindSchema = z.enum(['definition', 'operator', 'kubernetes', 'mysql', 'operation'])

export const timelineSeveritySchema = z.enum(['info', 'attention', 'broken'])

export const timelineQuerySchema = z.object({
  before: z.string().regex(/^\d{1,18}$/, 'The id of an event').optional().meta({ description: 'Only events older than this id: the nextBefore of the page before' }),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  kind: z.union([timelineKindSchema, z.array(timelineKindSchema)]).optional(),
  severity: z.union([timelineSeveritySchema, z.array(timelineSeveritySchema)]).optional(),
  instance: z.string().max(64).optional(),
})
export type TimelineQuery = z.infer<typeof timelineQuerySchema>

/** Newest first. */
export const timelinePageSchema = z
  .object({ items: z.array(timelineEventSchema), nextBefore: z.string().nullable().meta({ description: 'Give as `before` for the next page; null at the end' }) })
  .meta({ id: 'TimelinePage' })
export type TimelinePage = z.infer<typeof timelinePageSchema>

/** Newest first: those that wait or run, and the last fifty. */
export const operationListSchema = z.object({ items: z.array(operationSchema) }).meta({ id: 'OperationList' })
export type OperationList = z.infer<typeof operationListSchema>

export const logsQuerySchema = z.object({
  container: z.string().max(63).regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/, 'The name of a container, such as mysql').default('mysql'),
  previous: flag.meta({ description: 'The run before the last restart' }),
  tailLines: z.coerce.number().int().min(1).max(50_000).default(1000),
  sinceSeconds: z.coerce.number().int().min(1).max(30 * 86_400).optional(),
  follow: flag.meta({ description: 'Goes on when the container, or the pod, is replaced; a line that begins with "--- " tells' }),
  download: flag.meta({ description: 'Answers as an attachment' }),
})
export type LogsQuery = z.infer<typeof logsQuerySchema>

export const manifestsQuerySchema = z.object({
  form: z.enum(['managed', 'standalone']).default('managed').meta({ description: 'standalone: files that `kubectl apply` brings up without Podkeeper' }),
})

export const exportedManifestsSchema = z
  .object({ yaml: z.string(), manifests: z.array(z.record(z.string(), z.unknown())) })
  .meta({ id: 'ExportedManifests' })
export type ExportedManifests = z.infer<typeof exportedManifestsSchema>

/** `current` of cluster.changed-meanwhile: what others changed since the generation that was edited. */
export const clusterConflictSchema = z
  .object({
    etag: z.string(),
    generation: z.number().int(),
    spec: clusterSpecSchema,
    changes: z.array(
      z.object({
        /** dotted path into the input, e.g. "spec.storage.sizeBytes" */
        path: z.string(),
        before: z.unknown().nullable(),
        now: z.unknown().nullable(),
        /** what the refused request wanted */
        yours: z.unknown().nullable(),
        changedBy: z.string(),
        changedAt: z.iso.datetime().nullable(),
      }),
    ),
  })
  .meta({ id: 'ClusterConflict' })
export type ClusterConflict = z.infer<typeof clusterConflictSchema>

/** Keys of the Kubernetes Secret; server/domain/kubernetes-port.ts has the same list. */
export const accountSchema = z.enum(['root', 'operator', 'replication', 'clone', 'backup', 'exporter'])

export const accountParametersSchema = z.object({ id: z.string().min(1).max(64), account: accountSchema })

export const operationParametersSchema = z.object({ id: z.string().min(1).max(64), operationId: z.string().regex(/^[A-Za-z0-9_-]{1,120}$/) })

export const instanceParametersSchema = z.object({ id: z.string().min(1).max(64), instance: z.string().max(63).regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/) })
