import { z } from 'zod'
import type { ApiClient } from './api-client'
import { ApiFailure } from './api-failure'

const pageSchema = z.object({
  metadata: z.looseObject({ resourceVersion: z.string().default(''), continue: z.string().optional() }),
  items: z.array(z.unknown()).nullish(),
})

export interface ListRequest {
  path: string
  labelSelector?: string
  fieldSelector?: string
  accept?: string
  signal?: AbortSignal
}

/** Ten thousand pods are 60 MB of JSON: of that no more than a few MB are held at a time. */
const PAGE_SIZE = 250
const PAGE_TIMEOUT_MS = 30_000

/**
 * Lists a collection page by page, so that no more than one page is in memory unparsed.
 * @param each called for every item as it came
 * @returns the resource version to watch from
 * @throws ApiFailure (410 when the list took longer than the server keeps its pages), AwayFailure
 */
export async function listObjects(client: ApiClient, request: ListRequest, each: (item: unknown) => void): Promise<string> {
  let token: string | undefined
  for (;;) {
    const answer = await client.request({
      method: 'GET',
      path: request.path,
      query: { limit: PAGE_SIZE, labelSelector: request.labelSelector, fieldSelector: request.fieldSelector, continue: token },
      timeoutMs: PAGE_TIMEOUT_MS,
      ...(request.accept ? { accept: request.accept } : {}),
      ...(request.signal ? { signal: request.signal } : {}),
    })
    const page = pageSchema.parse(answer)
    for (const item of page.items ?? []) each(item)
    token = page.metadata.continue
    if (!token) return page.metadata.resourceVersion
  }
}

/** Items of a collection; null when it may not be listed or its kind does not exist. @throws ApiFailure, AwayFailure */
export async function listIfAllowed<T>(client: ApiClient, request: ListRequest, schema: z.ZodType<T>): Promise<T[] | null> {
  const items: T[] = []
  try {
    await listObjects(client, request, (item) => {
      const parsed = schema.safeParse(item)
      if (parsed.success) items.push(parsed.data)
    })
    return items
  } catch (error) {
    if (error instanceof ApiFailure && (error.status === 403 || error.status === 404)) return null
    throw error
  }
}
