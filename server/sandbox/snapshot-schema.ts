import { z } from 'zod'
import type { KubernetesManifest } from '@/server/domain/kubernetes-port'

const manifestSchema = z
  .looseObject({ apiVersion: z.string(), kind: z.string(), metadata: z.looseObject({ name: z.string() }) })
  .transform((manifest): KubernetesManifest => manifest as KubernetesManifest)

const objectSchema = z.object({
  manifest: manifestSchema, namespace: z.string(), uid: z.string(), generation: z.number(), resourceVersion: z.number(), createdAt: z.number(),
  deletingSince: z.number().nullable(), lastApplied: manifestSchema.nullable(), fieldManager: z.string(),
})

const positionsSchema = z.record(z.string(), z.number())
const errorSchema = z.object({ number: z.number(), message: z.string(), atMs: z.number() }).nullable()

const channelSchema = z.object({
  sourceHost: z.string(), sourcePort: z.number(), user: z.string(), password: z.string(), ioWanted: z.boolean(), sqlWanted: z.boolean(), ioConnected: z.boolean(),
  ioRetryAt: z.number(), semiSync: z.boolean(), sourceRun: z.string().nullable(), connectedAt: z.number(), hadAtConnect: z.number(), lastHeardMs: z.number().nullable(), ioError: errorSchema, sqlError: errorSchema,
  received: z.record(z.string(), z.object({ from: z.number(), to: z.number() })), frontierMs: z.number(), credit: z.number(), settledMs: z.number(),
})

const cloneSchema = z.object({
  state: z.enum(['not-started', 'in-progress', 'completed', 'failed']), source: z.string(), donorPodUid: z.string().nullable(), startedAt: z.number(), endsAt: z.number(),
  bytesTotal: z.number(), errorNumber: z.number(), errorMessage: z.string(),
})

const volumeSchema = z.object({
  claimUid: z.string(), zone: z.string().nullable(), capacityBytes: z.number(),
  data: z.object({
    state: z.enum(['empty', 'partial', 'ready']), serverUuid: z.string(), passwords: z.record(z.string(), z.string()), clusterId: z.string().nullable(),
    executed: positionsSchema, logged: z.number(), purged: positionsSchema, loadedBytes: z.number(), opened: z.boolean(),
    channel: channelSchema.nullable(), clone: cloneSchema.nullable(), shutDownCleanly: z.boolean(),
  }),
})

const periodSchema = z.object({ fromMs: z.number(), toMs: z.number().nullable(), before: z.number(), transactionsPerSecond: z.number(), burst: z.number() })

/** Goes up with every change of what follows: an older one is not read. */
export const SNAPSHOT_VERSION = 4

/** A sandbox that was put away: everything that would survive switching the machines off. Plain JSON; holds the clusters' passwords. */
export const sandboxSnapshotSchema = z.object({
  version: z.literal(SNAPSHOT_VERSION),
  /** ms since the epoch */
  takenAt: z.number(),
  number: z.number(),
  objects: z.array(objectSchema),
  volumes: z.array(volumeSchema),
  journals: z.record(z.string(), z.array(periodSchema)),
  /** uids of claims whose volume is gone */
  lostClaims: z.array(z.string()),
  /** that were pulled, by node */
  images: z.record(z.string(), z.array(z.string())),
  /** by pod uid */
  nodes: z.record(z.string(), z.string()),
  /** transactions per second by cluster id */
  loads: z.record(z.string(), z.number()),
})
export type SandboxSnapshot = z.infer<typeof sandboxSnapshotSchema>
