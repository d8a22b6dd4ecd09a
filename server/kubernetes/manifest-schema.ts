import { z } from 'zod'
import type { KubernetesManifest } from '@/server/domain/kubernetes-port'

const strings = z.record(z.string(), z.string())

const managedFieldsSchema = z.array(
  z.looseObject({ manager: z.string().optional(), operation: z.string().optional(), subresource: z.string().optional(), fieldsV1: z.record(z.string(), z.unknown()).optional(), time: z.string().optional() }),
)

export const metadataSchema = z.looseObject({
  name: z.string(),
  namespace: z.string().optional(),
  uid: z.string().default(''),
  resourceVersion: z.string().default(''),
  generation: z.number().optional(),
  labels: strings.nullish().transform((labels) => labels ?? {}),
  annotations: strings.nullish().transform((annotations) => annotations ?? {}),
  creationTimestamp: z.string().nullish(),
  deletionTimestamp: z.string().nullish(),
  finalizers: z.array(z.string()).nullish(),
  ownerReferences: z.array(z.looseObject({ kind: z.string(), name: z.string(), uid: z.string() })).nullish(),
  managedFields: managedFieldsSchema.nullish(),
})
export type ObjectMetadata = z.infer<typeof metadataSchema>

/** What is enough to tell whose an object is; also what a PartialObjectMetadata holds. */
export const objectMetadataSchema = z.looseObject({ metadata: metadataSchema })

const manifestSchema = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string(), namespace: z.string().optional(), labels: strings.optional(), annotations: strings.optional() }),
})

/** @throws ZodError when the API server answered something that is no object */
export function parseManifest(value: unknown): KubernetesManifest {
  const { metadata, ...rest } = manifestSchema.parse(value)
  const { namespace, labels, annotations, ...more } = metadata
  return { ...rest, metadata: { ...more, ...(namespace === undefined ? {} : { namespace }), ...(labels ? { labels } : {}), ...(annotations ? { annotations } : {}) } }
}

/** The managed-by label, else the first field manager that wrote it; null when neither says. */
export function ownerOf(metadata: Pick<ObjectMetadata, 'labels' | 'managedFields'>, managedByLabel: string): string | null {
  return metadata.labels[managedByLabel] ?? metadata.managedFields?.find((entry) => entry.manager)?.manager ?? null
}
