import { z } from 'zod'
import { ANNOTATIONS, FIELD_MANAGER, LABELS } from '@/server/domain/kubernetes-port'
import type { ObservedClaim, ObservedEvent, ObservedGrowth, ObservedStatefulSet } from '@/server/domain/observation'
import { metadataSchema, ownerOf, type ObjectMetadata } from '../manifest-schema'
import { parseBytes } from '../parse-quantity'
import type { StoredObject } from './object-store'

/** What is kept of an object that Podkeeper applies. Contents stay in Kubernetes; whose fields they are tells what was changed. */
export interface CachedObject extends StoredObject {
  deleting: boolean
  createdAt: number
  specHash: string | null
  /** `fieldsV1` of Podkeeper's own apply, as JSON; null when it never applied the object */
  ownFields: string | null
  owner: string | null
}

export interface CachedStatefulSet extends CachedObject {
  statefulSet: ObservedStatefulSet
}

export interface CachedClaim extends CachedObject {
  claim: Omit<ObservedClaim, 'usedBytes' | 'availableBytes' | 'lastProblem'>
}

export interface CachedEndpoints extends StoredObject {
  service: string
  pods: string[]
}

const quantity = z.union([z.string(), z.number()])
const partialSchema = z.object({ metadata: metadataSchema })

export function cacheObject(value: unknown): CachedObject {
  return fromMetadata(partialSchema.parse(value).metadata)
}

/** `fieldsV1` of Podkeeper's own apply, as JSON; null when the object does not say. */
export function ownFieldsOf(value: unknown): string | null {
  const parsed = partialSchema.safeParse(value)
  return parsed.success ? readOwnFields(parsed.data.metadata) : null
}

function readOwnFields(metadata: ObjectMetadata): string | null {
  const own = metadata.managedFields?.find((entry) => entry.manager === FIELD_MANAGER && entry.operation === 'Apply' && !entry.subresource)
  return own?.fieldsV1 ? JSON.stringify(own.fieldsV1) : null
}

function fromMetadata(metadata: ObjectMetadata): CachedObject {
  return {
    ...identify(metadata),
    deleting: Boolean(metadata.deletionTimestamp),
    createdAt: parseTime(metadata.creationTimestamp) ?? 0,
    specHash: metadata.annotations[ANNOTATIONS.specHash] ?? null,
    ownFields: readOwnFields(metadata),
    owner: ownerOf(metadata, LABELS.managedBy),
  }
}

export function identify(metadata: Pick<ObjectMetadata, 'namespace' | 'name' | 'uid' | 'resourceVersion' | 'labels'>): StoredObject {
  return {
    namespace: metadata.namespace ?? '',
    name: metadata.name,
    uid: metadata.uid,
    resourceVersion: metadata.resourceVersion,
    instance: metadata.labels[LABELS.instance] ?? null,
    clusterId: metadata.labels[LABELS.clusterId] ?? null,
  }
}

const requestsSchema = z.object({ requests: z.record(z.string(), quantity).optional() }).optional()
const statefulSetSchema = z.object({
  metadata: metadataSchema,
  spec: z.object({
    replicas: z.number().default(1),
    volumeClaimTemplates: z.array(z.object({ metadata: z.object({ name: z.string() }), spec: z.object({ resources: requestsSchema }) })).default([]),
  }),
  status: z.object({ observedGeneration: z.number().default(0), readyReplicas: z.number().default(0), currentRevision: z.string().default(''), updateRevision: z.string().default('') }).optional(),
})

export function cacheStatefulSet(value: unknown): CachedStatefulSet {
  const { metadata, spec, status } = statefulSetSchema.parse(value)
  return {
    ...fromMetadata(metadata),
    statefulSet: {
      uid: metadata.uid,
      generation: metadata.generation ?? 0,
      observedGeneration: status?.observedGeneration ?? 0,
      specReplicas: spec.replicas,
      readyReplicas: status?.readyReplicas ?? 0,
      currentRevision: status?.currentRevision ?? '',
      updateRevision: status?.updateRevision ?? '',
      volumeSizeBytes: parseBytes(spec.volumeClaimTemplates.find((template) => template.metadata.name === 'data')?.spec.resources?.requests?.['storage']),
      deleting: Boolean(metadata.deletionTimestamp),
    },
  }
}

const claimConditionSchema = z.object({ type: z.string(), status: z.string(), message: z.string().nullish() })
const claimSchema = z.object({
  metadata: metadataSchema,
  spec: z.object({ storageClassName: z.string().nullish(), resources: requestsSchema }),
  status: z.object({ phase: z.enum(['Pending', 'Bound', 'Lost']).default('Pending'), capacity: z.record(z.string(), quantity).optional(), conditions: z.array(claimConditionSchema).nullish(), allocatedResourceStatuses: z.record(z.string(), z.string()).nullish() }).optional(),
})

