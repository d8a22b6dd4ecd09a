import { environment } from '@/server/config/environment'
import { isLoopback } from '@/server/auth/client-address'
import { readClusterMetrics } from '@/server/http/cluster-metrics'
import { metrics } from '@/server/http/metrics'
import { route } from '@/server/http/route'
import { explainDatabaseError } from '@/server/database/database-error'
import { log } from '@/server/log/log'

export const dynamic = 'force-dynamic'

/** Open where only this machine can ask, or METRICS_PUBLIC says so; else with an API token of any role. */
function isOpen(): boolean {
  const settings = environment()
  return settings.metricsPublic || (isLoopback(settings.host) && settings.trustedProxies === 0)
}

async function exposition(): Promise<Response> {
  const own = await metrics().registry.metrics()
  // Postgres away must not hide the metrics that tell of it
  const ofClusters = await readClusterMetrics().catch((error: unknown) => {
    log.warn({ err: explainDatabaseError(error) }, 'metrics of clusters cannot be read')
    return ''
  })
  return new Response(`${own}\n${ofClusters}`, { headers: { 'content-type': metrics().registry.contentType, 'cache-control': 'no-store' } })
}

const openRoute = route({ permission: 'public' }, exposition)
const guardedRoute = route({ permission: 'clusters.read' }, exposition)

export const GET: typeof openRoute = (request, context) => (isOpen() ? openRoute : guardedRoute)(request, context)
