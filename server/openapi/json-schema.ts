import { z } from 'zod'

/** The part of JSON Schema that the document uses. */
export interface JsonSchema {
  $ref?: string | undefined
  type?: string | string[] | undefined
  description?: string | undefined
  enum?: unknown[] | undefined
  default?: unknown
  example?: unknown
  properties?: Record<string, JsonSchema> | undefined
  required?: string[] | undefined
  items?: JsonSchema | undefined
  additionalProperties?: JsonSchema | boolean | undefined
  anyOf?: JsonSchema[] | undefined
  oneOf?: JsonSchema[] | undefined
  allOf?: JsonSchema[] | undefined
  minimum?: number | undefined
  maximum?: number | undefined
  minLength?: number | undefined
  maxLength?: number | undefined
  maxItems?: number | undefined
  pattern?: string | undefined
  format?: string | undefined
}

const jsonSchema: z.ZodType<JsonSchema> = z.lazy(() =>
  z.object({
    $ref: z.string().optional(),
    type: z.union([z.string(), z.array(z.string())]).optional(),
    description: z.string().optional(),
    enum: z.array(z.unknown()).optional(),
    default: z.unknown().optional(),
    example: z.unknown().optional(),
    properties: z.record(z.string(), jsonSchema).optional(),
    required: z.array(z.string()).optional(),
    items: jsonSchema.optional(),
    additionalProperties: z.union([z.boolean(), jsonSchema]).optional(),
    anyOf: z.array(jsonSchema).optional(),
    oneOf: z.array(jsonSchema).optional(),
    allOf: z.array(jsonSchema).optional(),
    minimum: z.number().optional(),
    maximum: z.number().optional(),
    minLength: z.number().optional(),
    maxLength: z.number().optional(),
    maxItems: z.number().optional(),
    pattern: z.string().optional(),
    format: z.string().optional(),
  }),
)

const contentSchema = z.record(z.string(), z.object({ schema: jsonSchema }))
const operationSchema = z.object({
  operationId: z.string(),
  summary: z.string(),
  description: z.string().default(''),
  tags: z.array(z.string()),
  parameters: z.array(z.object({ name: z.string(), in: z.enum(['path', 'query', 'header', 'cookie']), required: z.boolean().default(false), schema: jsonSchema })).default([]),
  requestBody: z.object({ content: contentSchema }).optional(),
  responses: z.record(z.string(), z.object({ description: z.string(), content: contentSchema.optional() })),
})
const documentSchema = z.object({
  info: z.object({ title: z.string(), version: z.string(), description: z.string() }),
  tags: z.array(z.object({ name: z.string(), description: z.string() })),
  paths: z.record(z.string(), z.record(z.string(), operationSchema)),
  components: z.object({ schemas: z.record(z.string(), jsonSchema) }),
})

export type ReadableDocument = z.infer<typeof documentSchema>
export type ReadableOperation = z.infer<typeof operationSchema> & { method: string; path: string }

/** The document as the page reads it. @throws z.ZodError when it has what the page cannot show */
export function readDocument(document: unknown): ReadableDocument {
  return documentSchema.parse(document)
}

/** In the order of the document. */
export function operationsOf(document: ReadableDocument, tag: string): ReadableOperation[] {
  return Object.entries(document.paths).flatMap(([path, methods]) => Object.entries(methods).flatMap(([method, operation]) => (operation.tags.includes(tag) ? [{ ...operation, method: method.toUpperCase(), path }] : [])))
}

/** `#/components/schemas/Preview` → `Preview` */
export function referenceName(schema: JsonSchema): string | null {
  return schema.$ref?.replace('#/components/schemas/', '') ?? null
}

export function resolve(schema: JsonSchema, document: ReadableDocument): JsonSchema {
  const name = referenceName(schema)
  return name === null ? schema : (document.components.schemas[name] ?? {})
}