export function cacheClaim(value: unknown): CachedClaim {
  const { metadata, spec, status } = claimSchema.parse(value)
  const object = fromMetadata(metadata)
  return {
    ...object,
    claim: {
      name: metadata.name,
      uid: metadata.uid,
      ordinal: ordinalOf(metadata.name),
      phase: status?.phase ?? 'Pending',
      storageClass: spec.storageClassName ?? null,
      capacityBytes: parseBytes(status?.capacity?.['storage']),
      requestedBytes: parseBytes(spec.resources?.requests?.['storage']) ?? 0,
      deleting: object.deleting,
      clusterId: object.clusterId,
      growth: readGrowth(status?.conditions ?? [], status?.allocatedResourceStatuses?.['storage'] ?? null),
    },
  }
}

/** Conditions are of every version; the state of the allocated storage came with Kubernetes 1.34 and says what cannot be. */
function readGrowth(conditions: readonly z.infer<typeof claimConditionSchema>[], state: string | null): ObservedGrowth | null {
  const holds = (type: string) => conditions.find((condition) => condition.type === type && condition.status === 'True')
  const onNode = holds('FileSystemResizePending') !== undefined || holds('NodeResizeError') !== undefined || state?.startsWith('Node') === true
  if (!onNode && !holds('Resizing') && !holds('ControllerResizeError') && state === null) return null
  const error = (holds('ControllerResizeError') ?? holds('NodeResizeError'))?.message
  const problem = error || (state?.endsWith('Infeasible') === true ? 'the storage driver says that it cannot be made so large' : null)
  return { stage: onNode ? 'file-system' : 'volume', problem }
}

const sliceSchema = z.object({
  metadata: metadataSchema,
  endpoints: z
    .array(z.object({ conditions: z.object({ ready: z.boolean().nullish() }).nullish(), targetRef: z.object({ kind: z.string().optional(), name: z.string().optional() }).nullish() }))
    .nullish(),
})

export function cacheEndpoints(value: unknown): CachedEndpoints {
  const { metadata, endpoints } = sliceSchema.parse(value)
  // Kubernetes: "ready" left out means it is to be taken for ready.
  const pods = (endpoints ?? []).flatMap((endpoint) => (endpoint.conditions?.ready !== false && endpoint.targetRef?.kind === 'Pod' && endpoint.targetRef.name ? [endpoint.targetRef.name] : []))
  return { ...identify(metadata), service: metadata.labels['kubernetes.io/service-name'] ?? '', pods }
}

const eventSchema = z.object({
  metadata: z.object({ uid: z.string(), namespace: z.string().default(''), creationTimestamp: z.string().nullish() }),
  involvedObject: z.object({ kind: z.string().default(''), name: z.string().default(''), namespace: z.string().default('') }),
  type: z.string().nullish(),
  reason: z.string().nullish(),
  message: z.string().nullish(),
  count: z.number().nullish(),
  lastTimestamp: z.string().nullish(),
  eventTime: z.string().nullish(),
  series: z.object({ count: z.number().default(1), lastObservedTime: z.string().nullish() }).nullish(),
})

/** An event of the core API; both ways of counting repetitions are read. */
export function readEvent(value: unknown): { namespace: string; event: ObservedEvent } {
  const { metadata, involvedObject, type, reason, message, count, lastTimestamp, eventTime, series } = eventSchema.parse(value)
  const lastAt = parseTime(series?.lastObservedTime) ?? parseTime(lastTimestamp) ?? parseTime(eventTime) ?? parseTime(metadata.creationTimestamp) ?? 0
  return {
    namespace: involvedObject.namespace || metadata.namespace,
    event: { id: metadata.uid, type: type === 'Warning' ? 'Warning' : 'Normal', reason: reason ?? '', message: message ?? '', object: { kind: involvedObject.kind, name: involvedObject.name }, count: series?.count ?? count ?? 1, lastAt },
  }
}

export function parseTime(time: string | null | undefined): number | null {
  const ms = time ? Date.parse(time) : Number.NaN
  return Number.isNaN(ms) ? null : ms
}

/** The number at the end of a name, "data-shop-db-2" → 2; −1 when there is none */
export function ordinalOf(name: string): number {
  const digits = /-(\d+)$/.exec(name)?.[1]
  return digits === undefined ? -1 : Number(digits)
}
