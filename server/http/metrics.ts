import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'

interface ProcessMetrics {
  registry: Registry
  requestSeconds: Histogram<'method' | 'route' | 'status'>
  /** /api/events counts itself here */
  eventStreams: Gauge
  signInFailures: Counter<'reason'>
}

// Next bundles routes and instrumentation apart, so a module variable would exist twice.
const shared = globalThis as { podkeeperMetrics?: ProcessMetrics }

/** Metrics that this process counts itself; those of clusters and the operator are read from Postgres when scraped. */
export function metrics(): ProcessMetrics {
  return (shared.podkeeperMetrics ??= createMetrics())
}

function createMetrics(): ProcessMetrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry, prefix: 'podkeeper_' })
  return {
    registry,
    requestSeconds: new Histogram({ name: 'podkeeper_http_request_seconds', help: 'Time to the answer of REST requests', labelNames: ['method', 'route', 'status'], buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10], registers: [registry] }),
    eventStreams: new Gauge({ name: 'podkeeper_event_streams', help: 'Open event streams of browsers', registers: [registry] }),
    signInFailures: new Counter({ name: 'podkeeper_sign_in_failures_total', help: 'Refused sign-ins', labelNames: ['reason'], registers: [registry] }),
  }
}
