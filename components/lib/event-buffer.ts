import { notifyManager, type QueryClient } from '@tanstack/react-query'
import type { ServerEvent } from '@/server/contracts/events'
import { applyServerEvent } from './apply-event'

/** Far below what a person notices; hundreds of clusters then cost ten renderings a second, not hundreds. */
const GATHER_MS = 100

/** Of what replaces its predecessor only the last is kept. */
function replacementKey(event: ServerEvent): string | null {
  switch (event.type) {
    case 'summary': return `summary ${event.cluster.id}`
    case 'detail': return `detail ${event.detail.summary.id}`
    case 'operator': return 'operator'
    case 'kubernetes': return `kubernetes ${event.kubernetesCluster.id}`
    case 'kubernetes-removed': return `kubernetes ${event.kubernetesClusterId}`
    case 'hello':
    case 'deleted':
    case 'sample':
    case 'timeline': return null
  }
}

/** Gathers pushed events for a moment and applies them together, in their order. */
export function createEventBuffer(client: QueryClient): (event: ServerEvent) => void {
  let gathered: ServerEvent[] = []
  const flush = () => {
    const events = gathered
    gathered = []
    const last = new Map(events.map((event, index) => [replacementKey(event) ?? index, event]))
    notifyManager.batch(() => events.filter((event, index) => last.get(replacementKey(event) ?? index) === event).forEach((event) => applyServerEvent(client, event)))
  }
  return (event) => {
    if (gathered.length === 0) setTimeout(flush, GATHER_MS)
    gathered.push(event)
  }
}
