import { instanceParametersSchema, logsQuerySchema } from '@/server/contracts/cluster-queries'
import { route } from '@/server/http/route'
import { streamLines } from '@/server/services/clusters/stream-lines'
import { readLogs } from '@/server/services/clusters/read-logs'

export const dynamic = 'force-dynamic'

export const GET = route({ permission: 'logs.read', params: instanceParametersSchema, query: logsQuerySchema }, async ({ actor, params, query, request }) => {
  const abort = new AbortController()
  request.signal.addEventListener('abort', () => abort.abort())
  const { download, ...options } = query
  const lines = await readLogs(actor, { clusterId: params.id, instance: params.instance, ...options, signal: abort.signal })
  const headers = new Headers({ 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff', 'x-accel-buffering': 'no' })
  if (download) headers.set('content-disposition', `attachment; filename="${params.instance}-${query.container}${query.previous ? '-previous' : ''}.log"`)
  return new Response(streamLines(lines, abort), { headers })
})
