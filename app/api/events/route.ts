import { z } from 'zod'
import { route } from '@/server/http/route'
import { streamEvents } from '@/server/services/events/stream-events'

export const dynamic = 'force-dynamic'

const eventsQuerySchema = z.object({ cluster: z.string().max(64).optional() })

export const GET = route({ permission: 'clusters.read', query: eventsQuerySchema }, ({ actor, query, request }) => {
  const body = streamEvents(actor, { clusterId: query.cluster ?? null, headers: request.headers, signal: request.signal })
  // no-transform: a compressing proxy would hold messages back
  return new Response(body, { headers: { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache, no-transform', 'x-accel-buffering': 'no' } })
})
